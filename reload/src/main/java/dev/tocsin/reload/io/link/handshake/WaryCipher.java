// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.handshake;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;

/// A cipher of DTLS that refuses {@link HandshakeLengths} in what it decrypts, too: who shows
/// another one's certificate gets as far as that.
record WaryCipher(TlsCipher cipher) implements TlsCipher {

  @Override
  public TlsDecodeResult decodeCiphertext(
      long number, short type, ProtocolVersion version, byte[] ciphertext, int offset, int length)
      throws IOException {
    var plain = cipher.decodeCiphertext(number, type, version, ciphertext, offset, length);
    if (plain.contentType == ContentType.handshake
        && !HandshakeLengths.areFair(plain.buf, plain.off, plain.off + plain.len)) {
      // The one alert that makes the record go unnoticed.
      throw new TlsFatalAlert(AlertDescription.bad_record_mac);
    }
    return plain;
  }

  @Override
  public TlsEncodeResult encodePlaintext(
      long number,
      short type,
      ProtocolVersion version,
      int headerBytes,
      byte[] plaintext,
      int offset,
      int length)
      throws IOException {
    return cipher.encodePlaintext(number, type, version, headerBytes, plaintext, offset, length);
  }

  @Override
  public int getCiphertextDecodeLimit(int plaintextBytes) {
    return cipher.getCiphertextDecodeLimit(plaintextBytes);
  }

  @Override
  public int getCiphertextEncodeLimit(int plaintextBytes) {
    return cipher.getCiphertextEncodeLimit(plaintextBytes);
  }

  @Override
  public int getPlaintextDecodeLimit(int ciphertextBytes) {
    return cipher.getPlaintextDecodeLimit(ciphertextBytes);
  }

  @Override
  public int getPlaintextEncodeLimit(int ciphertextBytes) {
    return cipher.getPlaintextEncodeLimit(ciphertextBytes);
  }

  @Override
  public void rekeyDecoder() throws IOException {
    cipher.rekeyDecoder();
  }

  @Override
  public void rekeyEncoder() throws IOException {
    cipher.rekeyEncoder();
  }

  @Override
  public boolean usesOpaqueRecordTypeDecode() {
    return cipher.usesOpaqueRecordTypeDecode();
  }

  @Override
  public boolean usesOpaqueRecordTypeEncode() {
    return cipher.usesOpaqueRecordTypeEncode();
  }
}

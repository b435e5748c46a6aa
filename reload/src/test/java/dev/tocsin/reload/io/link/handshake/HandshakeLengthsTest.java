// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsNullNullCipher;
import org.junit.jupiter.api.Test;

class HandshakeLengthsTest {

  private static byte[] message(int claims, int fragmentBytes) {
    return ByteBuffer.allocate(12 + fragmentBytes)
        .putInt(11 << 24 | claims)
        .putShort((short) 3)
        .putShort((short) 0)
        .put((byte) 0)
        .put((byte) (fragmentBytes >> 16))
        .putShort((short) fragmentBytes)
        .array();
  }

  private static byte[] record(int type, int epoch, byte[]... messages) {
    var body = ByteBuffer.allocate(4_000);
    for (var message : messages) body.put(message);
    return ByteBuffer.allocate(13 + body.position())
        .put((byte) type)
        .putShort((short) 0xfefd)
        .putShort((short) epoch)
        .put(new byte[6])
        .putShort((short) body.position())
        .put(body.flip())
        .array();
  }

  private static byte[] both(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  @Test
  void takesWhatIsAsLargeAsCertificatesAre() {
    assertThat(HandshakeLengths.areFair(record(22, 0, message(8_192, 900)))).isTrue();
    assertThat(HandshakeLengths.areFair(record(22, 0, message(9, 9), message(40, 40)))).isTrue();
    assertThat(HandshakeLengths.areFair(new byte[9])).isTrue();
    assertThat(HandshakeLengths.areFair(record(22, 0))).isTrue();
  }

  @Test
  void refusesClaimsWhereverTheyStand() {
    var claim = message(16_000_000, 0);

    assertThat(HandshakeLengths.areFair(record(22, 0, claim))).isFalse();
    assertThat(HandshakeLengths.areFair(record(22, 0, message(9, 9), claim))).isFalse();
    assertThat(HandshakeLengths.areFair(both(record(20, 0, claim), record(22, 0, claim))))
        .isFalse();
    assertThat(HandshakeLengths.areFair(both(record(22, 1, claim), record(22, 0, claim))))
        .isFalse();
  }

  @Test
  void leavesOtherRecordsAlone() {
    var claim = message(16_000_000, 0);

    assertThat(HandshakeLengths.areFair(record(23, 0, claim))).isTrue();
    assertThat(HandshakeLengths.areFair(record(22, 1, claim))).isTrue();
  }

  @Test
  void refusesClaimsThatWereEncrypted() throws Exception {
    var cipher = new WaryCipher(TlsNullNullCipher.INSTANCE);
    var fair = message(40, 40);
    var claim = message(16_000_000, 0);

    assertThat(decoded(cipher, ContentType.handshake, fair)).isEqualTo(fair.length);
    assertThat(decoded(cipher, ContentType.application_data, claim)).isEqualTo(claim.length);
    assertThatThrownBy(() -> decoded(cipher, ContentType.handshake, claim))
        .isInstanceOf(TlsFatalAlert.class)
        .hasMessageContaining("bad_record_mac");
  }

  private static int decoded(WaryCipher cipher, short type, byte[] bytes) throws Exception {
    return cipher.decodeCiphertext(0, type, ProtocolVersion.DTLSv12, bytes, 0, bytes.length).len;
  }
}

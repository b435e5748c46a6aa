// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load.dtls;

import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/// The handshake messages that a client sends, by their bodies.
final class Message {

  static final int CLIENT_HELLO = 1;
  static final int SERVER_HELLO = 2;
  static final int HELLO_VERIFY_REQUEST = 3;
  static final int CERTIFICATE = 11;
  static final int SERVER_KEY_EXCHANGE = 12;
  static final int CERTIFICATE_REQUEST = 13;
  static final int SERVER_HELLO_DONE = 14;
  static final int CERTIFICATE_VERIFY = 15;
  static final int CLIENT_KEY_EXCHANGE = 16;
  static final int FINISHED = 20;

  static final int EXTENDED_MASTER_SECRET = 23;

  private static final int ECDSA_SHA256 = 0x0403;

  // RFC 5746 §3.3: an empty renegotiation_info, as a suite.
  private static final int RENEGOTIATION_INFO = 0x00FF;

  // RFC 8422 §5.1: P-256 alone, uncompressed points alone; RFC 5246 §7.4.1.4.1: ecdsa with sha256.
  private static final byte[] ELLIPTIC = {
    0, 10, 0, 4, 0, 2, 0, 23, /* groups */ 0, 11, 0, 2, 1, 0, /* points */ 0, 13, 0, 4, 0, 2, 4, 3
  };

  private static final byte[] EXTENDED = {0, EXTENDED_MASTER_SECRET, 0, 0};

  private Message() {}

  static byte[] clientHello(byte[] random, byte[] session, byte[] cookie, Credential credential) {
    var out = new ByteArrayOutputStream();
    number(out, 0xFEFD, 2);
    out.writeBytes(random);
    vector(out, session, 1);
    vector(out, cookie, 1);
    number(out, 4, 2);
    number(out, credential.suite(), 2);
    number(out, RENEGOTIATION_INFO, 2);
    vector(out, new byte[1], 1);
    byte[] elliptic = credential instanceof Credential.Certificate ? ELLIPTIC : new byte[0];
    number(out, EXTENDED.length + elliptic.length, 2);
    out.writeBytes(EXTENDED);
    out.writeBytes(elliptic);
    return out.toByteArray();
  }

  static byte[] certificate(List<X509Certificate> chain) {
    var list = new ByteArrayOutputStream();
    try {
      for (var each : chain) vector(list, each.getEncoded(), 3);
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
    var out = new ByteArrayOutputStream();
    vector(out, list.toByteArray(), 3);
    return out.toByteArray();
  }

  static byte[] certificateVerify(byte[] signature) {
    var out = new ByteArrayOutputStream();
    number(out, ECDSA_SHA256, 2);
    vector(out, signature, 2);
    return out.toByteArray();
  }

  /// @param lengthBytes of the length in front
  static byte[] vector(byte[] content, int lengthBytes) {
    var out = new ByteArrayOutputStream();
    vector(out, content, lengthBytes);
    return out.toByteArray();
  }

  private static void vector(ByteArrayOutputStream out, byte[] content, int lengthBytes) {
    number(out, content.length, lengthBytes);
    out.writeBytes(content);
  }

  private static void number(ByteArrayOutputStream out, int value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.write(value >> shift);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import java.util.Arrays;

/// What a datagram is, by its first bytes.
enum DatagramSort {
  /// Begins a handshake.
  HELLO,
  /// DTLS that nothing protects yet: of a handshake.
  OPENING,
  /// DTLS that is encrypted.
  PROTECTED,
  /// A message of the overlay outside DTLS.
  PLAIN,
  OTHER;

  // RFC 6347 §4.1: type, version, epoch, sequence number, length.
  private static final int RECORD_HEADER = 13;
  private static final int EPOCH = 3;
  private static final byte HANDSHAKE = 22;
  private static final byte CLIENT_HELLO = 1;

  // RFC 6347 §4.2.2: a handshake message has 12 bytes of header, a hello begins with a version.
  private static final int RANDOM = RECORD_HEADER + 12 + 2;
  private static final int RANDOM_BYTES = 32;

  // the draft's messages begin with "RELO".
  private static final byte MESSAGE = 'R';

  static DatagramSort of(byte[] datagram) {
    if (datagram.length == 0) return OTHER;
    byte first = datagram[0];
    if (first == MESSAGE) return PLAIN;
    // RFC 7983 §7: DTLS is 20 to 63. STUN is 0 to 3.
    if (first < 20 || first > 63 || datagram.length <= RECORD_HEADER) return OTHER;
    if (datagram[EPOCH] != 0 || datagram[EPOCH + 1] != 0) return PROTECTED;
    boolean isHello =
        first == HANDSHAKE
            && datagram[RECORD_HEADER] == CLIENT_HELLO
            && datagram.length >= RANDOM + RANDOM_BYTES;
    return isHello ? HELLO : OPENING;
  }

  /// What tells one beginning of a handshake from another.
  static byte[] random(byte[] hello) {
    return Arrays.copyOfRange(hello, RANDOM, RANDOM + RANDOM_BYTES);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import java.net.Inet6Address;
import java.net.InetAddress;

/// How large a datagram may be on the way to somebody, as far as is known: what every way is good
/// for, less where the kernel says so.
final class PathWidth {

  /// A record of DTLS around a message: 13 bytes of header, 8 of a nonce, 16 that authenticate.
  static final int RECORD_BYTES = 13 + 8 + 16;

  // RFC 8200 §5: "every link in the Internet have an MTU of 1280 octets or greater"; over IPv4
  // narrower ones are rare.
  private static final int START = 1280;
  private static final int LOOPBACK = 65_535;

  // RFC 1191 §7.1, as far as they make sense here.
  private static final int[] PLATEAUS = {
    32_000, 17_914, 8_166, 4_352, 2_002, 1_492, 1_280, 1_006, 508
  };

  private static final int IPV4_AND_UDP = 20 + 8;
  private static final int IPV6_AND_UDP = 40 + 8;

  // RFC 5246 §6.2.1.
  private static final int RECORD_MAX = 1 << 14;

  private final int headers;
  private volatile int datagramBytesMax;

  PathWidth(InetAddress remote) {
    headers = remote instanceof Inet6Address ? IPV6_AND_UDP : IPV4_AND_UDP;
    datagramBytesMax = (remote.isLoopbackAddress() ? LOOPBACK : START) - headers;
  }

  int datagramBytesMax() {
    return datagramBytesMax;
  }

  int messageBytesMax() {
    return Math.min(RECORD_MAX, datagramBytesMax - RECORD_BYTES);
  }

  /// A datagram was too large for the kernel.
  void isBelow(int datagramBytes) {
    if (datagramBytes > datagramBytesMax) return;
    for (int plateau : PLATEAUS) {
      if (plateau - headers < datagramBytes) {
        datagramBytesMax = plateau - headers;
        return;
      }
    }
  }
}

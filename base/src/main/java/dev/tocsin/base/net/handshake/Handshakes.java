// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net.handshake;

import java.time.Duration;

/// How many handshakes a listening endpoint takes on.
///
/// @param max under way at a time, and begun at once after a pause
/// @param perSourceMax of them from one source; a NAT may hide many clients behind one
/// @param perSecond full ones that begin in the long run
/// @param perSourcePerSecond of them from one source
/// @param timeMax after which one over TCP is given up; one over UDP by its retransmissions
public record Handshakes(
    int max, int perSourceMax, double perSecond, double perSourcePerSecond, Duration timeMax) {

  /// 2,000 at a time, 256 from one source; 1,000 per second, about what one processor core does,
  /// and 50 from one source; 30 s for each.
  public static final Handshakes DEFAULT =
      new Handshakes(2_000, 256, 1_000, 50, Duration.ofSeconds(30));

  public Handshakes {
    if (max < 1 || perSourceMax < 1 || !(perSecond > 0) || !(perSourcePerSecond > 0)) {
      throw new IllegalArgumentException("a server needs room for a handshake");
    }
  }
}

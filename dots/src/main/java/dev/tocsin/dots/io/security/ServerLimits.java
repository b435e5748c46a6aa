// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.security;

import dev.tocsin.base.net.handshake.Handshakes;
import java.time.Duration;

/// What one listening endpoint takes on at most.
///
/// @param sessionsMax open sessions
/// @param waitingRequestsMax requests that wait for their answer
/// @param heartbeatWait after which a heartbeat counts as not answered
/// @param idleMax silence after which a session may be dropped to make room for a new one
public record ServerLimits(
    int sessionsMax,
    Handshakes handshakes,
    int waitingRequestsMax,
    Duration heartbeatWait,
    Duration idleMax) {

  public ServerLimits {
    if (sessionsMax < 1 || waitingRequestsMax < 1) {
      throw new IllegalArgumentException("a server needs room for a session and a request");
    }
  }

  /// 20,000 sessions; 50,000 waiting requests; 10 s for a heartbeat; 10 minutes of silence, twice
  /// the longest heartbeat interval and more.
  public static ServerLimits defaults() {
    return new ServerLimits(
        20_000, Handshakes.DEFAULT, 50_000, Duration.ofSeconds(10), Duration.ofMinutes(10));
  }
}

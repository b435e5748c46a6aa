// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.security;

import java.time.Duration;

/// What one listening endpoint takes on at most.
///
/// @param sessionsMax open sessions
/// @param handshakesMax handshakes under way at a time
/// @param handshakesPerSourceMax of them from one address; a NAT may hide many clients behind one
/// @param waitingRequestsMax requests that wait for their answer
/// @param heartbeatWait after which a heartbeat counts as not answered
/// @param idleMax silence after which a session may be dropped to make room for a new one
public record ServerLimits(
    int sessionsMax,
    int handshakesMax,
    int handshakesPerSourceMax,
    int waitingRequestsMax,
    Duration heartbeatWait,
    Duration idleMax) {

  public ServerLimits {
    if (sessionsMax < 1 || handshakesMax < 1 || handshakesPerSourceMax < 1) {
      throw new IllegalArgumentException("a server needs room for a session and a handshake");
    }
    if (waitingRequestsMax < 1) {
      throw new IllegalArgumentException("a server needs room for a request");
    }
  }

  /// 20,000 sessions; 2,000 handshakes at a time, 256 from one address; 50,000 waiting requests; 10
  /// s for a heartbeat; 10 minutes of silence, twice the longest heartbeat interval and more.
  public static ServerLimits defaults() {
    return new ServerLimits(
        20_000, 2_000, 256, 50_000, Duration.ofSeconds(10), Duration.ofMinutes(10));
  }
}

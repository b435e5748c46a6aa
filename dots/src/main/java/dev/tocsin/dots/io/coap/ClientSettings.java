// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/// @param localAddress to send from; the system chooses when empty
/// @param handshakeMax after which an attempt at a session has failed
/// @param answerWait after which a Non-confirmable request, or one over TCP, counts as unanswered
/// @param resumptionsMax servers whose sessions are remembered
/// @param pathMtu bytes of the largest IP packet that arrives, 1280 unless known
public record ClientSettings(
    Optional<InetAddress> localAddress,
    Duration handshakeMax,
    Duration answerWait,
    int resumptionsMax,
    int pathMtu) {

  /// RFC 9132 §7.3: an unknown path MTU is taken for 1280 bytes.
  public static final int UNKNOWN_PATH_MTU = 1280;

  public ClientSettings {
    if (pathMtu < 576) throw new IllegalArgumentException("path MTU " + pathMtu + " below 576");
    if (resumptionsMax < 0) throw new IllegalArgumentException("resumptions " + resumptionsMax);
  }

  /// 60 s for a handshake: under 50 % loss each way one needs up to that; 10 s for an answer.
  public static ClientSettings defaults() {
    return new ClientSettings(
        Optional.empty(), Duration.ofSeconds(60), Duration.ofSeconds(10), 64, UNKNOWN_PATH_MTU);
  }
}

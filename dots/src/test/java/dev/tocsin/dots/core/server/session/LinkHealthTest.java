// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LinkHealthTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private final LinkHealth health = new LinkHealth(START);

  @Test
  void isLostWhenHeartbeatsAndTrafficAreMissing() {
    for (int i = 1; i <= 3; i++) health.heartbeatSent(START.plusSeconds(30L * i));

    assertThat(health.isLost(INTERVAL, 3, START.plusSeconds(89))).isFalse();
    assertThat(health.isLost(INTERVAL, 3, START.plusSeconds(90))).isTrue();
  }

  @Test
  void isNotLostWhileThereIsTraffic() {
    for (int i = 1; i <= 10; i++) health.heartbeatSent(START.plusSeconds(30L * i));
    health.heard(START.plusSeconds(300));

    assertThat(health.isLost(INTERVAL, 3, START.plusSeconds(389))).isFalse();
    assertThat(health.isLost(INTERVAL, 3, START.plusSeconds(390))).isTrue();
  }

  @Test
  void isNotLostBeforeEnoughHeartbeatsWereSent() {
    health.heartbeatSent(START.plusSeconds(30));

    assertThat(health.isLost(INTERVAL, 3, START.plusSeconds(1000))).isFalse();
  }

  @Test
  void hearsHeartbeatsForTwoIntervals() {
    health.peerHeartbeat(START.plusSeconds(100));

    assertThat(health.hearsHeartbeats(INTERVAL, START.plusSeconds(160))).isTrue();
    assertThat(health.hearsHeartbeats(INTERVAL, START.plusSeconds(161))).isFalse();
  }
}

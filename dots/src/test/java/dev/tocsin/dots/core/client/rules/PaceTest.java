// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// RFC 9132 §4.4, RFC 8085 §3.1.3.
class PaceTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Pace pace = new Pace(true);

  @Test
  void sendsTheFirstDatagramAtOnce() {
    assertThat(pace.isReady(NOW)).isTrue();
  }

  @Test
  void sendsOneDatagramEveryThreeSecondsWithoutAnEstimate() {
    pace.sent(NOW);

    assertThat(pace.isReady(NOW.plusMillis(2999))).isFalse();
    assertThat(pace.isReady(NOW.plusSeconds(3))).isTrue();
  }

  @Test
  void sendsOneDatagramPerRoundTripOnceItIsKnown() {
    pace.sent(NOW);
    heard(NOW, Duration.ofMillis(40));

    assertThat(pace.isReady(NOW.plusMillis(39))).isFalse();
    assertThat(pace.isReady(NOW.plusMillis(40))).isTrue();
  }

  @Test
  void forgetsAnEstimateThatNothingConfirms() {
    heard(NOW, Duration.ofMillis(40));
    var later = NOW.plusSeconds(11);

    pace.sent(later);

    assertThat(pace.isReady(later.plusSeconds(2))).isFalse();
  }

  @Test
  void repeatsBetweenOneAndThreeSecondsAfterward() {
    assertThat(pace.retransmitAfter(NOW)).isEqualTo(Duration.ofSeconds(3));

    heard(NOW, Duration.ofMillis(40));
    assertThat(pace.retransmitAfter(NOW)).isEqualTo(Duration.ofSeconds(1));

    for (int each = 0; each < 50; each++) heard(NOW, Duration.ofSeconds(9));
    assertThat(pace.retransmitAfter(NOW)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void leavesTheStreamOfTcpToTcp() {
    var stream = new Pace(false);
    stream.sent(NOW);

    assertThat(stream.isReady(NOW)).isTrue();
  }

  private void heard(Instant now, Duration roundTrip) {
    pace.heard(now);
    pace.measured(roundTrip);
  }
}

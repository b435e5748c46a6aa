// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.SourceNet;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// How long guessing takes, and when certificates are renewed.
class LimitsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SourceNet ONE = new SourceNet(false, 1);
  private static final SourceNet TWO = new SourceNet(false, 2);
  private static final SourceNet THREE = new SourceNet(true, 1);

  @Test
  void barsASourceOfWrongPasswordsForAWhile() {
    var limits = new SourceLimits(0.1, 2, 100);
    limits.failed(ONE, NOW);
    assertThat(limits.isBarred(ONE, NOW)).isFalse();

    limits.failed(ONE, NOW);

    assertThat(limits.isBarred(ONE, NOW)).isTrue();
    assertThat(limits.isBarred(TWO, NOW)).isFalse();
    assertThat(limits.isBarred(ONE, NOW.plusSeconds(10))).isFalse();
  }

  @Test
  void remembersNoMoreSourcesThanItMay() {
    var limits = new SourceLimits(0.1, 1, 2);
    limits.failed(ONE, NOW);
    limits.failed(TWO, NOW);
    assertThat(limits.isBarred(ONE, NOW)).isTrue();

    limits.failed(THREE, NOW);

    assertThat(limits.isBarred(TWO, NOW)).as("longest unheard of").isFalse();
    assertThat(limits.isBarred(ONE, NOW)).isTrue();
    assertThat(limits.isBarred(THREE, NOW)).isTrue();
  }

  @Test
  void renewsACertificateWhenAThirdOfItsTimeIsLeft() {
    var renewal = new Renewal(NOW, NOW.plusSeconds(60));

    assertThat(renewal.isDue(NOW.plusSeconds(39))).isFalse();
    assertThat(renewal.isDue(NOW.plusSeconds(40))).isTrue();
    assertThat(renewal.isDue(NOW.plus(Duration.ofDays(1)))).isTrue();
  }

  @Test
  void renewsACertificateThatHasEndedAtOnce() {
    assertThat(new Renewal(NOW, NOW.minusSeconds(1)).isDue(NOW)).isTrue();
  }
}

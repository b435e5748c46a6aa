// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.server.watch.AttackWatch.Thresholds;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.MitigationState;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AttackWatchTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final Tally tally = new Tally();
  private final AttackWatch watch =
      new AttackWatch(new Thresholds(Duration.ofSeconds(60), 2, 10, Duration.ofSeconds(60)), START);

  @Test
  void takesFewPacketsForNoise() {
    packets(9, 5);
    packets(18, 10);
    packets(27, 65);

    assertThat(watch.state()).isEqualTo(MitigationState.ATTACK_STOPPED);
  }

  @Test
  void judgesByBytesWherePacketsAreNotCounted() {
    bytes(1_000, 5);
    bytes(2_000, 10);

    assertThat(watch.state()).isEqualTo(MitigationState.SUCCESSFULLY_MITIGATED);
  }

  @Test
  void judgesNothingWithoutCounters() {
    measured(Counters.UNKNOWN, 600);

    assertThat(watch.state()).isEqualTo(MitigationState.IN_PROGRESS);
  }

  @Test
  void takesCountersThatBeginAnewForNewDrops() {
    packets(1_000, 5);
    packets(2_000, 10);
    packets(500, 69);
    packets(500, 71);

    assertThat(watch.state()).isEqualTo(MitigationState.SUCCESSFULLY_MITIGATED);
  }

  @Test
  void isNotQuietWhileTheClientSaysItIsUnderAttack() {
    watch.told(AttackStatus.UNDER_ATTACK, START.plusSeconds(50));
    packets(0, 100);
    assertThat(watch.state()).isEqualTo(MitigationState.IN_PROGRESS);

    packets(0, 110);
    assertThat(watch.state()).isEqualTo(MitigationState.ATTACK_STOPPED);
  }

  @Test
  void believesAClientThatSeesTheAttackMitigatedOnceThereAreDrops() {
    watch.told(AttackStatus.SUCCESSFULLY_MITIGATED, START);
    assertThat(watch.state()).isEqualTo(MitigationState.IN_PROGRESS);

    packets(100, 5);
    watch.told(AttackStatus.SUCCESSFULLY_MITIGATED, START.plusSeconds(6));

    assertThat(watch.state()).isEqualTo(MitigationState.SUCCESSFULLY_MITIGATED);
  }

  @Test
  void doesNotTakeQuietForTheEndWhileSomethingThatActsIsNotMeasured() {
    watch.dropped(0, false, START.plusSeconds(600));
    assertThat(watch.state()).isEqualTo(MitigationState.IN_PROGRESS);

    watch.dropped(0, true, START.plusSeconds(601));
    assertThat(watch.state()).isEqualTo(MitigationState.ATTACK_STOPPED);
  }

  private void packets(long total, long second) {
    measured(
        new Counters(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.of(total),
            OptionalLong.empty()),
        second);
  }

  private void bytes(long total, long second) {
    measured(
        new Counters(
            OptionalLong.of(total),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty()),
        second);
  }

  private void measured(Counters counters, long second) {
    tally.add(counters).ifPresent(more -> watch.dropped(more, true, START.plusSeconds(second)));
  }
}

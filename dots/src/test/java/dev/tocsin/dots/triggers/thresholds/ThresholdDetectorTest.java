// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.triggers.thresholds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.triggers.thresholds.ThresholdDetector.Decision;
import dev.tocsin.dots.triggers.thresholds.ThresholdSettings.Condition;
import dev.tocsin.dots.triggers.thresholds.ThresholdSettings.Join;
import dev.tocsin.dots.triggers.thresholds.ThresholdSettings.Sampling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ThresholdDetectorTest {

  private static final Condition PACKETS = new Condition(Measure.PACKETS_PER_SECOND, 1_000, 400);
  private static final Condition SOURCES = new Condition(Measure.SOURCES, 50, 20);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long packets;

  @Test
  void raisesAfterEnoughSamplesAboveAndNotBefore() {
    var detector = detector(Join.ANY, PACKETS);

    var decisions = rates(detector, 0, 5_000, 5_000, 5_000, 5_000);

    assertThat(decisions)
        .containsExactly("-", "-", "-", "raise web eth0: packets-per-second 5000", "-");
  }

  @Test
  void oneGapInAFloodDelaysTheAlarmByTwoSamplesAndDoesNotBeginAnew() {
    var detector = detector(Join.ANY, PACKETS);

    var decisions = rates(detector, 0, 5_000, 5_000, 100, 5_000, 5_000);

    assertThat(decisions)
        .containsExactly("-", "-", "-", "-", "-", "raise web eth0: packets-per-second 5000");
  }

  @Test
  void burstsWithAsMuchCalmBetweenThemRaiseNothing() {
    var detector = detector(Join.ANY, PACKETS);

    var decisions = rates(detector, 0, 5_000, 5_000, 100, 100, 5_000, 100, 5_000, 5_000, 100, 100);

    assertThat(decisions).containsOnly("-");
  }

  @Test
  void clearsAfterEnoughSamplesBelowTheLowerMark() {
    var detector = detector(Join.ANY, PACKETS);
    rates(detector, 0, 5_000, 5_000, 5_000);

    // Between the marks it stays raised, and the count begins anew.
    var decisions = rates(detector, 100, 500, 100, 100);

    assertThat(decisions).containsExactly("-", "-", "-", "clear web eth0: packets-per-second 100");
    assertThat(rates(detector, 5_000, 5_000, 5_000)).last().asString().startsWith("raise");
  }

  @Test
  void anyNeedsOneConditionAndAllNeedsEach() {
    var any = detector(Join.ANY, PACKETS, SOURCES);
    var all = detector(Join.ALL, PACKETS, SOURCES);

    assertThat(samples(any, OptionalLong.of(60), 0, 10, 10, 10))
        .anyMatch(d -> d.startsWith("raise"));
    assertThat(samples(all, OptionalLong.of(60), 0, 10, 10, 10)).containsOnly("-");
    assertThat(samples(all, OptionalLong.of(60), 5_000, 5_000, 5_000))
        .last()
        .isEqualTo("raise web eth0: packets-per-second 5000, sources 60");
  }

  @Test
  void whatTheKernelDoesNotTellLeavesTheAlarmAsItIs() {
    var all = detector(Join.ALL, PACKETS, SOURCES);
    var unknown = OptionalLong.empty();

    assertThat(samples(all, unknown, 0, 5_000, 5_000, 5_000, 5_000)).containsOnly("-");
    assertThat(samples(all, OptionalLong.of(60), 5_000, 5_000, 5_000))
        .last()
        .asString()
        .startsWith("raise");
    assertThat(samples(all, unknown, 5_000, 5_000, 5_000)).containsOnly("-");
    // One condition that certainly does not hold settles `all`.
    assertThat(samples(all, unknown, 10, 10)).last().asString().startsWith("clear");
  }

  @Test
  void aCounterThatBeganAnewIsNoAttack() {
    var detector = detector(Join.ANY, PACKETS);
    packets = 1L << 40;
    rates(detector, 0, 5_000);

    packets = 0;
    var decisions = rates(detector, 0, 10, 10, 10);

    assertThat(decisions).containsOnly("-");
  }

  @Test
  void aCounterOf32BitsMayWrap() {
    var detector = detector(Join.ANY, PACKETS);
    packets = (1L << 32) - 7_000;

    var decisions = new ArrayList<String>();
    for (int n = 0; n < 4; n++) {
      decisions.addAll(feed(detector, packets % (1L << 32), OptionalLong.empty()));
      packets += 5_000;
    }

    assertThat(decisions).last().isEqualTo("raise web eth0: packets-per-second 5000");
  }

  @Test
  void aClockThatGoesBackGivesNoRate() {
    var detector = detector(Join.ANY, PACKETS);
    rates(detector, 0, 5_000, 5_000);

    now = now.minusSeconds(60);

    assertThat(rates(detector, 5_000)).containsOnly("-");
    assertThat(rates(detector, 5_000)).last().asString().startsWith("raise");
  }

  @Test
  void countsBitsFromBytes() {
    var detector = detector(Join.ANY, new Condition(Measure.BITS_PER_SECOND, 7_999_999, 1));
    var decisions = new ArrayList<Decision>();
    for (long bytes = 0; bytes <= 3_000_000; bytes += 1_000_000) {
      now = now.plusSeconds(1);
      var none = OptionalLong.empty();
      decisions.addAll(
          detector.handle(new Sample(none, OptionalLong.of(bytes), none, none, none), now));
    }

    assertThat(decisions)
        .containsExactly(new Decision.Raise("web", "eth0: bits-per-second 8000000"));
  }

  private List<String> rates(ThresholdDetector detector, long... perSecond) {
    return samples(detector, OptionalLong.empty(), perSecond);
  }

  private List<String> samples(
      ThresholdDetector detector, OptionalLong sources, long... perSecond) {
    var decisions = new ArrayList<String>();
    for (long rate : perSecond) {
      packets += rate;
      decisions.addAll(feed(detector, packets, sources));
    }
    return decisions;
  }

  private List<String> feed(ThresholdDetector detector, long counter, OptionalLong sources) {
    now = now.plusSeconds(1);
    var none = OptionalLong.empty();
    var sample = new Sample(OptionalLong.of(counter), none, none, none, sources);
    var decisions = detector.handle(sample, now);
    return decisions.isEmpty() ? List.of("-") : decisions.stream().map(this::shown).toList();
  }

  private String shown(Decision decision) {
    return switch (decision) {
      case Decision.Raise(var request, var detail) -> "raise " + request + " " + detail;
      case Decision.Clear(var request, var detail) -> "clear " + request + " " + detail;
    };
  }

  private static ThresholdDetector detector(Join join, Condition... conditions) {
    var sampling = new Sampling(Duration.ofSeconds(1), 3, 2);
    return new ThresholdDetector(
        new ThresholdSettings("web", "eth0", sampling, join, List.of(conditions)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void waitsLongerAfterEveryFailureAndNeverBeyondItsBounds() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    for (int run = 0; run < 1000; run++) {
      var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), random);

      var floor = Duration.ofMillis(100);
      for (int attempt = 0; attempt < 20; attempt++) {
        var wait = backoff.next();
        assertThat(wait).isBetween(floor, floor.multipliedBy(2));
        assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(10));
        floor = floor.multipliedBy(2);
        if (floor.compareTo(Duration.ofSeconds(5)) > 0) floor = Duration.ofSeconds(5);
      }
    }
  }

  @Test
  void spreadsThoseWhoFailedTogether() {
    var random = new Random(1);
    var waits = new HashSet<Duration>();
    for (int i = 0; i < 100; i++) {
      waits.add(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), random).next());
    }

    assertThat(waits).hasSizeGreaterThan(90);
  }

  @Test
  void startsAnewOnceItWorked() {
    var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofHours(1), new Random(1));
    for (int i = 0; i < 10; i++) backoff.next();

    backoff.reset();

    assertThat(backoff.next()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void staysPutWhenBothBoundsAreEqual() {
    var backoff = new Backoff(Duration.ofSeconds(3), Duration.ofSeconds(3), new Random(1));

    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(3));
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void refusesBoundsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1), new Random(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), new Random(1)));
  }
}

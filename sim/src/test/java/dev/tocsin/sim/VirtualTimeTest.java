// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

  private final VirtualTime time = new VirtualTime();
  private final ArrayList<String> seen = new ArrayList<>();

  @Test
  void runsEventsInOrderOfTimeThenOfPlanning() {
    time.after(Duration.ofSeconds(2), () -> seen.add("late"));
    time.after(Duration.ofSeconds(1), () -> seen.add("early"));
    time.after(Duration.ofSeconds(2), () -> seen.add("later"));

    time.runFor(Duration.ofSeconds(2));

    assertThat(seen).containsExactly("early", "late", "later");
    assertThat(time.instant()).isEqualTo(VirtualTime.START.plusSeconds(2));
  }

  @Test
  void leavesWhatLiesBehindTheEndOfTheSpan() {
    time.after(Duration.ofSeconds(3), () -> seen.add("third second"));

    time.runFor(Duration.ofSeconds(2));

    assertThat(seen).isEmpty();
  }

  @Test
  void stopsWhenTheConditionHolds() {
    time.after(Duration.ofSeconds(1), () -> seen.add("one"));
    time.after(Duration.ofSeconds(5), () -> seen.add("five"));

    var held = time.runUntil(() -> !seen.isEmpty(), Duration.ofSeconds(10));

    assertThat(held).isTrue();
    assertThat(time.instant()).isEqualTo(VirtualTime.START.plusSeconds(1));
  }

  @Test
  void saysWhenTheConditionNeverHeld() {
    assertThat(time.runUntil(() -> false, Duration.ofSeconds(10))).isFalse();
    assertThat(time.instant()).isEqualTo(VirtualTime.START.plusSeconds(10));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void isNeverDueWhileEmpty() {
    var deadlines = new Deadlines<String>();

    assertThat(deadlines.next()).isEqualTo(Instant.MAX);
    assertThat(deadlines.expired(Instant.MAX)).isEmpty();
  }

  @Test
  void expiresInOrderOfTimeAndThenOfSetting() {
    var deadlines = new Deadlines<String>();
    deadlines.set("late", START.plusSeconds(2));
    deadlines.set("first", START.plusSeconds(1));
    deadlines.set("second", START.plusSeconds(1));

    assertThat(deadlines.next()).isEqualTo(START.plusSeconds(1));
    assertThat(deadlines.expired(START)).isEmpty();
    assertThat(deadlines.expired(START.plusSeconds(1))).containsExactly("first", "second");
    assertThat(deadlines.expired(START.plusSeconds(5))).containsExactly("late");
    assertThat(deadlines.size()).isZero();
  }

  @Test
  void movesATimerThatIsSetAgain() {
    var deadlines = new Deadlines<String>();
    deadlines.set("a", START.plusSeconds(1));
    deadlines.set("a", START.plusSeconds(9));

    assertThat(deadlines.expired(START.plusSeconds(8))).isEmpty();
    assertThat(deadlines.at("a")).contains(START.plusSeconds(9));
    assertThat(deadlines.expired(START.plusSeconds(9))).containsExactly("a");
  }

  @Test
  void forgetsATimerThatIsClearedOrSetToNever() {
    var deadlines = new Deadlines<String>();
    deadlines.set("a", START);
    deadlines.set("b", START);
    deadlines.clear("a");
    deadlines.set("b", Instant.MAX);
    deadlines.clear("unknown");

    assertThat(deadlines.expired(START)).isEmpty();
    assertThat(deadlines.at("a")).isEmpty();
  }

  @Test
  void agreesWithAPlainMapOverRandomUse() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var deadlines = new Deadlines<Integer>();
    var expected = new HashMap<Integer, Instant>();

    for (int step = 0; step < 20_000; step++) {
      int key = random.nextInt(300);
      var at = START.plusSeconds(random.nextInt(1000));
      switch (random.nextInt(8)) {
        case 0 -> {
          deadlines.clear(key);
          expected.remove(key);
        }
        case 1 -> {
          var due = new ArrayList<>(expected.keySet());
          due.removeIf(each -> expected.get(each).isAfter(at));
          var expired = deadlines.expired(at);
          assertThat(expired).containsExactlyInAnyOrderElementsOf(due);
          assertThat(expired)
              .isSortedAccordingTo((a, b) -> expected.get(a).compareTo(expected.get(b)));
          expired.forEach(expected::remove);
        }
        default -> {
          deadlines.set(key, at);
          expected.put(key, at);
        }
      }
      assertThat(deadlines.next())
          .isEqualTo(expected.values().stream().min(Instant::compareTo).orElse(Instant.MAX));
    }
  }

  @Test
  void holdsAHundredThousandTimers() {
    var deadlines = new Deadlines<Integer>();
    long began = System.nanoTime();
    for (int key = 0; key < 100_000; key++)
      deadlines.set(key, START.plusSeconds(key * 7919L % 100_003));
    for (int key = 0; key < 100_000; key += 2) deadlines.clear(key);
    var expired = deadlines.expired(START.plusSeconds(100_003));
    System.out.printf(
        "150,000 changes, 50,000 expiries: %d ms%n", (System.nanoTime() - began) / 1_000_000);

    assertThat(expired)
        .hasSize(50_000)
        .isSortedAccordingTo((a, b) -> Long.compare(a * 7919L % 100_003, b * 7919L % 100_003));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.observe.Events.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventsTest {

  private final Events events = new Events();

  @Test
  void handsEveryEventToEveryWatcher() throws InterruptedException {
    try (var one = events.watch(8).orElseThrow();
        var two = events.watch(8).orElseThrow()) {
      events.publish(event(1));

      assertThat(one.next(Duration.ZERO)).contains(event(1));
      assertThat(two.next(Duration.ZERO)).contains(event(1));
      assertThat(one.next(Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void aSlowWatcherLosesItsOldestEventsAndLearnsHowMany() throws InterruptedException {
    try (var slow = events.watch(2).orElseThrow()) {
      IntStream.rangeClosed(1, 5).forEach(n -> events.publish(event(n)));

      assertThat(slow.lost()).isEqualTo(3);
      assertThat(slow.next(Duration.ZERO)).contains(event(4));
      assertThat(slow.next(Duration.ZERO)).contains(event(5));
      assertThat(slow.lost()).isZero();
    }
  }

  @Test
  void admitsABoundedNumberOfWatchers() {
    var all = IntStream.range(0, 64).mapToObj(_ -> events.watch(1).orElseThrow()).toList();

    assertThat(events.watch(1)).isEmpty();
    all.getFirst().close();
    assertThat(events.watch(1)).isPresent();
  }

  private static Event event(int n) {
    return new Event(Instant.EPOCH, "test", "kind", "number " + n);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LoopTest {

  private final LinkedBlockingQueue<String> performed = new LinkedBlockingQueue<>();

  /// Says every input back; fails on `bug`; ticks once when told to.
  private static final class Echo implements Machine<String, String> {
    private Instant deadline = Instant.MAX;

    @Override
    public List<String> handle(String input, Instant now) {
      if (input.equals("bug")) throw new IllegalStateException("planted");
      if (input.equals("wake me")) deadline = now;
      return List.of(input);
    }

    @Override
    public List<String> tick(Instant now) {
      deadline = Instant.MAX;
      return List.of("tick");
    }

    @Override
    public Instant deadline() {
      return deadline;
    }
  }

  @Test
  void performsWhatTheMachineReturnsInOrder() throws InterruptedException {
    try (var loop = loop(10)) {
      loop.put("one");
      loop.put("two");

      assertThat(next()).isEqualTo("one");
      assertThat(next()).isEqualTo("two");
    }
  }

  @Test
  void ticksWhenTheDeadlinePassed() throws InterruptedException {
    try (var loop = loop(10)) {
      loop.put("wake me");

      assertThat(next()).isEqualTo("wake me");
      assertThat(next()).isEqualTo("tick");
    }
  }

  @Test
  void goesOnAfterAnInputThatFails() throws InterruptedException {
    try (var loop = loop(10)) {
      loop.put("bug");
      loop.put("after");

      assertThat(next()).isEqualTo("after");
    }
  }

  @Test
  void leavesRoomBesideASenderWithMuchNews() throws InterruptedException {
    var free = new CountDownLatch(1);
    try (var loop = Loop.start("test", new Echo(), _ -> await(free), InstantSource.system(), 8)) {
      var sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 100; i++) loop.putModestly("news");
                  });
      while (sender.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();

      for (int i = 0; i < 6; i++) assertThat(loop.offer("request")).isTrue();

      free.countDown();
      sender.join();
    }
  }

  @Test
  void refusesAndCountsWhatDoesNotFit() throws InterruptedException {
    var busy = new CountDownLatch(1);
    var free = new CountDownLatch(1);
    Effects<String> blocking =
        output -> {
          busy.countDown();
          await(free);
        };
    try (var loop = Loop.start("test", new Echo(), blocking, InstantSource.system(), 1)) {
      loop.put("first");
      busy.await();
      loop.put("waits");

      assertThat(loop.offer("too much")).isFalse();
      assertThat(loop.refused()).isEqualTo(1);
      free.countDown();
    }
  }

  @Test
  void takesFromItsOwnEffectsWhatAFullInboxHasNoRoomFor() throws InterruptedException {
    // given: an effect that puts while others have filled the inbox
    var busy = new CountDownLatch(1);
    var full = new CountDownLatch(1);
    var self = new CompletableFuture<Loop<String, String>>();
    Effects<String> putting =
        output -> {
          performed.add(output);
          if (!output.equals("first")) return;
          busy.countDown();
          await(full);
          self.join().put("of its own");
        };
    try (var loop = Loop.start("test", new Echo(), putting, InstantSource.system(), 1)) {
      self.complete(loop);

      // when
      loop.put("first");
      busy.await();
      loop.put("waits");
      full.countDown();

      // then
      assertThat(next()).isEqualTo("first");
      assertThat(next()).isEqualTo("of its own");
      assertThat(next()).isEqualTo("waits");
    }
  }

  @Test
  void goesOnAfterAnAssertionThatFails() throws InterruptedException {
    Effects<String> asserting =
        output -> {
          if (output.equals("wrong")) throw new AssertionError("planted");
          performed.add(output);
        };
    try (var loop = Loop.start("test", new Echo(), asserting, InstantSource.system(), 10)) {
      loop.put("wrong");
      loop.put("after");

      assertThat(next()).isEqualTo("after");
    }
  }

  @Test
  void handlesWhatWaitsBeforeItCloses() throws InterruptedException {
    var loop = loop(100);
    for (var i = 0; i < 50; i++) loop.put("input " + i);

    loop.close();

    assertThat(performed).hasSize(50);
    assertThat(loop.offer("late")).isFalse();
  }

  private Loop<String, String> loop(int inboxMax) {
    return Loop.start("test", new Echo(), performed::add, InstantSource.system(), inboxMax);
  }

  private String next() throws InterruptedException {
    return performed.poll(10, TimeUnit.SECONDS);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

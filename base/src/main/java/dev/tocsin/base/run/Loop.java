// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives one {@link Machine} on one thread of its own from a bounded inbox.
///
/// The machine and its {@link Effects} are touched by that thread alone. A full inbox refuses
/// ({@link #offer} is false) and counts: whoever offers answers for the refusal.
public final class Loop<I, O> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Loop.class);
  // Small enough for a disk to be kept busy by one batch while the next is decided.
  private static final int BATCH_MAX = 64;
  private static final int MODEST_SHARE = 4;
  private static final long MODEST_WAIT_NANOS = 100_000;
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);

  private final Machine<I, O> machine;
  private final Effects<O> effects;
  private final InstantSource clock;
  private final ArrayBlockingQueue<I> inbox;
  private final LongAdder refused = new LongAdder();
  private final int modestMax;
  private final Thread thread;
  // What the effects put on the loop's own thread, which cannot wait for itself.
  private final ArrayDeque<I> own = new ArrayDeque<>();
  private volatile boolean closing;

  private Loop(
      String name, Machine<I, O> machine, Effects<O> effects, InstantSource clock, int inboxMax) {
    this.machine = machine;
    this.effects = effects;
    this.clock = clock;
    this.inbox = new ArrayBlockingQueue<>(inboxMax);
    this.modestMax = Math.max(1, inboxMax / MODEST_SHARE);
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /// @param inboxMax inputs that may wait; further ones are refused
  public static <I, O> Loop<I, O> start(
      String name, Machine<I, O> machine, Effects<O> effects, InstantSource clock, int inboxMax) {
    var loop = new Loop<>(name, machine, effects, clock, inboxMax);
    loop.thread.start();
    return loop;
  }

  /// Hands an input over without waiting.
  ///
  /// @return false if the inbox is full or the loop is closing
  public boolean offer(I input) {
    if (!closing && inbox.offer(input)) return true;
    refused.increment();
    return false;
  }

  /// Hands an input over, waiting for room: for inputs that must not be lost and whose sender may
  /// wait. Once the loop is closing, or the sender is interrupted, the input is refused after all.
  ///
  /// An effect may put, too: its input is handled next, and never waits for room that only this
  /// loop could make.
  public void put(I input) {
    if (Thread.currentThread() == thread && !closing) {
      own.add(input);
      return;
    }
    try {
      while (!closing) {
        if (inbox.offer(input, 1, TimeUnit.SECONDS)) return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refused.increment();
  }

  /// As {@link #put}, and leaves most of the inbox to others: for a sender that has news of
  /// thousands at once and can wait, where others are refused when there is no room.
  public void putModestly(I input) {
    if (Thread.currentThread() != thread) {
      while (!closing && inbox.size() >= modestMax && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(MODEST_WAIT_NANOS);
      }
    }
    put(input);
  }

  /// Inputs refused since the start.
  public long refused() {
    return refused.sum();
  }

  /// Inputs waiting now.
  public int waiting() {
    return inbox.size();
  }

  private void run() {
    var batch = new ArrayList<I>(BATCH_MAX);
    while (!closing || !inbox.isEmpty() || !own.isEmpty()) {
      try {
        gather(batch);
      } catch (InterruptedException stop) {
        closing = true;
      }
      for (var input : batch) {
        guarded(() -> machine.handle(input, clock.instant()).forEach(effects::perform));
      }
      batch.clear();
      var now = clock.instant();
      if (!now.isBefore(machine.deadline())) {
        guarded(() -> machine.tick(now).forEach(effects::perform));
      }
      guarded(effects::flush);
    }
  }

  /// One bad input must not take the others down with it; the machine is ours, so this is our bug.
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error bug) {
      log.error("{}: an input failed", thread.getName(), bug);
    }
  }

  private void gather(ArrayList<I> batch) throws InterruptedException {
    batch.addAll(own);
    own.clear();
    inbox.drainTo(batch, BATCH_MAX);
    if (!batch.isEmpty() || closing) return;
    var first = inbox.poll(untilDeadline().toNanos(), TimeUnit.NANOSECONDS);
    if (first == null) return;
    batch.add(first);
    // Whoever woke this thread may have more to hand over: with few cores, one turn for all of it
    // instead of one each.
    Thread.yield();
    inbox.drainTo(batch, BATCH_MAX - 1);
  }

  private Duration untilDeadline() {
    var deadline = machine.deadline();
    if (deadline.equals(Instant.MAX)) return WAIT_MAX;
    var wait = Duration.between(clock.instant(), deadline);
    if (wait.isNegative()) return Duration.ZERO;
    return wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait;
  }

  /// Handles what is in the inbox, then stops; waits for it at most ten seconds.
  @Override
  public void close() {
    if (Thread.currentThread() == thread)
      throw new IllegalStateException("a loop cannot close itself");
    closing = true;
    try {
      // An idle loop may be waiting for an hour-long deadline: the interrupt only ends that wait.
      if (inbox.isEmpty()) thread.interrupt();
      if (!thread.join(Duration.ofSeconds(10))) {
        log.warn("{} did not stop within 10 s", thread.getName());
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

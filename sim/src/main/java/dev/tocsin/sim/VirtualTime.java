// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/// A clock that jumps from event to event: what was planned for an instant runs at it, in the order
/// of planning. One thread only.
public final class VirtualTime implements InstantSource {

  /// Where every simulation begins, so that a replay shows the same instants.
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final long EVENTS_MAX = 50_000_000;

  private record Event(Instant at, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final long eventsMax;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private Instant now = START;
  private long planned;
  private long done;

  public VirtualTime() {
    this(EVENTS_MAX);
  }

  /// @param eventsMax after which something is taken to spin
  public VirtualTime(long eventsMax) {
    this.eventsMax = eventsMax;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /// Plans an action; one that lies in the past runs next.
  public void at(Instant when, Runnable action) {
    events.add(new Event(when.isBefore(now) ? now : when, planned++, action));
  }

  public void after(Duration delay, Runnable action) {
    at(now.plus(delay), action);
  }

  /// Runs what is planned until then, and leaves the clock there.
  public void runFor(Duration span) {
    var end = now.plus(span);
    while (nextIsUntil(end)) step();
    now = end;
  }

  /// Runs until the condition holds, at most for `limit`.
  ///
  /// @return whether it held
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    var end = now.plus(limit);
    while (!condition.getAsBoolean()) {
      if (!nextIsUntil(end)) {
        now = end;
        return condition.getAsBoolean();
      }
      step();
    }
    return true;
  }

  /// Events that ran since the start.
  public long done() {
    return done;
  }

  private boolean nextIsUntil(Instant end) {
    var next = events.peek();
    return next != null && !next.at.isAfter(end);
  }

  private void step() {
    if (++done > eventsMax) {
      throw new IllegalStateException("more than " + eventsMax + " events: something spins");
    }
    var event = events.remove();
    now = event.at;
    event.action.run();
  }
}

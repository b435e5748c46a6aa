// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// What operators may want to see as it happens, handed to whoever watches. Publishing never waits:
/// a watcher that does not keep up loses its oldest events and is told how many. Callable from any
/// thread.
public final class Events {

  private static final int WATCHERS_MAX = 64;

  /// @param source the part that speaks, for example `dots.server`
  /// @param kind for example `session-opened`
  public record Event(Instant time, String source, String kind, String detail) {}

  /// One watcher's share. Its events are taken by one thread.
  public final class Watch implements AutoCloseable {

    private final ArrayBlockingQueue<Event> waiting;
    private final AtomicLong lost = new AtomicLong();

    private Watch(int waitingMax) {
      this.waiting = new ArrayBlockingQueue<>(waitingMax);
    }

    private void put(Event event) {
      while (!waiting.offer(event)) {
        if (waiting.poll() != null) lost.incrementAndGet();
      }
    }

    /// The next event; empty if none comes in time.
    public Optional<Event> next(Duration wait) throws InterruptedException {
      return Optional.ofNullable(waiting.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// Events lost since this was asked last.
    public long lost() {
      return lost.getAndSet(0);
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }

  private final CopyOnWriteArrayList<Watch> watches = new CopyOnWriteArrayList<>();

  public void publish(Event event) {
    for (var watch : watches) watch.put(event);
  }

  /// @param waitingMax events that may wait for this watcher
  /// @return empty if too many watch already
  public Optional<Watch> watch(int waitingMax) {
    var watch = new Watch(waitingMax);
    watches.add(watch);
    if (watches.size() <= WATCHERS_MAX) return Optional.of(watch);
    watches.remove(watch);
    return Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.gobgp;

import dev.tocsin.alto.core.policy.Reach;
import dev.tocsin.alto.core.policy.RouteTable;
import dev.tocsin.base.net.Prefix;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The best routes of one gobgpd. A daemon that comes back has its routes again only once its own
/// sessions are up: until then the table of before stays.
///
/// Any thread may use it; the lock is held for a change, and while the table is copied.
final class GobgpTable {

  // Reaches that nobody has any more are forgotten then.
  private static final int SHARED_MAX = 1 << 20;

  private final Duration restartWait;
  private final Map<Reach, Reach> shared = new HashMap<>();
  private Map<Prefix, Reach> shown = Map.of();
  private Map<Prefix, Reach> learned = new HashMap<>();
  private boolean hasFirst;
  private boolean isListed;
  private long listedAt;
  private long version;

  /// @param restartWait how long a daemon that came back may have much fewer routes than before
  GobgpTable(Duration restartWait) {
    this.restartWait = restartWait;
  }

  /// A new session begins: what follows is learned anew.
  synchronized void begin() {
    learned = new HashMap<>();
    isListed = false;
  }

  synchronized void take(GobgpRoute route) {
    if (route.reach().isEmpty()) {
      if (learned.remove(route.prefix()) == null) return;
    } else {
      if (shared.size() > SHARED_MAX) shared.clear();
      var reach = route.reach().get();
      var one = shared.putIfAbsent(reach, reach);
      var before = learned.put(route.prefix(), one == null ? reach : one);
      if (reach.equals(before)) return;
    }
    if (learned == shown) version++;
  }

  /// All routes that the daemon had at the session's begin are taken.
  ///
  /// @param now of a clock that only goes forward, in nanoseconds
  synchronized void listed(long now) {
    isListed = true;
    listedAt = now;
    show(now);
    notifyAll();
  }

  private void show(long now) {
    if (learned == shown || !isListed) return;
    boolean isLikeBefore = learned.size() >= shown.size() / 2;
    if (hasFirst && !isLikeBefore && now - listedAt < restartWait.toNanos()) return;
    hasFirst = true;
    if (!learned.equals(shown)) version++;
    shown = learned;
  }

  /// Changes whenever the table does.
  synchronized long version(long now) {
    show(now);
    return version;
  }

  /// @return why the table is not the daemon's own, if it is waited for that
  synchronized Optional<String> waiting() {
    return isListed && learned != shown
        ? Optional.of("it has %,d routes after %,d before".formatted(learned.size(), shown.size()))
        : Optional.empty();
  }

  /// @return false if there is none within that time
  synchronized boolean awaitFirst(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!hasFirst) {
      long left = end - System.nanoTime();
      if (left <= 0) return false;
      wait(Math.max(1, left / 1_000_000));
    }
    return true;
  }

  /// @return how many routes there are
  synchronized int addTo(RouteTable.Builder table) {
    shown.forEach(table::add);
    return shown.size();
  }
}

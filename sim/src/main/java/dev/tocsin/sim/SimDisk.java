// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// A store for commits in virtual time. A commit is durable once its latency passed; a crash loses
/// the ones that were not yet, and a full disk refuses.
///
/// @param <C> changes
public final class SimDisk<C> {

  private record Pending<C>(List<C> changes, Runnable then, Runnable otherwise) {}

  private final VirtualTime time;
  private final Duration latency;
  private final List<C> durable = new ArrayList<>();
  private final ArrayDeque<Pending<C>> pending = new ArrayDeque<>();
  private boolean full;
  private long era;

  public SimDisk(Simulation simulation, Duration latency) {
    this.time = simulation.time();
    this.latency = latency;
  }

  /// Commits become durable in their order; then exactly one of the two actions runs, unless a
  /// crash comes first.
  public void commit(List<C> changes, Runnable then, Runnable otherwise) {
    pending.add(new Pending<>(List.copyOf(changes), then, otherwise));
    long asked = era;
    time.after(
        latency,
        () -> {
          if (asked == era) settle();
        });
  }

  /// The changes that survive, in their order.
  public List<C> durable() {
    return List.copyOf(durable);
  }

  /// Whether commits fail from now on.
  public void full(boolean now) {
    full = now;
  }

  /// Loses every commit whose action has not run.
  public void crash() {
    era++;
    pending.clear();
  }

  private void settle() {
    var commit = pending.remove();
    if (full) {
      commit.otherwise.run();
      return;
    }
    durable.addAll(commit.changes);
    commit.then.run();
  }
}

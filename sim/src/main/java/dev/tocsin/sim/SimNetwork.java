// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Carries messages between named places, and loses, doubles, delays and swaps them as it is told.
///
/// @param <A> addresses, with equals
/// @param <M> messages, immutable
public final class SimNetwork<A, M> {

  /// Where messages for an address go.
  public interface Receiver<A, M> {
    void receive(A from, M message);
  }

  private record Way<A>(A from, A to) {}

  private final VirtualTime time;
  private final RandomGenerator random;
  private final Map<A, Receiver<A, M>> receivers = new HashMap<>();
  private final Map<Way<A>, Conditions> ways = new HashMap<>();
  private final Set<Way<A>> cut = new HashSet<>();
  private Conditions conditions = Conditions.CALM;
  private long sent;
  private long lost;

  public SimNetwork(Simulation simulation) {
    this.time = simulation.time();
    this.random = simulation.random();
  }

  /// Replaces who receives at this address.
  public void attach(A address, Receiver<A, M> receiver) {
    receivers.put(address, receiver);
  }

  /// What is under way to it is lost.
  public void detach(A address) {
    receivers.remove(address);
  }

  /// Conditions of every way that has none of its own.
  public void conditions(Conditions all) {
    conditions = all;
  }

  /// Conditions of one direction.
  public void conditions(A from, A to, Conditions way) {
    ways.put(new Way<>(from, to), way);
  }

  /// Nothing passes between the two from now on, in either direction.
  public void partition(A one, A other) {
    cut.add(new Way<>(one, other));
    cut.add(new Way<>(other, one));
  }

  public void heal(A one, A other) {
    cut.remove(new Way<>(one, other));
    cut.remove(new Way<>(other, one));
  }

  public void send(A from, A to, M message) {
    sent++;
    var way = new Way<>(from, to);
    var condition = ways.getOrDefault(way, conditions);
    if (cut.contains(way) || random.nextDouble() < condition.lost()) {
      lost++;
      return;
    }
    int copies = random.nextDouble() < condition.duplicated() ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      time.after(delay(condition), () -> deliver(way, message));
    }
  }

  public long sent() {
    return sent;
  }

  public long lost() {
    return lost;
  }

  private void deliver(Way<A> way, M message) {
    var receiver = receivers.get(way.to);
    if (receiver == null || cut.contains(way)) lost++;
    else receiver.receive(way.from, message);
  }

  private Duration delay(Conditions condition) {
    long nanos = condition.delay().toNanos();
    if (nanos == 0) return Duration.ZERO;
    long extra = random.nextLong(nanos + 1);
    if (random.nextDouble() < condition.reordered()) extra += random.nextLong(9 * nanos + 1);
    return Duration.ofNanos(nanos + extra);
  }
}

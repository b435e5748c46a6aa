// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim;

import dev.tocsin.base.run.Machine;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One run in virtual time: everything random in it comes from one seed, so the same seed gives the
/// same run.
public final class Simulation {

  private final long seed;
  private final SplittableRandom random;
  private final VirtualTime time = new VirtualTime();

  public Simulation(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /// Runs the body with seeds 1 to `runs`, or with the single one that `-Dseed=` names. A failure
  /// says which seed to replay. `-Dsim.factor=` multiplies the runs: the long form of `./check`.
  public static void check(int runs, Consumer<Simulation> body) {
    var wanted = Long.getLong("seed");
    if (wanted != null) {
      checkSeed(wanted, body);
      return;
    }
    var all = (long) runs * Math.max(1, Integer.getInteger("sim.factor", 1));
    for (long seed = 1; seed <= all; seed++) checkSeed(seed, body);
  }

  private static void checkSeed(long seed, Consumer<Simulation> body) {
    var simulation = new Simulation(seed);
    try {
      body.accept(simulation);
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          "failed at %s; replay with -Dseed=%d: %s"
              .formatted(simulation.time.instant(), seed, failure.getMessage()),
          failure);
    }
  }

  public long seed() {
    return seed;
  }

  public VirtualTime time() {
    return time;
  }

  /// A generator of its own for one part, so that one part's draws do not shift another's.
  public RandomGenerator random() {
    return random.split();
  }

  /// Drives a machine in this simulation's time.
  public <I, O> Driven<I, O> drive(Machine<I, O> machine, Consumer<O> effects) {
    return new Driven<>(time, machine, effects);
  }
}

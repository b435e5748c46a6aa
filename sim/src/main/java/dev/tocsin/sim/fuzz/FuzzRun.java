// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim.fuzz;

import dev.tocsin.base.bytes.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Drives targets with a fixed number of seeded inputs each, within a time for all of them.
///
/// Fails on anything that a decoder throws besides {@link WireException}, on an input that it does
/// not come back from, and on too few inputs when the time is over.
public final class FuzzRun {

  private static final Duration HANG = Duration.ofSeconds(20);

  private final long seed;
  private final long inputs;
  private final long deadline;

  /// @param inputs for each target; slow ones get fewer
  /// @param budget of time, for all of them
  public FuzzRun(long seed, long inputs, Duration budget) {
    this.seed = seed;
    this.inputs = inputs;
    this.deadline = System.nanoTime() + budget.toNanos();
  }

  /// @return one line per target for the report
  public List<String> drive(List<FuzzTarget> targets) {
    // Daemon threads: one that hangs in a decoder must not keep the process alive.
    var threads = Thread.ofPlatform().daemon().name("fuzz-", 0).factory();
    var pool = Executors.newFixedThreadPool(2, threads);
    try {
      var shots = targets.stream().map(Shots::new).toList();
      var running = new ArrayList<Future<?>>();
      for (var each : shots) running.add(pool.submit(each));
      for (int i = 0; i < shots.size(); i++) await(shots.get(i), running.get(i));
      return shots.stream().map(Shots::report).toList();
    } finally {
      pool.shutdownNow();
    }
  }

  private static void await(Shots shots, Future<?> running) {
    long before = -1;
    while (true) {
      try {
        running.get(HANG.toSeconds(), TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        boolean stuck = shots.started && shots.fired == before;
        if (stuck) throw shots.failure("does not come back", e);
        before = shots.fired;
      } catch (ExecutionException e) {
        var cause = e.getCause() == null ? e : e.getCause();
        throw new AssertionError(String.valueOf(cause.getMessage()), cause);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final class Shots implements Runnable {
    private final FuzzTarget target;
    private volatile boolean started;
    private volatile long fired;
    private volatile byte[] current = {};
    private long accepted;

    Shots(FuzzTarget target) {
      this.target = target;
    }

    @Override
    public void run() {
      started = true;
      for (var sample : target.samples()) fire(sample);
      if (accepted < target.samples().size()) throw failure("refuses a sample", null);
      var mutator =
          new Mutator(new SplittableRandom(seed ^ target.name().hashCode()), target.samples());
      long wanted = Math.ceilDiv(inputs, target.oneOf());
      while (fired < wanted) {
        if (System.nanoTime() > deadline) {
          throw failure("got only " + fired + " of " + wanted + " inputs in time", null);
        }
        fire(mutator.next());
      }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    private void fire(byte[] input) {
      current = input;
      try {
        target.decoder().accept(input.clone());
        accepted++;
      } catch (WireException refused) {
        // What hostile bytes are for.
      } catch (Throwable e) {
        throw failure("fails with " + e, e);
      }
      fired++;
    }

    String report() {
      return "fuzz: %s: %,d inputs, %,d accepted, seed %d"
          .formatted(target.name(), fired, accepted, seed);
    }

    private AssertionError failure(String what, @Nullable Throwable cause) {
      return new AssertionError(
          "%s %s; -Dseed=%d, input %s"
              .formatted(target.name(), what, seed, HexFormat.of().formatHex(current)),
          cause);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.measure;

import dev.tocsin.bench.peer.ProcessorTime;
import dev.tocsin.bench.peer.RunningServer;

/// Time, and processor time of a server and of the generator, which is this process.
public final class LoadClock {

  private final RunningServer server;
  private final long start = System.nanoTime();
  private final double serverStart;
  private final double generatorStart = ProcessorTime.own();
  private double seconds;
  private double serverSeconds;
  private double generatorSeconds;

  public LoadClock(RunningServer server) {
    this.server = server;
    serverStart = server.cpuSeconds();
  }

  public void stop() {
    seconds = (System.nanoTime() - start) / 1e9;
    serverSeconds = server.cpuSeconds() - serverStart;
    generatorSeconds = ProcessorTime.own() - generatorStart;
  }

  public double seconds() {
    return seconds;
  }

  public double serverMicros(long operations) {
    return operations == 0 ? 0 : serverSeconds * 1e6 / operations;
  }

  public <S> void addLoads(Samples<S> samples, S contender, String run) {
    samples.add(contender, Figure.serverLoad(run), 100 * serverSeconds / seconds);
    samples.add(contender, Figure.generatorLoad(run), 100 * generatorSeconds / seconds);
  }

  public String loads() {
    return " (server %.0f %%, generator %.0f %%)"
        .formatted(100 * serverSeconds / seconds, 100 * generatorSeconds / seconds);
  }
}

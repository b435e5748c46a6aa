// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.sim;

import dev.tocsin.ringsim.RingRun;
import java.io.PrintWriter;

/// Says every two seconds how far a run is.
final class TerminalProgress implements RingRun.Progress {

  private static final long PAUSE_NANOS = 2_000_000_000L;

  private final PrintWriter out;
  private long saidNanos = System.nanoTime();

  TerminalProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void at(String what, long done, long of) {
    long now = System.nanoTime();
    if (now - saidNanos < PAUSE_NANOS) return;
    saidNanos = now;
    out.printf("%s: %,d of %,d%n", what, done, of);
    out.flush();
  }
}

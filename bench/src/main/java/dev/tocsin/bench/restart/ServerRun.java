// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.restart;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A process on a host, and the moments at which it said what.
final class ServerRun implements AutoCloseable {

  private static final long LOOK_MILLIS = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private record Line(String text, long at) {}

  private final List<Line> lines = new ArrayList<>();
  private final long began = System.nanoTime();
  private final Running process;

  ServerRun(Host host, List<String> command) {
    process = host.start(this::said, command.toArray(String[]::new));
  }

  private synchronized void said(String text) {
    lines.add(new Line(text, System.nanoTime()));
    notifyAll();
  }

  /// Waits for a line that contains the text, from the first line on.
  ///
  /// @return seconds since the start of the process
  synchronized double await(String text) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (int next = 0; ; next++) {
        while (next == lines.size()) {
          if (!process.isAlive() || System.nanoTime() > deadline) throw silent(text);
          wait(LOOK_MILLIS);
        }
        var line = lines.get(next);
        if (line.text().contains(text)) return (line.at() - began) / 1e9;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for '" + text + "'");
    }
  }

  private IllegalStateException silent(String text) {
    var last = lines.subList(Math.max(0, lines.size() - 3), lines.size());
    return new IllegalStateException("'" + text + "' was not said, but last " + last);
  }

  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}

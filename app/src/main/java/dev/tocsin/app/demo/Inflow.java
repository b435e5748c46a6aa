// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much arrives at an interface, as its kernel counts it, sample by sample.
final class Inflow implements AutoCloseable {

  private static final int SAMPLES_MAX = 20_000;

  /// @param end of the sample
  record Sample(Instant end, double mbps) {}

  private record Reading(Instant at, long bytes) {}

  private final List<Sample> samples = new ArrayList<>();
  private @Nullable Reading last;
  private final Running reader;

  private Inflow(Host host, String networkInterface) {
    var script =
        "while :; do grep '%s:' /proc/net/dev; sleep 0.5; done".formatted(networkInterface);
    reader = host.start(this::accept, "sh", "-c", script);
  }

  static Inflow watch(Host host, String networkInterface) {
    return new Inflow(host, networkInterface);
  }

  private synchronized void accept(String line) {
    var fields = line.substring(line.indexOf(':') + 1).strip().split("\\s+");
    if (fields.length < 2 || !fields[0].matches("\\d+")) return;
    var now = new Reading(Instant.now(), Long.parseLong(fields[0]));
    var before = last;
    last = now;
    if (before == null || samples.size() == SAMPLES_MAX) return;
    var micros = Duration.between(before.at(), now.at()).toNanos() / 1e3;
    if (micros <= 0) return;
    samples.add(new Sample(now.at(), (now.bytes() - before.bytes()) * 8 / micros));
  }

  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  @Override
  public void close() {
    reader.close();
  }
}

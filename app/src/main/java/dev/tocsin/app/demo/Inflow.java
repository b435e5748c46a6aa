// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How much arrives at an interface, as its kernel counts it, sample by sample. Lines come from any
/// one thread.
final class Inflow {

  private static final int SAMPLES_MAX = 20_000;

  /// @param end of the sample
  record Sample(Instant end, double mbps) {}

  private record Reading(Instant at, long bytes) {}

  private final List<Sample> samples = new ArrayList<>();
  private @Nullable Reading last;

  /// A line of the interface in `/proc/net/dev`; what is no such line is passed over.
  synchronized void accept(String line, Instant at) {
    var fields = line.substring(line.indexOf(':') + 1).strip().split("\\s+");
    if (fields.length < 2 || !fields[0].matches("\\d+")) return;
    var now = new Reading(at, Long.parseLong(fields[0]));
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
}

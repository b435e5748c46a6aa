// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

/// How long answers took, in buckets of a microsecond up to a tenth of a second. One thread
/// records; another may read roughly meanwhile.
final class Latencies {

  private static final int MICROS_MAX = 100_000;

  private final long[] counts = new long[MICROS_MAX + 1];

  void record(long nanos) {
    counts[(int) Math.min(MICROS_MAX, nanos / 1000)]++;
  }

  void reset() {
    java.util.Arrays.fill(counts, 0);
  }

  /// @param part 0.5 for the median
  /// @return microseconds; 0 when nothing was recorded
  long micros(double part) {
    long total = 0;
    for (long count : counts) total += count;
    long wanted = (long) Math.ceil(total * part);
    long seen = 0;
    for (int micros = 0; micros <= MICROS_MAX && total > 0; micros++) {
      seen += counts[micros];
      if (seen >= wanted) return micros;
    }
    return 0;
  }
}

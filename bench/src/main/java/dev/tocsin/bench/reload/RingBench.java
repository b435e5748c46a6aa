// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.reload;

import dev.tocsin.ringsim.RingRun;
import dev.tocsin.ringsim.RingSettings;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How much of an overlay one core simulates, and what a simulated peer weighs.
final class RingBench {

  private static final long SEED = 1;
  private static final int WARM_PEERS = 500;
  // A full collection moves what the one before found dead.
  private static final int COLLECTIONS = 3;

  /// @param peers all the time
  /// @param during virtual time; every peer looks up one place each minute of it
  record Size(int peers, Duration during) {
    private RingSettings settings() {
      int lookups = Math.toIntExact(peers * during.toMinutes());
      return RingSettings.settled(peers, lookups).with(new RingSettings.Load(lookups, during));
    }
  }

  static final Size FULL = new Size(10_000, Duration.ofMinutes(10));

  private RingBench() {}

  /// Figures by name, of a settled ring without faults with the draft's timers.
  static Map<String, Object> run(Size size) {
    measure(new Size(Math.min(WARM_PEERS, size.peers), size.during));
    return measure(size);
  }

  private static Map<String, Object> measure(Size size) {
    long before = heapBytes();
    var run = new RingRun(size.settings(), SEED, RingRun.Progress.NONE);
    run.form();
    long eachBytes = (heapBytes() - before) / size.peers;
    Reference.reachabilityFence(run);
    long began = System.nanoTime();
    var result = run.measure();
    double seconds = (System.nanoTime() - began) / 1e9;
    var values = new LinkedHashMap<String, Object>();
    values.put("peers", size.peers);
    values.put("virtual_seconds", Math.round(result.traffic().seconds()));
    values.put("wall_seconds", Math.round(seconds * 10) / 10.0);
    values.put(
        "peer_seconds_per_second", Math.round(size.peers * result.traffic().seconds() / seconds));
    values.put("messages_per_second", Math.round(result.traffic().messages() / seconds));
    values.put("lookups_failed", result.lookups().failed());
    values.put("bytes_per_peer", eachBytes);
    return values;
  }

  private static long heapBytes() {
    for (int i = 0; i < COLLECTIONS; i++) System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

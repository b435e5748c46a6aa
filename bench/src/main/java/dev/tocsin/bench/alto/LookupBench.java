// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.base.net.PrefixLookup;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The longest match on one core, by addresses at random.
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(LookupBench.CHUNK)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class LookupBench {

  /// So many at once that the call does not count.
  static final int CHUNK = 1 << 14;

  /// Our table.
  @State(Scope.Benchmark)
  public static class Ipv4 {
    final PrefixLookup table = PrefixLookup.of(LookupTables.entries(LookupTables.ipv4()));
    final int[] addresses = LookupTables.ipv4Addresses();
  }

  /// A peer's.
  @State(Scope.Benchmark)
  public static class PlainIpv4 {
    final Dir248 table = new Dir248(LookupTables.ipv4(), LookupTables.VALUES);
    final int[] addresses = LookupTables.ipv4Addresses();
  }

  /// A peer's.
  @State(Scope.Benchmark)
  public static class TreeIpv4 {
    final TreeMap<Long, Integer> table = LookupTables.tree(LookupTables.ipv4());
    final int[] addresses = LookupTables.ipv4Addresses();
  }

  /// Our table.
  @State(Scope.Benchmark)
  public static class Ipv6 {
    final PrefixLookup table = PrefixLookup.of(LookupTables.entries(LookupTables.ipv6()));
    final long[] addresses = LookupTables.ipv6Addresses();
  }

  /// A peer's.
  @State(Scope.Benchmark)
  public static class TreeIpv6 {
    final TreeMap<Long, Integer> table = LookupTables.tree(LookupTables.ipv6());
    final long[] addresses = LookupTables.ipv6Addresses();
  }

  /// Where the next addresses stand.
  @State(Scope.Thread)
  public static class Place {
    private int next;

    int take() {
      int from = next;
      next = (next + CHUNK) % LookupTables.ADDRESSES;
      return from;
    }
  }

  @Benchmark
  public int ipv4(Ipv4 given, Place place) {
    int from = place.take();
    int sum = 0;
    for (int i = from; i < from + CHUNK; i++) sum += given.table.find(given.addresses[i]);
    return sum;
  }

  @Benchmark
  public int ipv4Plain(PlainIpv4 given, Place place) {
    int from = place.take();
    int sum = 0;
    for (int i = from; i < from + CHUNK; i++) sum += given.table.find(given.addresses[i]);
    return sum;
  }

  @Benchmark
  public int ipv4Tree(TreeIpv4 given, Place place) {
    int from = place.take();
    int sum = 0;
    for (int i = from; i < from + CHUNK; i++) {
      sum += LookupTables.find(given.table, (long) given.addresses[i] << 32);
    }
    return sum;
  }

  @Benchmark
  public int ipv6(Ipv6 given, Place place) {
    int from = place.take();
    int sum = 0;
    for (int i = from; i < from + CHUNK; i++) sum += given.table.find(given.addresses[i], i);
    return sum;
  }

  @Benchmark
  public int ipv6Tree(TreeIpv6 given, Place place) {
    int from = place.take();
    int sum = 0;
    for (int i = from; i < from + CHUNK; i++) {
      sum += LookupTables.find(given.table, given.addresses[i]);
    }
    return sum;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.net.PrefixLookup;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How long it takes to make tables for the longest match.
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 3)
@Fork(1)
public class TableBench {

  /// What a table of IPv4 is made of.
  @State(Scope.Benchmark)
  public static class Ipv4 {
    final List<Prefix> prefixes = LookupTables.ipv4();
    final List<PrefixLookup.Entry> entries = LookupTables.entries(prefixes);
  }

  /// What a table of IPv6 is made of.
  @State(Scope.Benchmark)
  public static class Ipv6 {
    final List<Prefix> prefixes = LookupTables.ipv6();
    final List<PrefixLookup.Entry> entries = LookupTables.entries(prefixes);
  }

  @Benchmark
  public PrefixLookup ipv4(Ipv4 given) {
    return PrefixLookup.of(given.entries);
  }

  @Benchmark
  public Object ipv4Plain(Ipv4 given) {
    return new Dir248(given.prefixes, LookupTables.VALUES);
  }

  @Benchmark
  public TreeMap<Long, Integer> ipv4Tree(Ipv4 given) {
    return LookupTables.tree(given.prefixes);
  }

  @Benchmark
  public PrefixLookup ipv6(Ipv6 given) {
    return PrefixLookup.of(given.entries);
  }

  @Benchmark
  public TreeMap<Long, Integer> ipv6Tree(Ipv6 given) {
    return LookupTables.tree(given.prefixes);
  }
}

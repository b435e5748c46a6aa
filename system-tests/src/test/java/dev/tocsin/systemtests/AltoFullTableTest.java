// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.io.build.Build;
import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.base.net.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A table of today's size, with the lengths that prefixes of a real one have, goes through the
/// build whole: nothing is lost, and nothing stands twice.
class AltoFullTableTest {

  private static final int IPV4 = 1_170_000;
  private static final int IPV6 = 280_000;
  private static final int PIDS = 400;
  private static final int LOOKED_UP = 20_000;

  // Of a thousand prefixes, by length, rounded.
  private static final int[][] IPV4_LENGTHS = {
    {24, 622}, {23, 100}, {22, 106}, {21, 52}, {20, 44}, {19, 26}, {18, 14}, {17, 8}, {16, 18},
    {15, 4}, {14, 3}, {13, 2}, {12, 1}
  };
  private static final int[][] IPV6_LENGTHS = {
    {48, 470}, {44, 100}, {40, 92}, {36, 70}, {32, 130}, {29, 24}, {33, 12}, {34, 8}, {42, 20},
    {46, 30}, {47, 16}, {45, 12}, {38, 10}, {30, 4}, {28, 2}
  };

  @TempDir private Path folder;

  @Test
  void goesThroughTheBuildWhole() throws IOException {
    // given
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    var pids = HashMap.<Prefix, String>newHashMap(IPV4 + IPV6);
    fill(pids, IPV4, true, random);
    fill(pids, IPV4 + IPV6, false, random);
    write(pids);

    // when
    var settings = AltoSettings.read(folder.resolve("alto.yaml"));
    var result = new Build(settings).run(_ -> {});

    // then
    assertThat(result.prefixes()).isEqualTo(IPV4 + IPV6);
    var map = result.publication().networkMap("network").orElseThrow();
    assertThat(map.pids()).hasSize(PIDS + 1);
    var told = map.pids().stream().flatMap(pid -> pid.prefixes().stream()).toList();
    assertThat(told.stream().distinct().count()).isEqualTo(told.size());
    // those that are left out are those that change nothing
    assertThat(told.size()).isBetween(pids.size() / 2, pids.size() + 2);
    int looked = 0;
    for (var entry : pids.entrySet()) {
      if (looked++ == LOOKED_UP) break;
      var address = entry.getKey();
      var found = map.pids().get(map.find(address).orElseThrow()).name();
      assertThat(found).isEqualTo(longest(pids, address));
    }
  }

  private static void fill(
      Map<Prefix, String> pids, int size, boolean ipv4, RandomGenerator random) {
    while (pids.size() < size) {
      int length = length(ipv4 ? IPV4_LENGTHS : IPV6_LENGTHS, random.nextInt(1_000));
      pids.putIfAbsent(prefix(ipv4, length, random), "pid" + random.nextInt(PIDS));
    }
  }

  private static int length(int[][] lengths, int of) {
    for (var each : lengths) {
      of -= each[1];
      if (of < 0) return each[0];
    }
    throw new IllegalStateException("less than a thousand");
  }

  private static Prefix prefix(boolean ipv4, int length, RandomGenerator random) {
    var bytes = new byte[ipv4 ? 4 : 16];
    random.nextBytes(bytes);
    bytes[0] = (byte) (ipv4 ? 1 + random.nextInt(223) : 0x20 + random.nextInt(0x10));
    for (int bit = length; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return Prefix.of(bytes, length);
  }

  /// Of the first address of a prefix.
  private static String longest(Map<Prefix, String> pids, Prefix prefix) {
    var address = prefix.addressBytes();
    for (int length = 8 * address.length; length > 0; length--) {
      var bytes = address.clone();
      for (int bit = length; bit < 8 * bytes.length; bit++) {
        bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
      }
      var pid = pids.get(Prefix.of(bytes, length));
      if (pid != null) return pid;
    }
    throw new IllegalStateException(prefix + " is there");
  }

  private void write(Map<Prefix, String> pids) throws IOException {
    try (var out = Files.newBufferedWriter(folder.resolve("prefixes.txt"))) {
      for (var entry : pids.entrySet()) out.write(entry.getKey() + " " + entry.getValue() + "\n");
    }
    Files.writeString(
        folder.resolve("alto.yaml"),
        """
        listen: 127.0.0.1:0
        sources: {prefixes: [{format: list, file: prefixes.txt}]}
        maps: {network: {pids: {by: [list], max: 1000}}}
        """);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.PrefixMap.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PrefixMapTest {

  @Test
  void findsTheLongestPrefixThatContainsAnAddress() {
    var map = map("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "::/0");

    assertThat(map.longestMatch(Prefix.parse("10.1.2.3")))
        .map(Entry::value)
        .containsExactly("10.1.2.0/24");
    assertThat(map.longestMatch(Prefix.parse("10.1.3.0/24")))
        .map(Entry::value)
        .containsExactly("10.1.0.0/16");
    assertThat(map.longestMatch(Prefix.parse("10.0.0.0/8")))
        .map(Entry::value)
        .containsExactly("10.0.0.0/8");
    assertThat(map.longestMatch(Prefix.parse("11.0.0.1"))).isEmpty();
    assertThat(map.longestMatch(Prefix.parse("2001:db8::1")))
        .map(Entry::value)
        .containsExactly("::/0");
  }

  @Test
  void tellsContainingFromContained() {
    var map = map("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.3.0/24", "10.2.0.0/16");
    var asked = Prefix.parse("10.1.0.0/16");

    assertThat(map.containing(asked))
        .map(Entry::value)
        .containsExactly("10.0.0.0/8", "10.1.0.0/16");
    assertThat(map.within(asked))
        .map(Entry::value)
        .containsExactly("10.1.0.0/16", "10.1.2.0/24", "10.1.3.0/24");
    assertThat(map.overlapping(asked))
        .map(Entry::value)
        .containsExactly("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.3.0/24");
  }

  @Test
  void keepsSeveralValuesUnderOnePrefix() {
    var map = new PrefixMap<String>();
    var prefix = Prefix.parse("192.0.2.0/24");

    assertThat(map.add(prefix, "a")).isTrue();
    assertThat(map.add(prefix, "b")).isTrue();
    assertThat(map.add(prefix, "c")).isTrue();
    assertThat(map.add(prefix, "a")).isFalse();
    assertThat(map.remove(prefix, "b")).isTrue();
    assertThat(map.remove(prefix, "b")).isFalse();

    assertThat(map.get(prefix)).containsExactly("a", "c");
    assertThat(map.size()).isEqualTo(2);
  }

  @Test
  void agreesWithAPlainListOverRandomUse() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var map = new PrefixMap<Integer>();
    Set<Entry<Integer>> expected = new LinkedHashSet<>();
    int steps = Boolean.getBoolean("check.long") ? 30_000 : 8_000;
    for (int step = 0; step < steps; step++) {
      var entry = new Entry<>(anyPrefix(random), random.nextInt(3));
      if (random.nextInt(100) < 52) {
        assertThat(map.add(entry.prefix(), entry.value())).isEqualTo(expected.add(entry));
      } else {
        assertThat(map.remove(entry.prefix(), entry.value())).isEqualTo(expected.remove(entry));
      }
      var asked = anyPrefix(random);
      same(map.containing(asked), expected, each -> each.prefix().contains(asked));
      same(map.within(asked), expected, each -> asked.contains(each.prefix()));
      same(map.overlapping(asked), expected, each -> asked.overlaps(each.prefix()));
      int longest =
          expected.stream()
              .map(Entry::prefix)
              .filter(p -> p.contains(asked))
              .mapToInt(Prefix::length)
              .max()
              .orElse(-1);
      same(
          map.longestMatch(asked),
          expected,
          e -> e.prefix().contains(asked) && e.prefix().length() == longest);
      assertThat(map.get(asked))
          .hasSize((int) expected.stream().filter(e -> e.prefix().equals(asked)).count());
      assertThat(map.size()).isEqualTo(expected.size());
    }
    same(map.entries(), expected, _ -> true);
    assertThat(map.entries()).isSortedAccordingTo(Comparator.comparing(Entry::prefix));

    for (var each : expected) assertThat(map.remove(each.prefix(), each.value())).isTrue();
    assertThat(map.isEmpty()).isTrue();
    assertThat(map.within(Prefix.parse("0.0.0.0/0"))).isEmpty();
  }

  @Test
  void staysQuickWithAHundredThousandEntries() {
    var random = new Random(1);
    var prefixes = new ArrayList<Prefix>();
    for (int i = 0; i < 100_000; i++) {
      prefixes.add(Prefix.ipv4(random.nextInt() << 4, 28));
    }
    var map = new PrefixMap<Integer>();
    for (int round = 0; round < 5; round++) {
      long began = System.nanoTime();
      for (int i = 0; i < prefixes.size(); i++) map.add(prefixes.get(i), i);
      long added = System.nanoTime();
      long found = 0;
      for (var prefix : prefixes) found += map.overlapping(prefix).size();
      long searched = System.nanoTime();
      System.out.printf(
          "100,000 entries: add %d ns, overlapping %d ns (%d found)%n",
          (added - began) / 100_000, (searched - added) / 100_000, found);
      assertThat(found).isGreaterThanOrEqualTo(100_000);
      for (int i = 0; i < prefixes.size(); i++) map.remove(prefixes.get(i), i);
      assertThat(map.isEmpty()).isTrue();
    }
  }

  private static void same(
      List<Entry<Integer>> found, Set<Entry<Integer>> all, Predicate<Entry<Integer>> wanted) {
    assertThat(found).containsExactlyInAnyOrderElementsOf(all.stream().filter(wanted).toList());
  }

  private static Prefix anyPrefix(Random random) {
    if (random.nextBoolean()) {
      int length = random.nextInt(33);
      int address = random.nextInt(8) << 29 | random.nextInt(4);
      return Prefix.ipv4(length == 0 ? 0 : address & -1 << (32 - length), length);
    }
    int length = random.nextInt(129);
    long high = random.nextLong(8) << 61 | random.nextInt(2);
    long low = random.nextLong(4) << 62 | random.nextInt(2);
    if (length < 64) high &= length == 0 ? 0 : -1L << (64 - length);
    if (length < 128) low &= length <= 64 ? 0 : -1L << (128 - length);
    return Prefix.ipv6(high, low, length);
  }

  private static PrefixMap<String> map(String... prefixes) {
    var map = new PrefixMap<String>();
    for (var each : prefixes) map.add(Prefix.parse(each), each);
    return map;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.net.PrefixLookup.Entry;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixLookupTest {

  @Test
  void takesTheLongestPrefixThatMatches() throws Exception {
    // given
    var lookup =
        lookup("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "::/0", "2001:db8::/32");

    // then
    assertThat(lookup.find(InetAddress.getByName("192.0.2.1"))).isEqualTo(0);
    assertThat(lookup.find(InetAddress.getByName("10.2.0.0"))).isEqualTo(1);
    assertThat(lookup.find(InetAddress.getByName("10.1.255.255"))).isEqualTo(2);
    assertThat(lookup.find(InetAddress.getByName("10.1.2.3"))).isEqualTo(3);
    assertThat(lookup.find(InetAddress.getByName("10.1.2.4"))).isEqualTo(2);
    assertThat(lookup.find(InetAddress.getByName("2001:db7:ffff::"))).isEqualTo(4);
    assertThat(lookup.find(InetAddress.getByName("2001:db8::1"))).isEqualTo(5);
  }

  @Test
  void saysThatNothingCoversAnAddress() throws Exception {
    var lookup = lookup("192.0.2.0/24");

    assertThat(lookup.find(InetAddress.getByName("192.0.3.0"))).isEqualTo(PrefixLookup.NONE);
    assertThat(lookup.find(InetAddress.getByName("::1"))).isEqualTo(PrefixLookup.NONE);
    assertThat(lookup().find(0)).isEqualTo(PrefixLookup.NONE);
  }

  @Test
  void findsAMappedAddressAsIpv4() {
    var lookup = lookup("192.0.2.0/24", "::/0");

    assertThat(lookup.find(0, 0xFFFF_C000_0201L)).isEqualTo(0);
    assertThat(lookup.find(0, 0xFFFE_C000_0201L)).isEqualTo(1);
  }

  @Test
  void refusesAPrefixThatStandsTwice() {
    assertThatThrownBy(() -> lookup("192.0.2.0/24", "192.0.2.0/24"))
        .hasMessage("192.0.2.0/24 stands twice");
  }

  @Test
  void agreesWithASearchThroughAllPrefixes() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("PrefixLookupTest seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      // given
      var entries = randomEntries(random, 1 + random.nextInt(120));
      var lookup = PrefixLookup.of(entries);

      // then: everywhere where something begins or ends, and somewhere else
      for (var entry : entries) {
        for (long step = -1; step <= 1; step++) {
          agree(lookup, entries, entry.prefix(), step);
        }
      }
      for (int i = 0; i < 200; i++) {
        agree(lookup, entries, randomPrefix(random, 128), 0);
      }
    }
  }

  private static void agree(PrefixLookup lookup, List<Entry> entries, Prefix at, long step) {
    boolean ipv4 = at.isIpv4();
    int width = ipv4 ? 32 : 128;
    // the first address and, for a step of 1, the one behind the last
    long high = at.high();
    long low = at.low();
    if (step == 1 && at.length() > 0) {
      if (at.length() <= 64) {
        high += 1L << (64 - at.length());
      } else {
        low += 1L << (128 - at.length());
        if (low == 0) high++;
      }
    } else if (step == -1) {
      if (ipv4) {
        high -= 1L << 32;
      } else {
        if (low == 0) high--;
        low--;
      }
    }
    var address = ipv4 ? Prefix.ipv4((int) (high >>> 32), width) : Prefix.ipv6(high, low, width);
    int expected = PrefixLookup.NONE;
    int longest = -1;
    for (var entry : entries) {
      if (entry.prefix().contains(address) && entry.prefix().length() > longest) {
        longest = entry.prefix().length();
        expected = entry.value();
      }
    }
    int found =
        address.isIpv4()
            ? lookup.find((int) (address.high() >>> 32))
            : lookup.find(address.high(), address.low());
    assertThat(found).as("%s among %s", address, entries).isEqualTo(expected);
  }

  private static List<Entry> randomEntries(Random random, int count) {
    var seen = new HashSet<Prefix>();
    var entries = new ArrayList<Entry>();
    while (entries.size() < count) {
      var prefix = randomPrefix(random, random.nextInt(129));
      if (seen.add(prefix)) entries.add(new Entry(prefix, random.nextInt(4)));
    }
    return entries;
  }

  /// Few different leading bits, so that many prefixes contain others.
  private static Prefix randomPrefix(Random random, int length) {
    if (random.nextBoolean()) {
      int bits = Math.min(length, 32 - random.nextInt(4)) & 63;
      bits = Math.min(bits, 32);
      int address = random.nextInt() & (random.nextInt(3) == 0 ? -1 : 0xC0030303);
      return Prefix.ipv4(bits == 0 ? 0 : address & -1 << (32 - bits), bits);
    }
    long high = random.nextLong() & (random.nextInt(3) == 0 ? -1 : 0x2001000300000003L);
    long low = random.nextLong() & (random.nextInt(3) == 0 ? -1 : 0x8000000000000003L);
    if (high >>> 63 == 0 && high == 0) high = 1L << 62;
    if (length <= 64) return Prefix.ipv6(length == 0 ? 0 : high & -1L << (64 - length), 0, length);
    return Prefix.ipv6(high, length == 128 ? low : low & -1L << (128 - length), length);
  }

  private static PrefixLookup lookup(String... prefixes) {
    var entries = new ArrayList<Entry>();
    for (var prefix : prefixes) entries.add(new Entry(Prefix.parse(prefix), entries.size()));
    return PrefixLookup.of(entries);
  }
}

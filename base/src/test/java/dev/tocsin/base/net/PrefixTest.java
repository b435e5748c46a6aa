// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {

  /// RFC 5952 by another's hand.
  @Test
  void writesAnyAddressAsAnotherLibraryDoes() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      // with many groups of zeros
      long high = zeroed(random);
      long low = zeroed(random);
      if (high == 0 && low >>> 32 == 0xFFFF) continue;
      assertThat(Prefix.ipv6(high, low, 128).toString())
          .isEqualTo(new IPv6Address(high, low).toCanonicalString() + "/128");
    }
  }

  private static long zeroed(Random random) {
    long value = random.nextLong();
    for (int group = 0; group < 4; group++) {
      if (random.nextBoolean()) value &= ~(0xFFFFL << 16 * group);
      else if (random.nextBoolean()) value &= ~(0xFFF0L << 16 * group);
    }
    return value;
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.0/24",
    "192.0.2.1, 192.0.2.1/32",
    "0.0.0.0/0, 0.0.0.0/0",
    "255.255.255.255/32, 255.255.255.255/32",
    "2001:db8::/32, 2001:db8::/32",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1/128",
    "::/0, ::/0",
    "::, ::/128",
    "::1, ::1/128",
    "1::, 1::/128",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8/128",
    "1:2:3:4:5:6:7::/112, 1:2:3:4:5:6:7:0/112",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221/128",
    "2001:0db8:0000::00a0/128, 2001:db8::a0/128",
  })
  void readsCidrNotationAndWritesItCanonically(String text, String canonical) {
    var prefix = Prefix.parse(text);

    assertThat(prefix).hasToString(canonical).isEqualTo(Prefix.parse(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/",
        "/24",
        "*",
        "any",
        "localhost",
        "192.0.2",
        "192.0.2.0/",
        "192.0.2.0/33",
        "192.0.2.0/-1",
        "192.0.2.0/024",
        "192.0.2.0/255.255.255.0",
        "192.0.2.*",
        "192.0.2.1-5",
        "192.0.2.256",
        "192.000.2.1",
        "0300.0.2.1",
        "0xc0.0.2.1",
        "3221225985",
        "192.0.2.0 /24",
        " 192.0.2.0/24",
        "192.0.2.0/24 ",
        "192.0.2.0/24/24",
        "192..2.0",
        "192.0.2.0.0",
        "1.2.3.4%1",
        "192.0.2.0/1٤",
        "١92.0.2.0/24",
        "2001:db8::/129",
        "2001:db8::1::",
        "2001:db8:::1",
        ":1",
        "1:",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "fe80::1%eth0",
        "fe80::1%25eth0/64",
        "[::1]",
        "::1.2.3",
        "::1.2.3.4.5",
        "::256.1.1.1",
        "2001:db8::/32/32",
        "2001-db8::",
        "2001:db8::*",
        "4)+k&C#VzJ4br>0wv%Yp",
        "192.0.2.0\u0000/24",
        "2001:db8::/ 32",
        "::/00",
        "::ffff:1.2.3.4/33"
      })
  void refusesAnythingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Prefix.parse(text));
  }

  @Test
  void namesThePrefixThatWasProbablyMeant() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.parse("192.0.2.77/24"))
        .withMessageContaining("192.0.2.77/24")
        .withMessageContaining("did you mean 192.0.2.0/24?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.parse("2001:db8::1/64"))
        .withMessageContaining("did you mean 2001:db8::/64?");
  }

  @Test
  void keepsMessagesShortWhateverComes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.parse("1".repeat(1_000_000)))
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
  }

  @Test
  void takesIpv4MappedAddressesForTheIpv4AddressesTheyAre() throws Exception {
    assertThat(Prefix.parse("::ffff:192.0.2.0/120")).isEqualTo(Prefix.parse("192.0.2.0/24"));
    assertThat(Prefix.parse("::ffff:c000:201")).isEqualTo(Prefix.parse("192.0.2.1"));
    assertThat(Prefix.parse("::ffff:0:0/96")).isEqualTo(Prefix.parse("0.0.0.0/0"));
    assertThat(Prefix.parse("::/80").isIpv4()).isFalse();
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xFF;
    mapped[12] = 10;
    assertThat(Prefix.of(mapped, 128)).hasToString("10.0.0.0/32");
  }

  @Test
  void comesFromASocketAddressWithoutItsZone() throws Exception {
    assertThat(Prefix.of(InetAddress.getByName("192.0.2.7"))).hasToString("192.0.2.7/32");
    assertThat(Prefix.of(InetAddress.getByName("fe80::1%1"))).hasToString("fe80::1/128");
    assertThat(Prefix.parse("2001:db8::/32").address().getHostAddress())
        .isEqualTo("2001:db8:0:0:0:0:0:0");
  }

  @Test
  void containsWhatLiesWithin() {
    var wide = Prefix.parse("2001:db8::/32");
    var narrow = Prefix.parse("2001:db8:ffff::/48");

    assertThat(wide.contains(narrow)).isTrue();
    assertThat(wide.contains(wide)).isTrue();
    assertThat(narrow.contains(wide)).isFalse();
    assertThat(narrow.overlaps(wide)).isTrue();
    assertThat(Prefix.parse("::/0").contains(Prefix.parse("10.0.0.0/8"))).isFalse();
    assertThat(Prefix.parse("0.0.0.0/0").overlaps(Prefix.parse("::/0"))).isFalse();
    assertThat(Prefix.parse("10.0.0.0/9").overlaps(Prefix.parse("10.128.0.0/9"))).isFalse();
  }

  @Test
  void knowsTheAddressesNobodyMayOwn() {
    assertThat(Prefix.parse("127.0.0.1").isLoopback()).isTrue();
    assertThat(Prefix.parse("126.0.0.0/7").isLoopback()).isTrue();
    assertThat(Prefix.parse("::/126").isLoopback()).isTrue();
    assertThat(Prefix.parse("128.0.0.0/8").isLoopback()).isFalse();
    assertThat(Prefix.parse("224.0.0.1").isMulticast()).isTrue();
    assertThat(Prefix.parse("ff02::/16").isMulticast()).isTrue();
    assertThat(Prefix.parse("fe80::/16").isMulticast()).isFalse();
    assertThat(Prefix.parse("255.255.255.255").isBroadcast()).isTrue();
    assertThat(Prefix.parse("255.255.255.0/24").isBroadcast()).isTrue();
    assertThat(Prefix.parse("255.255.255.254").isBroadcast()).isFalse();
    assertThat(Prefix.parse("ffff:ffff::/32").isBroadcast()).isFalse();
  }

  @Test
  void sortsIpv4FirstThenByAddressThenTheWiderOne() {
    var sorted =
        List.of(
            "9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "200.0.0.0/8", "::/0", "1::/16", "f000::/16");

    var shuffled = new ArrayList<>(sorted.stream().map(Prefix::parse).toList());
    java.util.Collections.shuffle(shuffled, new Random(3));
    shuffled.sort(null);

    assertThat(shuffled).map(Prefix::toString).containsExactlyElementsOf(sorted);
  }

  @Test
  void readsWhatItWritesAndAgreesWithTheLibrary() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] address = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(address);
      for (int zero = 0; address.length == 16 && zero < 12; zero++) {
        if (random.nextInt(3) > 0) address[zero] = 0;
      }
      int length = random.nextInt(8 * address.length + 1);
      for (int bit = length; bit < 8 * address.length; bit++)
        address[bit / 8] &= ~(0x80 >> bit % 8);
      var prefix = Prefix.of(address, length);

      assertThat(Prefix.parse(prefix.toString())).isEqualTo(prefix).hasSameHashCodeAs(prefix);
      var library = new IPAddressString(prefix.toString()).toAddress();
      assertThat(library.getLower().getBytes()).isEqualTo(prefix.addressBytes());
      assertThat(library.toCanonicalString()).isEqualTo(prefix.toString());
      assertThat(library.getNetworkPrefixLength()).isEqualTo(prefix.length());
    }
  }

  @Test
  void hostileTextGivesAPrefixOrARefusal() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var seeds =
        List.of("192.0.2.0/24", "2001:db8::/32", "::ffff:192.0.2.0/120", "1:2:3:4:5:6:7:8/128");
    var alphabet = "0123456789abcdefABCDEFx.:/%*-+,_[]() \u0000\uD800٤é|&^~`";
    for (int i = 0; i < 300_000; i++) {
      var text = new StringBuilder(random.nextInt(4) == 0 ? "" : seeds.get(random.nextInt(4)));
      for (int edit = random.nextInt(6); edit >= 0; edit--) {
        int at = random.nextInt(text.length() + 1);
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        if (at < text.length() && random.nextBoolean()) text.setCharAt(at, c);
        else text.insert(at, c);
      }
      try {
        var prefix = Prefix.parse(text.toString());
        assertThat(Prefix.parse(prefix.toString())).isEqualTo(prefix);
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).as(text.toString()).isNotBlank().hasSizeLessThan(200);
      }
    }
  }

  @Test
  void parsesQuickly() {
    var random = new Random(1);
    var texts = new ArrayList<String>();
    for (int i = 0; i < 50_000; i++) {
      texts.add("10." + random.nextInt(256) + "." + random.nextInt(256) + ".0/24");
      texts.add("2001:db8:%x:%x::/64".formatted(random.nextInt(65536), random.nextInt(65536)));
    }

    long hash = 0;
    long nanos = 0;
    for (int round = 0; round < 10; round++) {
      long began = System.nanoTime();
      for (var text : texts) hash += Prefix.parse(text).hashCode();
      nanos = System.nanoTime() - began;
    }

    System.out.printf("%d ns to parse a prefix (%d)%n", nanos / texts.size(), hash);
    assertThatThrownBy(() -> Prefix.parse("x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesNeighboursDifferentHashes() {
    var hashes = new HashSet<Integer>();
    int count = 0;
    for (int subnet = 0; subnet < 32; subnet++) {
      for (int host = 0; host < 3_000; host++) {
        hashes.add(Prefix.parse("2001:db8:0:%x::%x".formatted(subnet, host)).hashCode());
        count++;
      }
    }

    // A random function of 96,000 values has one collision in 32 bits.
    assertThat(hashes).hasSizeGreaterThan(count - 20);
  }
}

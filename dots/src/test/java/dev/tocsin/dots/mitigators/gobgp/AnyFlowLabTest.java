// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.flowspec.BitField;
import dev.tocsin.dots.wire.flowspec.BitMatch;
import dev.tocsin.dots.wire.flowspec.FlowAction;
import dev.tocsin.dots.wire.flowspec.FlowRule;
import dev.tocsin.dots.wire.flowspec.NumberField;
import dev.tocsin.dots.wire.flowspec.NumberRange;
import dev.tocsin.lab.bgp.BgpSession;
import dev.tocsin.lab.bgp.flow.BirdTable;
import dev.tocsin.lab.bgp.flow.FlowRoute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rules of every kind, written here, carried by gobgpd, read by BIRD: they mean the same there.
class AnyFlowLabTest {

  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int RULES = 400;
  private static final Map<NumberField, String> WORDS =
      Map.of(
          NumberField.PROTOCOL, "proto",
          NumberField.PORT, "port",
          NumberField.DESTINATION_PORT, "dport",
          NumberField.SOURCE_PORT, "sport",
          NumberField.ICMP_TYPE, "icmp type",
          NumberField.ICMP_CODE, "icmp code",
          NumberField.PACKET_LENGTH, "length",
          NumberField.DSCP, "dscp",
          NumberField.FLOW_LABEL, "label");
  // Where a value needs another octet, and the ends.
  private static final List<Integer> EDGES = List.of(0, 1, 255, 256, 65_535, 65_536, 0xFFFFF);
  private static final List<String> FRAGMENTS =
      List.of("dont_fragment", "is_fragment", "first_fragment", "last_fragment");

  @TempDir Path folder;

  private final Random random = new Random(SEED);

  @BeforeAll
  static void needsSpeakers() {
    var reason = BgpSession.unavailable();
    assumeTrue(reason.isEmpty(), () -> reason.orElseThrow());
  }

  @Test
  void birdReadsWhatIsMeant() throws Exception {
    System.out.println("seed " + SEED);
    var expected = new LinkedHashMap<String, Route.Flow>();
    while (expected.size() < RULES) {
      var rule = rule(expected.size());
      // birdc cuts what is longer than some 250 characters.
      if (text(rule).length() > 240) continue;
      expected.put(text(rule), new Route.Flow(rule, action()));
    }
    try (var speakers = new Speakers(folder, "");
        var client = new GobgpClient(speakers.settings("").api());
        var mitigator = new GobgpMitigator(speakers.settings(""))) {
      speakers.awaitReady(mitigator);
      var writer = new RouteWriter(speakers.settings(""));

      client.announce(expected.values().stream().map(writer::announcement).toList());

      var routes = speakers.awaitRoutes(all -> BirdTable.read(all).routes().size() == RULES);
      var table = BirdTable.read(routes);
      var received =
          table.routes().stream()
              .collect(Collectors.toMap(FlowRoute::text, each -> each.actions().toString()));
      assertThat(table.leftOut()).isEmpty();
      var meant = new LinkedHashMap<String, String>();
      expected.forEach((text, route) -> meant.put(text, route.action().toString()));
      assertThat(received).containsExactlyInAnyOrderEntriesOf(meant);
    }
  }

  private FlowAction action() {
    return switch (random.nextInt(3)) {
      case 0 -> new FlowAction.Drop();
      // What four octets of floating point say exactly.
      case 1 -> new FlowAction.Rate(1L + random.nextInt(1 << 24));
      default -> new FlowAction.PacketRate(1 + random.nextInt(1 << 24));
    };
  }

  private FlowRule rule(int number) {
    boolean ipv4 = random.nextBoolean();
    int length = random.nextInt(16, ipv4 ? 33 : 129);
    var rule = FlowRule.to(prefix(ipv4, number, length));
    if (random.nextInt(3) == 0) {
      rule = rule.from(prefix(ipv4, random.nextInt(1 << 16), random.nextInt(1, ipv4 ? 33 : 129)));
    }
    for (var field : NumberField.values()) {
      if (random.nextInt(6) != 0 || ipv4 && field == NumberField.FLOW_LABEL) continue;
      rule = rule.with(field, ranges(field));
    }
    if (random.nextInt(4) == 0) rule = rule.with(BitField.TCP_FLAGS, bits(0xFFF));
    if (random.nextInt(4) == 0) rule = rule.with(BitField.FRAGMENT, bits(ipv4 ? 0xF : 0xE));
    return rule;
  }

  /// The number makes the first sixteen bits.
  private Prefix prefix(boolean ipv4, int number, int length) {
    var address = new byte[ipv4 ? 4 : 16];
    random.nextBytes(address);
    address[0] = (byte) (ipv4 ? 10 + (number >> 8) : 0x20);
    address[1] = (byte) number;
    for (int bit = length; bit < address.length * 8; bit++) {
      address[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return Prefix.of(address, length);
  }

  private List<NumberRange> ranges(NumberField field) {
    int max = max(field);
    var ranges = new ArrayList<NumberRange>();
    for (int n = random.nextInt(1, 3); n > 0; n--) {
      int a = number(max);
      int b = random.nextBoolean() ? a : number(max);
      ranges.add(new NumberRange(Math.min(a, b), Math.max(a, b)));
    }
    return ranges;
  }

  private static int max(NumberField field) {
    return switch (field) {
      case PROTOCOL, ICMP_TYPE, ICMP_CODE -> 255;
      case PORT, DESTINATION_PORT, SOURCE_PORT, PACKET_LENGTH -> 65_535;
      case DSCP -> 63;
      case FLOW_LABEL -> 0xFFFFF;
    };
  }

  private int number(int max) {
    var edge = EDGES.get(random.nextInt(EDGES.size()));
    return random.nextBoolean() && edge <= max ? edge : random.nextInt(max + 1);
  }

  private List<BitMatch> bits(int known) {
    int some = bit(known) | (random.nextBoolean() ? bit(known) : 0);
    return switch (random.nextInt(5)) {
      case 0 -> BitMatch.all(some);
      case 1 -> BitMatch.none(some);
      case 2 -> BitMatch.any(some);
      case 3 -> BitMatch.notAll(some);
      default -> {
        int clear = bit(known) & ~some;
        yield List.of(new BitMatch(some, clear));
      }
    };
  }

  private int bit(int known) {
    while (true) {
      int bit = 1 << random.nextInt(12);
      if ((bit & known) != 0) return bit;
    }
  }

  /// As BIRD writes it.
  private static String text(FlowRule rule) {
    var parts = new TreeMap<Integer, String>();
    parts.put(1, "dst " + rule.destination());
    if (rule.source().length() > 0) parts.put(2, "src " + rule.source());
    rule.numbers().forEach((field, ranges) -> parts.put(type(field), numbers(rule, field, ranges)));
    rule.bits()
        .forEach(
            (field, matches) ->
                parts.put(
                    field == BitField.TCP_FLAGS ? 9 : 12,
                    (field == BitField.TCP_FLAGS ? "tcp flags " : "fragment ")
                        + matches.stream()
                            .map(match -> match(field, match))
                            .collect(Collectors.joining(" || "))));
    return "flow%s { %s; }".formatted(rule.isIpv4() ? "4" : "6", String.join("; ", parts.values()));
  }

  private static int type(NumberField field) {
    return switch (field) {
      case PROTOCOL -> 3;
      case PORT -> 4;
      case DESTINATION_PORT -> 5;
      case SOURCE_PORT -> 6;
      case ICMP_TYPE -> 7;
      case ICMP_CODE -> 8;
      case PACKET_LENGTH -> 10;
      case DSCP -> 11;
      case FLOW_LABEL -> 13;
    };
  }

  private static String numbers(FlowRule rule, NumberField field, List<NumberRange> ranges) {
    boolean nextHeader = field == NumberField.PROTOCOL && !rule.isIpv4();
    var values =
        ranges.stream()
            .map(
                each ->
                    each.lower() == each.upper()
                        ? "" + each.lower()
                        : each.lower() + ".." + each.upper())
            .collect(Collectors.joining(","));
    return (nextHeader ? "next header" : WORDS.get(field)) + " " + values;
  }

  private static String match(BitField field, BitMatch match) {
    var set = match.set() == 0 ? "" : mask(field, match.set(), true);
    var clear = match.clear() == 0 ? "" : mask(field, match.clear(), false);
    return set.isEmpty() || clear.isEmpty() ? set + clear : set + " && " + clear;
  }

  private static String mask(BitField field, int bits, boolean set) {
    if (field == BitField.FRAGMENT && Integer.bitCount(bits) == 1) {
      return (set ? "" : "!") + FRAGMENTS.get(Integer.numberOfTrailingZeros(bits));
    }
    return "0x%x/0x%x".formatted(set ? bits : 0, bits);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.flowspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.net.Prefix;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowSpecWriterTest {

  private static final FlowRule TO_NET = FlowRule.to(Prefix.parse("192.0.2.0/24"));
  private static final FlowRule TO_HOST = FlowRule.to(Prefix.parse("192.0.2.1"));
  private static final FlowRule TO_NET6 = FlowRule.to(Prefix.parse("2001:db8::/32"));

  private static String hex(FlowRule rule) {
    return HexFormat.ofDelimiter(" ").formatHex(FlowSpecWriter.write(rule));
  }

  private static List<NumberRange> only(int number) {
    return List.of(NumberRange.of(number));
  }

  // RFC 8955 §4.3.1
  @Test
  void writesTheFirstExample() {
    var rule = TO_NET.with(NumberField.PORT, only(25)).with(NumberField.PROTOCOL, only(6));

    assertThat(hex(rule)).isEqualTo("0b 01 18 c0 00 02 03 81 06 04 81 19");
  }

  // RFC 8955 §4.3.2
  @Test
  void writesTheSecondExample() {
    var rule =
        TO_NET
            .from(Prefix.parse("203.0.113.0/24"))
            .with(
                NumberField.PORT,
                List.of(NumberRange.of(8080), NumberRange.of(139), new NumberRange(137, 138)));

    assertThat(hex(rule)).isEqualTo("12 01 18 c0 00 02 02 18 cb 00 71 04 03 89 45 8b 91 1f 90");
  }

  // RFC 8955 §4.3.3 writes {DF or FF} as one value whose bits are alternatives; two values with one
  // bit each say the same.
  @Test
  void writesTheThirdExampleAsTwoValues() {
    var either = BitMatch.any(BitField.DONT_FRAGMENT | BitField.FIRST_FRAGMENT);

    assertThat(hex(TO_HOST.with(BitField.FRAGMENT, either)))
        .isEqualTo("0b 01 20 c0 00 02 01 0c 01 01 81 04");
  }

  // RFC 8956 §3.1: the offset stands between length and pattern.
  @Test
  void writesIpv6PrefixesWithTheirOffset() {
    var rule = TO_NET6.from(Prefix.parse("2001:db8:1::/49")).with(NumberField.PROTOCOL, only(6));

    assertThat(hex(rule))
        .isEqualTo("14 01 20 00 20 01 0d b8 02 31 00 20 01 0d b8 00 01 00 03 81 06");
  }

  @Test
  void writesEveryComponentInTheOrderOfTypes() {
    var rule =
        TO_NET6
            .with(NumberField.FLOW_LABEL, only(0x12345))
            .with(BitField.FRAGMENT, BitMatch.none(BitField.IS_FRAGMENT))
            .with(NumberField.DSCP, only(46))
            .with(NumberField.PACKET_LENGTH, List.of(new NumberRange(64, 1500)))
            .with(BitField.TCP_FLAGS, List.of(new BitMatch(BitField.SYN, BitField.ACK)))
            .with(NumberField.ICMP_CODE, only(0))
            .with(NumberField.ICMP_TYPE, only(128))
            .with(NumberField.SOURCE_PORT, only(53))
            .with(NumberField.DESTINATION_PORT, only(443))
            .with(NumberField.PORT, only(1))
            .with(NumberField.PROTOCOL, only(17));

    assertThat(hex(rule))
        .isEqualTo(
            "31 01 20 00 20 01 0d b8"
                + " 03 81 11"
                + " 04 81 01"
                + " 05 91 01 bb"
                + " 06 81 35"
                + " 07 81 80"
                + " 08 81 00"
                + " 09 01 02 c2 10"
                + " 0a 03 40 d5 05 dc"
                + " 0b 81 2e"
                + " 0c 82 02"
                + " 0d a1 00 01 23 45");
  }

  @Test
  void leavesOutAnyAddress() {
    var rule = FlowRule.to(Prefix.parse("0.0.0.0/0")).with(NumberField.PROTOCOL, only(1));

    assertThat(hex(rule)).isEqualTo("03 03 81 01");
  }

  @Test
  void asksForTheSameInOneWayOnly() {
    var ranges = List.of(new NumberRange(5, 9), new NumberRange(1, 4), new NumberRange(3, 6));

    var rule = TO_NET.with(NumberField.PORT, ranges);

    assertThat(rule).isEqualTo(TO_NET.with(NumberField.PORT, List.of(new NumberRange(1, 9))));
    assertThat(rule.with(NumberField.PORT, List.of())).isEqualTo(TO_NET);
  }

  // RFC 8955 §4.1
  @Test
  void writesALengthFrom240OnInTwoOctets() {
    // 5 octets of destination, 1 of the type, 3 for each port.
    var shorter = TO_NET.with(NumberField.PORT, every(77, 1000));
    var longer = TO_NET.with(NumberField.PORT, every(78, 1000));

    assertThat(hex(shorter)).startsWith("ed 01 18");
    assertThat(hex(longer)).startsWith("f0 f0 01 18");
    assertThatThrownBy(() -> hex(TO_NET.with(NumberField.PORT, every(1364, 1000))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a rule of 4098 octets; 4095 are allowed");
  }

  private static List<NumberRange> every(int count, int from) {
    return IntStream.range(0, count).mapToObj(n -> NumberRange.of(from + 2 * n)).toList();
  }

  @Test
  void refusesWhatAFamilyDoesNotHave() {
    assertThatThrownBy(() -> TO_NET.with(NumberField.FLOW_LABEL, only(1)))
        .hasMessageContaining("IPv4 has no flow label");
    assertThatThrownBy(() -> TO_NET6.with(BitField.FRAGMENT, BitMatch.all(BitField.DONT_FRAGMENT)))
        .hasMessageContaining("FRAGMENT has no bits 0x1");
    assertThatThrownBy(() -> TO_NET.from(Prefix.parse("2001:db8::/32")))
        .hasMessageContaining("one family");
    assertThatThrownBy(() -> TO_NET.with(NumberField.PROTOCOL, only(256)))
        .hasMessageContaining("above 255");
  }

  @ParameterizedTest
  @CsvSource({
    "drop, 80 06 00 00 00 00 00 00",
    "1000, 80 06 00 00 44 7a 00 00",
    "5000 packets, 80 0c 00 00 45 9c 40 00",
    "64496:100, 80 08 fb f0 00 00 00 64",
    "192.0.2.1:7, 81 08 c0 00 02 01 00 07",
    "4200000000:7, 82 08 fa 56 ea 00 00 07",
  })
  void writesActionsAsExtendedCommunities(String text, String community) {
    var action =
        switch (text) {
          case "drop" -> new FlowAction.Drop();
          case "5000 packets" -> new FlowAction.PacketRate(5000);
          case "1000" -> new FlowAction.Rate(1000);
          default -> new FlowAction.Redirect(RouteTarget.parse(text));
        };

    assertThat(HexFormat.ofDelimiter(" ").formatHex(action.community())).isEqualTo(community);
  }

  @ParameterizedTest
  @CsvSource({"64496", "x:1", "64496:", "4294967296:1", "192.0.2.1:65536", "4200000000:65536"})
  void refusesWhatIsNoRouteTarget(String text) {
    assertThatThrownBy(() -> RouteTarget.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}

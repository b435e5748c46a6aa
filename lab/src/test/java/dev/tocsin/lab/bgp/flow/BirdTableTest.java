// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.lab.bgp.flow.Component.Range;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BirdTableTest {

  @Test
  void readsAllThatBirdPrintsAndSaysWhatItCannot() {
    var table = BirdTable.read(Captured.listing());

    assertThat(table.routes()).hasSize(20);
    assertThat(table.leftOut())
        .hasSize(2)
        .anyMatch(reason -> reason.endsWith("no such action here: redirect"))
        .anyMatch(reason -> reason.endsWith("BIRD prints a part of it only"));
  }

  @Test
  void readsNumbers() {
    var route = Captured.to("198.51.100.15/32");

    assertThat(route.components().stream().map(Component::field))
        .containsExactly(
            Field.PROTOCOL, Field.ICMP_TYPE, Field.ICMP_CODE, Field.PACKET_LENGTH, Field.DSCP);
    assertThat(route.components().get(3).ranges())
        .containsExactly(new Range(40, 60), new Range(1001, 65_535));
    assertThat(route.actions()).hasToString("limit 9600 bytes/s");
  }

  @Test
  void readsJoinedNumbers() {
    var text = "flow6 { sport > 24 && < 30 || 40,50,60..70,80 && >= 90; }";

    var ports = Captured.route(text).components().getFirst();

    // Nothing is both 80 and at least 90.
    assertThat(ports.ranges())
        .containsExactly(
            new Range(25, 29), new Range(40, 40), new Range(50, 50), new Range(60, 70));
  }

  @Test
  void readsBits() {
    var both = Captured.to("198.51.100.11/32").components().getLast();
    var any = Captured.to("198.51.100.12/32").components().getLast();

    // SYN set, or ACK clear
    assertThat(both.holds(0x12)).isTrue();
    assertThat(both.holds(0x01)).isTrue();
    assertThat(both.holds(0x10)).isFalse();
    // any of SYN and ACK, or not FIN
    assertThat(any.holds(0x11)).isTrue();
    assertThat(any.holds(0x00)).isTrue();
    assertThat(any.holds(0x01)).isFalse();
  }

  @Test
  void readsKindsOfFragments() {
    var named = Captured.to("198.51.100.13/32").components().getLast();
    var masked = Captured.to("198.51.100.14/32").components().getLast();
    int middle = 2;
    int first = 4;
    int last = 10;

    // any bit of is_fragment, or not first_fragment
    assertThat(List.of(0, middle, first, last).stream().map(named::holds))
        .containsExactly(true, true, false, true);
    // any of is_fragment and first_fragment
    assertThat(List.of(0, middle, first, last).stream().map(masked::holds))
        .containsExactly(false, true, true, true);
  }

  @Test
  void readsPrefixesThatBeginBehindAnOffset() {
    var route = Captured.to("::1234:5678:9800:0/101 offset 64");

    assertThat(route.ipv4()).isFalse();
    assertThat(route.destination().orElseThrow().offset()).isEqualTo(64);
  }

  @Test
  void readsActions() {
    assertThat(Captured.to("198.51.100.21/32").actions()).hasToString("drop");
    assertThat(Captured.to("198.51.100.19/32").actions()).hasToString("accept");
    assertThat(Captured.to("198.51.100.17/32").actions().mark()).hasValue(10);
    assertThat(Captured.to("198.51.100.18/32").actions().goesOn()).isTrue();
    assertThat(Captured.to("198.51.100.20/32").actions().bytesPerSecond()).hasValue(1.5);
  }

  @Test
  void takesTheRouteThatBirdHasChosen() {
    // BIRD's own route passes, gobgpd's would drop.
    assertThat(Captured.to("198.51.100.10/32").actions().dropsAll()).isFalse();
    var listing =
        """
        Table flow4tab:
        flow4 { dst 198.51.100.10/32; }  [one 00:44:32.265] (100)
        	BGP.ext_community: (generic, 0x80060000, 0x0)
                              [two 00:44:41.297 from 127.0.0.1] * (100) [AS64500?]
        	BGP.ext_community: (rt, 64500, 1) (generic, 0x800c0000, 0x43e60000)
        """;

    var routes = BirdTable.read(listing).routes();

    assertThat(routes).hasSize(1);
    assertThat(routes.getFirst().actions()).hasToString("limit 460 packets/s");
  }

  @Test
  void negativeRatesDropAll() {
    var listing =
        """
        flow4 { dst 198.51.100.10/32; }  [one 00:44:32.265] * (100)
        	BGP.ext_community: (generic, 0x80060000, 0xbf800000)
        """;

    assertThat(BirdTable.read(listing).routes().getFirst().actions().dropsAll()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flow4 { dst 198.51.100.10/32; colour 7; }",
        "flow4 { dst 198.51.100.10/32; dst 198.51.100.11/32; }",
        "flow4 { dst 2001:db8::/32; }",
        "flow4 { label 7; }",
        "flow4 { dport 80 90; }",
        "flow4 { dport ,80; }",
        "flow4 { dport 80,; }",
        "flow4 { dport; }",
        "flow4 { tcp flags 0x1/0x2; }",
        "flow4 { fragment no_fragment; }",
        "flow4 { dport 80; } drop",
        "flow4 { dport 80; drop",
        "flow4 { dst 198.51.100.10/33; }",
        "flow6 { dst 2001:db8::/32 offset 40; }",
        "flow4 { dport 80\"; }"
      })
  void refusesWhatItDoesNotUnderstand(String text) {
    assertThatThrownBy(() -> Captured.route(text)).isInstanceOf(IllegalArgumentException.class);
    // One such route takes no other with it.
    var listing = text + "  [one 00:44:32.265] * (100)\n" + Captured.listing();
    assertThat(BirdTable.read(listing).routes()).hasSize(20);
  }
}

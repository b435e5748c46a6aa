// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrecedenceTest {

  /// In the order of RFC 8955 §5.1 and RFC 8956 §4, each for another of its reasons.
  private static final List<String> IN_ORDER =
      List.of(
          // a more specific destination first, then the lower address
          "flow4 { dst 198.51.100.10/32; proto 17; dport 443; }",
          // the lowest type that the other lacks
          "flow4 { dst 198.51.100.10/32; proto 17; }",
          "flow4 { dst 198.51.100.10/32; dport 443; }",
          "flow4 { dst 198.51.100.10/32; }",
          "flow4 { dst 198.51.100.11/32; }",
          // byte by byte the lower operator and value
          "flow4 { dst 198.51.100.0/24; src 192.0.2.0/24; }",
          "flow4 { dst 198.51.100.0/24; proto 6,17; }",
          "flow4 { dst 198.51.100.0/24; proto 6; }",
          "flow4 { dst 198.51.100.0/24; proto 17; }",
          "flow4 { dst 198.51.100.0/24; }",
          "flow4 { src 192.0.2.7/32; }",
          "flow4 { dport 53; }",
          "flow6 { dst 2001:db8:1::10/128; }",
          "flow6 { dst 2001:db8:1::/49; }",
          "flow6 { dst ::1234:5678:9800:0/101 offset 64; }",
          "flow6 { src 2001:db8:1::/49; }");

  @Test
  void ordersAsTheStandardSays() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var routes = new ArrayList<>(IN_ORDER.stream().map(Captured::route).toList());
    Collections.shuffle(routes, new Random(seed));

    routes.sort(new Precedence());

    assertThat(routes.stream().map(FlowRoute::text)).containsExactlyElementsOf(IN_ORDER);
  }
}

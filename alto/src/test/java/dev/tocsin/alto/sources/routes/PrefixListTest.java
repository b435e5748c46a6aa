// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.policy.Reach;
import dev.tocsin.alto.core.policy.RouteTable;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.net.Prefix;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixListTest {

  @Test
  void readsPrefixesWithTheirPidsAndNodes() {
    var table = new RouteTable.Builder();

    int count =
        PrefixList.read(
            "list",
            List.of(
                "# ours",
                "",
                "192.0.2.0/24 customers node=fra1",
                "  198.51.100.0/24\tpeers # to be moved",
                "2001:db8::/32 node=ber1",
                "203.0.113.7"),
            table);

    assertThat(count).isEqualTo(4);
    assertThat(table.build().reaches())
        .containsEntry(
            Prefix.parse("192.0.2.0/24"),
            Reach.listed(Optional.of("customers"), Optional.of("fra1")))
        .containsEntry(
            Prefix.parse("198.51.100.0/24"), Reach.listed(Optional.of("peers"), Optional.empty()))
        .containsEntry(
            Prefix.parse("2001:db8::/32"), Reach.listed(Optional.empty(), Optional.of("ber1")))
        .containsEntry(Prefix.parse("203.0.113.7/32"), Reach.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1/24 a | bits",
        "hello | 'hello'",
        "192.0.2.0/24 a b | found 'b'",
        "192.0.2.0/24 a node= | found 'node='",
        "198.51.100.0/24 | stands in line 1, too"
      })
  void saysWhichLineIsWrongAndWhy(String line, String reason) {
    assertThatThrownBy(
            () ->
                PrefixList.read("list", List.of("198.51.100.0/24", line), new RouteTable.Builder()))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("list, line 2: ")
        .hasMessageContaining(reason);
  }
}

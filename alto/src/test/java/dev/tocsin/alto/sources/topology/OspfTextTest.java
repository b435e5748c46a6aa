// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.topology.ShortestPaths;
import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.alto.sources.SourceData;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.net.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class OspfTextTest {

  @Test
  void readsADatabaseOfThreeAreas() throws IOException {
    var topology = OspfText.read("lsdb", lines());

    // 17 router LSAs of 14 routers in three areas, 20 networks
    assertThat(topology.nodes().stream().filter(Topology.Node::isRouter)).hasSize(14);
    assertThat(topology.nodes().stream().filter(node -> !node.isRouter())).hasSize(20);
    assertThat(topology.attachments())
        .extracting(Topology.Attachment::prefix)
        .contains(Prefix.parse("192.0.110.0/24"), Prefix.parse("10.0.12.0/24"));
  }

  @Test
  void findsTheWayThatTheRoutersTake() throws IOException {
    // given
    var topology = OspfText.read("lsdb", lines());
    int from = topology.number("10.0.0.1").orElseThrow();

    // when
    var paths = ShortestPaths.from(topology, from);

    // then: 10.0.0.2 is on the same Ethernet; 10.50.50.8 behind 10.0.0.4 or 10.0.0.3
    assertThat(paths.metric(topology.number("10.0.0.2").orElseThrow())).isEqualTo(10);
    assertThat(paths.hops(topology.number("10.0.0.2").orElseThrow())).isEqualTo(1);
    assertThat(paths.metric(topology.number("10.50.50.8").orElseThrow())).isEqualTo(20);
    assertThat(paths.hops(topology.number("10.50.50.8").orElseThrow())).isEqualTo(2);
  }

  @Test
  void saysThatARouterLsaIsCutOff() throws IOException {
    var cut = lines().subList(0, 60);

    assertThatThrownBy(() -> OspfText.read("lsdb", cut))
        .isInstanceOf(SourceException.class)
        .hasMessage("lsdb, line 60: expected 8 links in the router LSA of 10.0.0.1, found 6");
  }

  @Test
  void refusesATextWithoutAnyLsa() {
    assertThatThrownBy(() -> OspfText.read("lsdb", List.of("hello")))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "lsdb, line 1: expected what 'show ip ospf database router' prints, found no LSA");
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(SourceData.file("topolograph-demo_LSDB.txt"));
  }
}

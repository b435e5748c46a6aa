// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.topology.ShortestPaths;
import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.alto.sources.SourceException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GraphMlTest {

  private static final String GRAPH =
      """
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
        <key attr.name="label" attr.type="string" for="node" id="d1"/>
        <key attr.name="weight" attr.type="double" for="edge" id="d2"/>
        <graph edgedefault="undirected">
          <edge source="0" target="1"><data key="d2">2.5</data></edge>
          <node id="0"><data key="d1">New York</data></node>
          <node id="1"/>
          <node id="2"/>
          <edge source="1" target="2"/>
          <edge source="1" target="2"/>
        </graph>
      </graphml>
      """;

  @Test
  void readsNodesTheirLabelsAndMetrics() {
    var topology = read(GRAPH);

    assertThat(topology.nodes())
        .extracting(node -> node.labels().getOrDefault("label", ""))
        .containsExactly("New York", "", "");
    var paths = ShortestPaths.from(topology, topology.number("2").orElseThrow());
    assertThat(paths.metric(topology.number("0").orElseThrow())).isEqualTo(3.5);
    assertThat(paths.hops(topology.number("0").orElseThrow())).isEqualTo(2);
    // two links side by side, in two directions
    assertThat(topology.linkCount()).isEqualTo(6);
  }

  @Test
  void refusesAnEdgeToNowhere() {
    assertThatThrownBy(() -> read(GRAPH.replace("target=\"1\"", "target=\"9\"")))
        .isInstanceOf(SourceException.class)
        .hasMessageEndingWith("an edge ends at a node that is not there: [9]");
  }

  @Test
  void refusesAWeightThatIsNone() {
    assertThatThrownBy(() -> read(GRAPH.replace("2.5", "-1")))
        .hasMessage("graph, line 5: expected a weight of at least 0, found '-1'");
  }

  @Test
  void refusesWhatIsCutOff() {
    assertThatThrownBy(() -> read(GRAPH.substring(0, 300)))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("graph, line");
  }

  // An entity that grows to gigabytes, or reads a file of the server.
  @Test
  void refusesADocumentTypeThatCouldDoHarm() {
    var harmful =
        """
        <!DOCTYPE graphml [<!ENTITY x SYSTEM "file:///etc/hostname">]>
        <graphml><graph><node id="0"><data key="k">&x;</data></node></graph></graphml>
        """;

    assertThatThrownBy(() -> read(harmful)).isInstanceOf(SourceException.class);
  }

  private static Topology read(String xml) {
    return GraphMl.read("graph", new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import static dev.tocsin.alto.sources.topology.Printed.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.net.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// BGP-LS of one network, as ExaBGP and gobgp print it: three routers of OSPF, two of them on an
/// Ethernet, and two of IS-IS.
class LinkStateTest {

  private static final String EXABGP = "exabgp-4.2-ls.json";
  private static final String GOBGP = "gobgp-4-ls.json";

  @Test
  void readsWhatExaBgpWrites() {
    var topology = ExaBgpJson.read("exabgp", Printed.bytes(EXABGP));

    hasTheNetwork(topology);
  }

  @Test
  void readsWhatGobgpPrints() {
    var topology = GobgpJson.read("gobgp", Printed.bytes(GOBGP));

    hasTheNetwork(topology);
    assertThat(topology.attachments())
        .extracting(Topology.Attachment::prefix)
        .contains(
            Prefix.parse("203.0.113.0/24"),
            Prefix.parse("2001:db8:2::/48"),
            Prefix.parse("192.0.2.0/28"));
  }

  private static void hasTheNetwork(Topology topology) {
    assertThat(topology.nodes().stream().filter(Topology.Node::isRouter))
        .extracting(Topology.Node::name)
        .containsExactlyInAnyOrder(
            "10.0.0.1", "10.0.0.2", "10.0.0.3", "0000.0000.0007", "0000.0000.0008");
    assertThat(topology.nodes().stream().filter(node -> !node.isRouter()))
        .extracting(Topology.Node::name)
        .containsExactly("10.0.0.3:192.0.2.3");
    assertThat(topology.nodes().get(topology.number("10.0.0.2").orElseThrow()).labels())
        .isEqualTo(Map.of("name", "fra"));
    assertThat(metric(topology, "10.0.0.1", "10.0.0.2")).isEqualTo(7);
    assertThat(metric(topology, "10.0.0.2", "10.0.0.3")).isEqualTo(19);
    assertThat(metric(topology, "0000.0000.0007", "0000.0000.0008")).isEqualTo(5);
    // A next hop that is a router's own address is found.
    assertThat(topology.attachments())
        .contains(
            new Topology.Attachment(
                Prefix.parse("10.0.0.8"), topology.number("0000.0000.0008").orElseThrow(), 0));
  }

  @Test
  void forgetsWhatExaBgpSaysIsWithdrawn() {
    // given: the direct link between two routers is announced first, and then withdrawn
    var text = Printed.text(EXABGP);
    var announced = text.lines().findFirst().orElseThrow();
    var withdrawn =
        announced
            .replaceFirst(
                "\"announce\": \\{\"bgp-ls bgp-ls\": \\{\"127.0.0.1\": ",
                "\"withdraw\": {\"bgp-ls bgp-ls\": ")
            .replaceFirst("]}}}}}}$", "]}}}}}");
    assertThat(withdrawn).contains("withdraw");

    var topology = ExaBgpJson.read("exabgp", bytes(text + withdrawn));

    assertThat(metric(topology, "10.0.0.1", "10.0.0.2")).isInfinite();
    assertThat(metric(topology, "10.0.0.2", "10.0.0.1")).isEqualTo(9);
  }

  @Test
  void forgetsAllOfASpeakerThatIsGone() {
    var down =
        "{\"exabgp\": \"4.0.1\", \"type\": \"state\", \"neighbor\": {\"address\": {\"peer\":"
            + " \"127.0.0.1\"}, \"state\": \"down\"}}";

    assertThatThrownBy(() -> ExaBgpJson.read("exabgp", bytes(Printed.text(EXABGP) + down)))
        .isInstanceOf(SourceException.class)
        .hasMessage("exabgp, end: expected what ExaBGP tells of bgp-ls, found no node or link");
  }

  @Test
  void refusesAGobgpThatPrintsNoMetrics() {
    assertThatThrownBy(() -> GobgpJson.read("gobgp", Printed.bytes("gobgp-3.10-ls.json")))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("comes without attributes: this version of gobgp prints none");
  }

  @Test
  void keepsNothingOfWhatIsCutOff() {
    var whole = Printed.bytes(GOBGP);
    var messages = Printed.bytes(EXABGP);

    for (int length = 0; length < whole.length - 2; length += 101) {
      var cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> GobgpJson.read("gobgp", cut)).isInstanceOf(SourceException.class);
    }
    // Only between messages a part is as good as the whole.
    for (int length = 1; length < messages.length; length += 101) {
      if (messages[length - 1] == '\n' || messages[length] == '\n') continue;
      var cut = Arrays.copyOf(messages, length);
      assertThatThrownBy(() -> ExaBgpJson.read("exabgp", cut)).isInstanceOf(SourceException.class);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

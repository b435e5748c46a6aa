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
import org.junit.jupiter.api.Test;

class FrrJsonTest {

  private static final String FILE = "frr-8.4-database.json";

  @Test
  void readsWhatFrrPrints() {
    var topology = FrrJson.read("frr", Printed.bytes(FILE));

    // three routers on an Ethernet, two of them connected directly, too
    assertThat(topology.nodes().stream().filter(Topology.Node::isRouter)).hasSize(3);
    assertThat(topology.nodes().stream().filter(node -> !node.isRouter()))
        .extracting(Topology.Node::name)
        .containsExactly("network 192.0.2.3");
    assertThat(metric(topology, "10.0.0.1", "10.0.0.2")).isEqualTo(7);
    assertThat(metric(topology, "10.0.0.1", "10.0.0.3")).isEqualTo(10);
    assertThat(topology.attachments())
        .extracting(each -> each.prefix() + " " + each.metric())
        .contains("192.0.2.0/28 0.0", "198.51.100.0/30 7.0", "203.0.113.0/24 10.0")
        .contains(Prefix.parse("10.0.0.3") + " 0.0");
  }

  @Test
  void readsAllLsasInOneTextToo() {
    // given: as newer versions print them, the word spelled as meant
    var one =
        "["
            + Printed.text(FILE).replace("\n}\n{", "\n},\n{").replace("attchedR", "attachedR")
            + "]";

    var topology = FrrJson.read("frr", one.getBytes(StandardCharsets.UTF_8));

    assertThat(metric(topology, "10.0.0.3", "10.0.0.2")).isEqualTo(10);
  }

  @Test
  void leavesOutWhatIsBeingFlushed() {
    // given: the summary has lived as long as an LSA may
    var text = Printed.text(FILE);
    int summary = text.indexOf("summaryLinkStates");
    var flushed =
        text.substring(0, summary)
            + text.substring(summary).replace("\"lsaAge\": 45", "\"lsaAge\": 3600");
    assertThat(flushed).isNotEqualTo(text);

    var topology = FrrJson.read("frr", flushed.getBytes(StandardCharsets.UTF_8));

    assertThat(topology.attachments())
        .extracting(Topology.Attachment::prefix)
        .doesNotContain(Prefix.parse("203.0.113.0/24"));
  }

  @Test
  void saysThatNetworksAreMissing() {
    var routersOnly = Printed.text(FILE).substring(0, Printed.text(FILE).indexOf("\n}\n") + 2);

    assertThatThrownBy(() -> FrrJson.read("frr", routersOnly.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "frr, end: routers are on networks [192.0.2.3], and 'show ip ospf database network"
                + " json' does not tell them");
  }

  @Test
  void saysWhatIsWrongWithALink() {
    var odd = Printed.text(FILE).replaceFirst("\"tos0Metric\": 10", "\"tos0Metric\": -10");

    assertThatThrownBy(() -> FrrJson.read("frr", odd.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "frr, JSON that begins in line 1: router-LSA 10.0.0.1: expected 0 to 16777215 as"
                + " 'tos0Metric', found -10");
  }

  @Test
  void keepsNothingOfWhatIsCutOff() {
    var whole = Printed.bytes(FILE);
    var end = new String(whole, StandardCharsets.UTF_8).stripTrailing().length();

    for (int length = 0; length < end; length += 7) {
      var cut = Arrays.copyOf(whole, length);
      // The last text may be missing as a whole: nobody can see that.
      if (new String(cut, StandardCharsets.UTF_8).endsWith("\n}\n")) continue;
      assertThatThrownBy(() -> FrrJson.read("frr", cut)).isInstanceOf(SourceException.class);
    }
  }

  @Test
  void refusesOtherJson() {
    assertThatThrownBy(() -> FrrJson.read("frr", "{\"a\": []}".getBytes(StandardCharsets.UTF_8)))
        .hasMessage(
            "frr, end: expected what 'show ip ospf database router json' prints, found no LSA");
  }
}

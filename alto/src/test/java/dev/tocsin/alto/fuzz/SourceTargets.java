// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.fuzz;

import dev.tocsin.alto.core.maps.PropertyMap;
import dev.tocsin.alto.core.policy.RouteTable;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.alto.sources.mrt.MrtReader;
import dev.tocsin.alto.sources.routes.BgpTable;
import dev.tocsin.alto.sources.routes.PrefixList;
import dev.tocsin.alto.sources.tables.PropertyFile;
import dev.tocsin.alto.sources.topology.ExaBgpJson;
import dev.tocsin.alto.sources.topology.FrrJson;
import dev.tocsin.alto.sources.topology.GobgpJson;
import dev.tocsin.alto.sources.topology.GraphMl;
import dev.tocsin.alto.sources.topology.OspfText;
import dev.tocsin.alto.sources.topology.Printed;
import dev.tocsin.alto.sources.topology.YamlTopology;
import dev.tocsin.alto.wire.entity.QualifiedName;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.sim.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Every format that an operator's files come in. Some take a hundred times as long as a body:
/// these get one of so many inputs.
final class SourceTargets {

  private static final WireException REFUSED = new WireException("refused");
  private static final int SLOW = 10;
  private static final int VERY_SLOW = 50;

  private static final String OSPF =
      """
        LS Type: router-LSA
        Link State ID: 10.0.0.1
        Advertising Router: 10.0.0.1
         Number of Links: 2
          Link connected to: a Transit Network
           (Link ID) Designated Router address: 192.0.2.3
           (Link Data) Router Interface address: 192.0.2.1
             TOS 0 Metric: 10
          Link connected to: Stub Network
           (Link ID) Net: 10.0.0.1
           (Link Data) Network Mask: 255.255.255.255
             TOS 0 Metric: 0
        LS Type: network-LSA
        Link State ID: 192.0.2.3 (address of Designated Router)
        Advertising Router: 10.0.0.3
        Network Mask: /28
              Attached Router: 10.0.0.1
        LS Type: summary-LSA
        Link State ID: 203.0.113.0 (summary Network Number)
        Advertising Router: 10.0.0.3
        Network Mask: /24
              TOS: 0  Metric: 10
      """;

  private static final String GRAPHML =
      """
      <graphml><key attr.name="weight" for="edge" id="d2"/><graph edgedefault="undirected">
      <node id="0"><data key="d1">New York</data></node><node id="1"/>
      <edge source="0" target="1"><data key="d2">2.5</data></edge></graph></graphml>
      """;

  private static final String YAML =
      """
      nodes: {a: {labels: {region: n}, prefixes: [192.0.2.0/26, 2001:db8::/48]}, b: {router: false}}
      links: [{from: a, to: b, metric: 3, one-way: true}]
      """;

  private static final String PREFIXES = "192.0.2.0/24 pid node=a # b\n2001:db8::/32\n";

  private static final QualifiedName REGION = QualifiedName.selfDefined("region");
  private static final QualifiedName ASN = QualifiedName.selfDefined("asn");
  private static final String CSV = "entity,.region,.asn\nipv4:192.0.2.0/24,\"n, s\",null\n";
  private static final String PROPERTIES =
      "{\"property-map\":{\"ipv4:192.0.2.0/24\":{\".region\":\"n\",\".asn\":null}}}";

  private SourceTargets() {}

  static Stream<FuzzTarget> all() {
    return Stream.of(
        target("MRT", SourceTargets::mrt, SLOW, mrtSamples()),
        target("OSPF text", input -> OspfText.read("fuzz", lines(input)), SLOW, text(OSPF)),
        target("GraphML", SourceTargets::graphMl, SLOW, text(GRAPHML)),
        target(
            "FRR JSON",
            input -> FrrJson.read("fuzz", input),
            SLOW,
            printed("frr-8.4-database.json")),
        target("gobgp JSON", input -> GobgpJson.read("fuzz", input), SLOW, gobgp()),
        target("ExaBGP JSON", input -> ExaBgpJson.read("fuzz", input), SLOW, exaBgp()),
        target("YAML topology", SourceTargets::yaml, VERY_SLOW, text(YAML)),
        target(
            "prefix list",
            input -> PrefixList.read("fuzz", lines(input), new RouteTable.Builder()),
            1,
            text(PREFIXES)),
        target("property CSV", input -> properties().csv(lines(input)), 1, text(CSV)),
        target("property JSON", input -> properties().json(input), SLOW, text(PROPERTIES)));
  }

  private static PropertyFile properties() {
    var mappings = Map.of(new QualifiedName("", "ipv4"), List.of(REGION, ASN));
    return new PropertyFile("fuzz", mappings, new PropertyMap.Builder());
  }

  private static FuzzTarget target(
      String name, Consumer<byte[]> reader, int oneOf, List<byte[]> samples) {
    return new FuzzTarget(
        name,
        samples,
        input -> {
          try {
            reader.accept(input);
          } catch (SourceException e) {
            throw REFUSED;
          }
        },
        oneOf);
  }

  private static void mrt(byte[] input) {
    var reader = new MrtReader("fuzz", new ByteArrayInputStream(input));
    var table = new BgpTable(Set.of());
    for (var next = reader.next(); next.isPresent(); next = reader.next()) table.take(next.get());
    table.addTo(new RouteTable.Builder());
  }

  private static void graphMl(byte[] input) {
    GraphMl.read("fuzz", new ByteArrayInputStream(input));
  }

  private static void yaml(byte[] input) {
    YamlTopology.read(Path.of("fuzz"), new String(input, StandardCharsets.UTF_8));
  }

  private static List<String> lines(byte[] input) {
    return new String(input, StandardCharsets.UTF_8).lines().toList();
  }

  private static List<byte[]> text(String text) {
    return List.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<byte[]> printed(String name) {
    var packed = new String(Printed.bytes(name), StandardCharsets.UTF_8).replaceAll("\\n *", "");
    return text(packed);
  }

  private static List<byte[]> gobgp() {
    return text(
        """
        {"NLRI { NODE { AS:65001 BGP-LS ID:0 10.0.0.1 OSPFv2:0 } }":[{"best":true,"attrs":
        [{"type":29,"node":{"name":"a","local_router_id_ipv4":"10.0.0.1"},"link":{}}]}],
        "NLRI { LINK { LOCAL_NODE: 10.0.0.1 REMOTE_NODE: 10.0.0.2 LINK: x} }":[{"attrs":
        [{"type":29,"link":{"igp_metric":7}}]}],
        "NLRI { PREFIXv4 { LOCAL_NODE: 10.0.0.1 PREFIX: [203.0.113.0/24] } }":[{"best":true}]}
        """);
  }

  private static List<byte[]> exaBgp() {
    return new String(Printed.bytes("exabgp-4.2-ls.json"), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("announce"))
        .map(line -> line.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /// A peer table with a route, an old table's route, an update, and a session that goes down.
  private static List<byte[]> mrtSamples() {
    var peers = "0A000001 0000 0001 03 0A000009 20010DB8000000000000000000000009 0000FDE8";
    var path = "40010100 4002060201 0000FDE8";
    var rib =
        "00000000 30 20010DB80005 0001 0000 00000000 00000004"
            + counted(path + "800E1110 20010DB8000000000000000000000007");
    var old =
        "0000 0001 C6336400 18 01 00000000 C0000209 FDE8"
            + counted("40010100 4002040201FDE8 400304C0000207");
    var session = "0000FDE8 0000FDE9 0000 0001 C0000209 C0000201";
    var message = "02 0000" + counted(path + "400304 C0000207 C00804 FDE90064") + "18C63364";
    var update = session + "F".repeat(32) + "%04X".formatted(hex(message).length + 18) + message;
    return Stream.of(
            record(13, 1, peers) + record(13, 10, rib),
            record(12, 1, old),
            record(16, 4, update),
            record(16, 5, session + "0006 0001"))
        .map(SourceTargets::hex)
        .toList();
  }

  private static String counted(String hex) {
    return "%04X".formatted(hex(hex).length) + hex;
  }

  private static String record(int type, int subtype, String body) {
    return "00000000%04X%04X%08X".formatted(type, subtype, hex(body).length) + body;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}

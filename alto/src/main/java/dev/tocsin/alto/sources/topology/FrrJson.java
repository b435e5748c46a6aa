// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.alto.sources.SourceException;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The link-state database of OSPFv2 as FRR prints it in JSON: what `show ip ospf database router
/// json`, `network json` and `summary json` say, one after the other, or all at once as `detail
/// json`. LSAs stand at different places in different versions and are taken wherever they are.
public final class FrrJson {

  private static final int METRIC_MAX = 0xFF_FFFF;
  // RFC 2328 §14: what has this age is being flushed, and counts no more.
  private static final int MAX_AGE = 3_600;

  private final OspfLsas lsas = new OspfLsas();
  private final Set<String> networksWanted = new HashSet<>();
  private final Set<String> networks = new HashSet<>();
  private int routers;

  private FrrJson() {}

  /// @param name of the source, for complaints
  /// @throws SourceException if there is no router LSA, or one is cut off or cannot be read
  public static Topology read(String name, byte[] json) {
    var reader = new FrrJson();
    SourceJson.each(name, json, reader::walk);
    if (reader.routers == 0) {
      throw new SourceException(
          name, "end", "expected what 'show ip ospf database router json' prints, found no LSA");
    }
    // Without its network LSA nobody would be behind a network.
    reader.networksWanted.removeAll(reader.networks);
    if (!reader.networksWanted.isEmpty()) {
      throw new SourceException(
          name,
          "end",
          "routers are on networks %s, and 'show ip ospf database network json' does not tell them"
              .formatted(reader.networksWanted.stream().sorted().limit(5).toList()));
    }
    return reader.lsas.build();
  }

  private void walk(JsonNode node) {
    if (node.isObject() && node.has("lsaType")) {
      lsa(node);
    } else if (node.isContainer()) {
      node.forEach(this::walk);
    }
  }

  private void lsa(JsonNode lsa) {
    var type = SourceJson.text(lsa, "lsaType");
    if (lsa.has("lsaAge") && SourceJson.number(lsa, "lsaAge", 0xFFFF) >= MAX_AGE) return;
    try {
      switch (type) {
        case "router-LSA" -> router(lsa);
        case "network-LSA" -> network(lsa);
        case "summary-LSA" -> summary(lsa);
        default -> {}
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s %s: %s".formatted(type, lsa.path("linkStateId").asString("?"), e.getMessage()));
    }
  }

  private void router(JsonNode lsa) {
    var router = SourceJson.text(lsa, "advertisingRouter");
    lsas.router(router);
    routers++;
    int expected = SourceJson.number(lsa, "numOfLinks", 0xFFFF);
    var links = lsa.path("routerLinks");
    if (links.size() != expected) {
      throw new IllegalArgumentException(
          "expected %d links, found %d".formatted(expected, links.size()));
    }
    for (var link : links) link(router, link);
  }

  private void link(String router, JsonNode link) {
    var type = SourceJson.text(link, "linkType");
    int metric = SourceJson.number(link, "tos0Metric", METRIC_MAX);
    switch (type) {
      case "another Router (point-to-point)", "a Virtual Link" ->
          lsas.pointToPoint(router, SourceJson.text(link, "neighborRouterId"), metric);
      case "a Transit Network" -> {
        var network = SourceJson.text(link, "designatedRouterAddress");
        networksWanted.add(network);
        lsas.transit(router, network, metric);
      }
      case "Stub Network", "a Stub Network" ->
          lsas.stub(
              router,
              SourceJson.text(link, "networkAddress"),
              SourceJson.text(link, "networkMask"),
              metric);
      default ->
          throw new IllegalArgumentException(
              "a link connected to '" + type + "' is not one of RFC 2328");
    }
  }

  private void network(JsonNode lsa) {
    var id = SourceJson.text(lsa, "linkStateId");
    lsas.network(id, SourceJson.number(lsa, "networkMask", 32));
    networks.add(id);
    // FRR 8 has it without its third letter.
    var attached = lsa.has("attachedRouters") ? "attachedRouters" : "attchedRouters";
    for (var each : lsa.path(attached)) {
      lsas.attached(id, SourceJson.text(each, "attachedRouterId"));
    }
  }

  private void summary(JsonNode lsa) {
    lsas.summary(
        SourceJson.text(lsa, "advertisingRouter"),
        SourceJson.text(lsa, "linkStateId"),
        SourceJson.number(lsa, "networkMask", 32),
        SourceJson.number(lsa, "tos0Metric", METRIC_MAX));
  }
}

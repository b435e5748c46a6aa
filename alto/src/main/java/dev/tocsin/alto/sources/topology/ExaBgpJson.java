// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.alto.sources.topology.LinkState.Told;
import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What ExaBGP writes to a process of its own about BGP-LS (`encoder json`): one message after the
/// other. What is announced later replaces what came before, what is withdrawn is gone, and so is
/// all of a neighbour whose session went down.
public final class ExaBgpJson {

  private static final String FAMILY = "bgp-ls bgp-ls";
  private static final int METRIC_MAX = Integer.MAX_VALUE;
  private static final int SYSTEM_ID_CHARS = 12;

  /// By neighbour: its objects, and the attribute with each.
  private final Map<String, Map<JsonNode, JsonNode>> objects = new LinkedHashMap<>();

  private ExaBgpJson() {}

  /// @param name of the source, for complaints
  /// @throws SourceException if it is something else, or no node and no link is left in the end
  public static Topology read(String name, byte[] json) {
    var reader = new ExaBgpJson();
    SourceJson.each(name, json, reader::message);
    var known = new LinkState();
    reader.best().forEach((object, said) -> known.take(told(name, object, said)));
    if (known.isEmpty()) {
      throw new SourceException(
          name, "end", "expected what ExaBGP tells of bgp-ls, found no node or link");
    }
    return known.build();
  }

  private void message(JsonNode message) {
    if (!message.has("exabgp")) {
      throw new IllegalArgumentException("expected a message of ExaBGP, found no 'exabgp'");
    }
    var neighbor = message.path("neighbor");
    var peer = neighbor.path("address").path("peer").asString("");
    switch (message.path("type").asString("")) {
      case "update" -> update(peer, neighbor.path("message").path("update"));
      case "state" -> {
        if (neighbor.path("state").asString("").equals("down")) objects.remove(peer);
      }
      default -> {}
    }
  }

  private void update(String peer, JsonNode update) {
    var held = objects.computeIfAbsent(peer, _ -> new LinkedHashMap<>());
    for (var gone : update.path("withdraw").path(FAMILY)) held.remove(bare(gone));
    var said = update.path("attribute").path("bgp-ls");
    for (var byNextHop : update.path("announce").path(FAMILY)) {
      for (var object : byNextHop) held.put(bare(object), said);
    }
  }

  /// The object without what belongs to the path to it.
  private static JsonNode bare(JsonNode object) {
    if (!(object instanceof ObjectNode members)) {
      throw new IllegalArgumentException("expected an object of bgp-ls");
    }
    var bare = members.deepCopy();
    bare.remove("nexthop");
    return bare;
  }

  /// What several neighbours tell is taken from the first.
  private Map<JsonNode, JsonNode> best() {
    var best = new LinkedHashMap<JsonNode, JsonNode>();
    for (var each : objects.values()) each.forEach(best::putIfAbsent);
    return best;
  }

  private static Told told(String name, JsonNode object, JsonNode said) {
    var type = object.path("ls-nlri-type").asString("");
    try {
      return switch (type) {
        case "bgpls-node" -> node(object, said);
        case "bgpls-link" -> link(object, said);
        case "bgpls-prefix-v4", "bgpls-prefix-v6" -> attached(object, said);
        default -> new Told.Other();
      };
    } catch (IllegalArgumentException e) {
      throw new SourceException(name, type, String.valueOf(e.getMessage()));
    }
  }

  private static Told node(JsonNode object, JsonNode said) {
    var ids = new ArrayList<Prefix>();
    for (var id : said.path("local-te-router-ids")) ids.add(Prefix.parse(id.asString("")));
    Optional<String> name =
        said.has("node-name") ? Optional.of(SourceJson.text(said, "node-name")) : Optional.empty();
    return new Told.Node(id(object, "node-descriptors"), name, ids);
  }

  private static Told link(JsonNode object, JsonNode said) {
    return new Told.Link(
        id(object, "local-node-descriptors"),
        id(object, "remote-node-descriptors"),
        SourceJson.number(said, "igp-metric", METRIC_MAX));
  }

  private static Told attached(JsonNode object, JsonNode said) {
    long metric =
        said.has("prefix-metric") ? SourceJson.number(said, "prefix-metric", METRIC_MAX) : 0;
    var prefix = Prefix.parse(SourceJson.text(object, "ip-reach-prefix"));
    return new Told.Attached(id(object, "node-descriptors"), List.of(prefix), metric);
  }

  private static String id(JsonNode object, String descriptors) {
    var node = object.path(descriptors);
    var router = SourceJson.text(node, "router-id");
    if (router.length() == SYSTEM_ID_CHARS && router.indexOf('.') < 0) {
      router = router.replaceAll("(.{4})(?!$)", "$1.");
    }
    if (node.has("psn")) {
      return "%s-%02x".formatted(router, Integer.parseInt(SourceJson.text(node, "psn")));
    }
    if (node.has("designated-router-id")) {
      return router + ":" + SourceJson.text(node, "designated-router-id");
    }
    return router;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check.server;

import dev.tocsin.alto.wire.MediaTypes;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One resource of a directory under check, and the requests that are tried on it.
///
/// @param costTypes of its directory, by name
record Target(String id, URI uri, JsonNode entry, JsonNode costTypes) {

  static final String ADDRESS = "ipv4:192.0.2.1";
  private static final String OTHER_ADDRESS = "ipv4:198.51.100.1";
  private static final JsonMapper JSON = JsonMapper.shared();

  String mediaType() {
    return entry.path("media-type").asString("");
  }

  Optional<String> accepts() {
    var accepts = entry.path("accepts");
    return accepts.isString() ? Optional.of(accepts.stringValue()) : Optional.empty();
  }

  boolean is(String type) {
    return mediaType().equals(type);
  }

  List<String> uses() {
    return texts(entry.path("uses"));
  }

  List<String> names(String capability) {
    return texts(entry.path("capabilities").path(capability));
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    for (var each : array) if (each.isString()) texts.add(each.stringValue());
    return texts;
  }

  /// The first that it offers; the description is no part of a request.
  Optional<JsonNode> costType() {
    return names("cost-type-names").stream()
        .map(costTypes::path)
        .filter(JsonNode::isObject)
        .findFirst()
        .map(
            type ->
                (JsonNode)
                    JSON.createObjectNode()
                        .put("cost-mode", type.path("cost-mode").asString(""))
                        .put("cost-metric", type.path("cost-metric").asString("")));
  }

  /// A right request; empty for services that none is known for.
  Optional<ObjectNode> request(List<String> pids) {
    var body = JSON.createObjectNode();
    return switch (mediaType()) {
      case MediaTypes.NETWORK_MAP -> {
        var array = body.putArray("pids");
        pids.stream().limit(1).forEach(array::add);
        yield Optional.of(body);
      }
      case MediaTypes.COST_MAP -> {
        costType().ifPresent(type -> body.set("cost-type", type));
        var both = body.putObject("pids");
        var srcs = both.putArray("srcs");
        pids.stream().limit(1).forEach(srcs::add);
        both.putArray("dsts");
        yield Optional.of(body);
      }
      case MediaTypes.ENDPOINT_COST -> {
        costType().ifPresent(type -> body.set("cost-type", type));
        var both = body.putObject("endpoints");
        both.putArray("srcs").add(ADDRESS);
        both.putArray("dsts").add(OTHER_ADDRESS);
        yield Optional.of(body);
      }
      case MediaTypes.ENDPOINT_PROPERTIES -> {
        var properties = body.putArray("properties");
        names("prop-types").stream().limit(1).forEach(properties::add);
        body.putArray("endpoints").add(ADDRESS);
        yield Optional.of(body);
      }
      case MediaTypes.PROPERTY_MAP -> {
        body.putArray("entities");
        yield Optional.of(body);
      }
      default -> Optional.empty();
    };
  }

  /// The member that a request cannot do without.
  String requiredMember() {
    return switch (mediaType()) {
      case MediaTypes.NETWORK_MAP -> "pids";
      case MediaTypes.ENDPOINT_PROPERTIES -> "properties";
      case MediaTypes.PROPERTY_MAP -> "entities";
      case MediaTypes.EVENT_STREAM -> "add";
      default -> "cost-type";
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.Names;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An information resource directory (RFC 7285 §9.2): its entries, and whether they fit each other.
final class DirectoryCheck {

  private static final String ENCODING = "RFC 7285 §9.2.2";
  private static final Map<String, String> ACCEPTS =
      Map.of(
          MediaTypes.NETWORK_MAP, MediaTypes.NETWORK_MAP_FILTER,
          MediaTypes.COST_MAP, MediaTypes.COST_MAP_FILTER,
          MediaTypes.ENDPOINT_COST, MediaTypes.ENDPOINT_COST_PARAMETERS,
          MediaTypes.ENDPOINT_PROPERTIES, MediaTypes.ENDPOINT_PROPERTY_PARAMETERS,
          MediaTypes.PROPERTY_MAP, MediaTypes.PROPERTY_MAP_PARAMETERS,
          MediaTypes.EVENT_STREAM, MediaTypes.STREAM_PARAMETERS);

  private final Findings findings;
  private final boolean isRoot;
  private final Map<String, CostType> types = new HashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private boolean delegates;

  private record Entry(Members in, String mediaType, Optional<String> accepts, List<String> uses) {
    boolean is(String type, boolean whole) {
      return mediaType.equals(type) && accepts.isEmpty() == whole;
    }

    /// Of the capability of that name.
    List<String> names(String capability) {
      var names = new ArrayList<String>();
      for (var each : in.object().path("capabilities").path(capability)) {
        if (each.isString()) names.add(each.stringValue());
      }
      return names;
    }

    String path(String member) {
      return in.pathOf(member);
    }
  }

  private DirectoryCheck(Findings findings, boolean isRoot) {
    this.findings = findings;
    this.isRoot = isRoot;
  }

  /// @param isRoot whether this is where clients begin, so that everything has to be reachable
  static void check(Members document, boolean isRoot) {
    var check = new DirectoryCheck(document.findings(), isRoot);
    var meta = document.optionalObject("meta", "RFC 7285 §8.4.1");
    meta.flatMap(in -> in.optionalObject("cost-types", ENCODING)).ifPresent(check::costTypes);
    document.object("resources", ENCODING).ifPresent(check::resources);
    check.entries.values().forEach(check::entry);
    check.defaultMap(meta);
    check.closure();
  }

  private void costTypes(Members in) {
    for (var name : in.object().propertyNames()) {
      in.object(name, ENCODING)
          .flatMap(MetaCheck::costType)
          .ifPresent(type -> types.put(name, type));
    }
  }

  private void resources(Members in) {
    for (var id : in.object().propertyNames()) {
      if (!Names.isResourceId(id)) {
        findings.error(in.pathOf(id), "RFC 7285 §10.2", "no resource id: '" + id + "'");
      }
      var entry = in.object(id, ENCODING);
      if (entry.isEmpty()) continue;
      entry.get().text("uri", ENCODING).ifPresent(uri -> uri(entry.get(), uri));
      var type = entry.get().text("media-type", ENCODING);
      var accepts = entry.get().optionalText("accepts", ENCODING);
      entry.get().optionalObject("capabilities", ENCODING);
      var uses = new ArrayList<String>();
      entry
          .get()
          .array("uses", ENCODING, false)
          .ifPresent(
              all -> {
                for (JsonNode each : all) uses.add(each.asString(""));
              });
      if (type.isPresent()) {
        delegates |= type.get().equals(MediaTypes.DIRECTORY);
        entries.put(id, new Entry(entry.get(), type.get(), accepts, uses));
      }
    }
  }

  private void uri(Members entry, String text) {
    try {
      var uri = URI.create(text);
      if (uri.isAbsolute() && !List.of("http", "https").contains(uri.getScheme())) {
        findings.error(entry.pathOf("uri"), ENCODING, "expected http or https, found " + text);
      }
    } catch (IllegalArgumentException e) {
      findings.error(entry.pathOf("uri"), ENCODING, "no URI: " + text);
    }
  }

  private void entry(Entry entry) {
    for (var id : entry.uses()) {
      if (entries.containsKey(id)) continue;
      if (entry.mediaType().equals(MediaTypes.DIRECTORY)) continue;
      findings.error(entry.path("uses"), "RFC 7285 §9.1.5", "no resource '" + id + "' is here");
    }
    var wanted = ACCEPTS.get(entry.mediaType());
    if (wanted != null && entry.accepts().isPresent() && !entry.accepts().get().equals(wanted)) {
      findings.error(
          entry.path("accepts"),
          "RFC 7285 §9.1.4",
          "expected %s, found %s".formatted(wanted, entry.accepts().get()));
    }
    switch (entry.mediaType()) {
      case MediaTypes.COST_MAP -> costMap(entry);
      case MediaTypes.ENDPOINT_COST -> {
        costTypeNames(entry, "RFC 7285 §11.5.1.4");
        usesNoMaps(entry);
      }
      case MediaTypes.ENDPOINT_PROPERTIES -> {
        if (entry.names("prop-types").isEmpty()) {
          findings.error(
              entry.path("capabilities/prop-types"), "RFC 7285 §11.4.1.4", "expected at least one");
        }
      }
      case MediaTypes.PROPERTY_MAP -> {
        if (!entry.in().object().path("capabilities").path("mappings").isObject()) {
          findings.error(
              entry.path("capabilities/mappings"), "RFC 9240 §7.4", "expected an object");
        }
      }
      default -> {}
    }
  }

  private void costMap(Entry entry) {
    boolean isWhole = entry.accepts().isEmpty();
    var names = costTypeNames(entry, isWhole ? "RFC 7285 §11.2.3.4" : "RFC 7285 §11.3.2.4");
    if (isWhole && names.size() > 1) {
      findings.error(
          entry.path("capabilities/cost-type-names"),
          "RFC 7285 §11.2.3.4",
          "expected one cost type of a cost map, found " + names.size());
    }
    if (networkMap(entry).isEmpty()) {
      findings.error(
          entry.path("uses"),
          "RFC 7285 §11.2.3.5",
          "expected the network map that its PIDs are of");
    }
  }

  private Optional<String> networkMap(Entry entry) {
    return entry.uses().stream()
        .filter(id -> entries.containsKey(id) && entries.get(id).is(MediaTypes.NETWORK_MAP, true))
        .findFirst();
  }

  private List<String> costTypeNames(Entry entry, String rule) {
    var names = entry.names("cost-type-names");
    var path = entry.path("capabilities/cost-type-names");
    if (names.isEmpty()) findings.error(path, rule, "expected at least one cost type");
    var all = new ArrayList<>(names);
    all.addAll(entry.names("testable-cost-type-names"));
    for (var name : all) {
      if (!types.containsKey(name)) {
        findings.error(path, rule, "'" + name + "' is not among the directory's cost types");
      }
    }
    CalendarCheck.promised(entry.in(), names);
    var capabilities = entry.in().object().path("capabilities");
    if (capabilities.path("cost-constraints").asBoolean(false)
        && capabilities.has("testable-cost-type-names")) {
      findings.error(
          entry.path("capabilities/testable-cost-type-names"),
          "RFC 8189 §4.1.1",
          "stands beside 'cost-constraints', which it is to stand instead of");
    }
    return names;
  }

  private void usesNoMaps(Entry entry) {
    for (var id : entry.uses()) {
      var used = entries.get(id);
      if (used == null) continue;
      if (used.mediaType().equals(MediaTypes.NETWORK_MAP)
          || used.mediaType().equals(MediaTypes.COST_MAP)) {
        findings.error(
            entry.path("uses"),
            "RFC 7285 §11.5.1.5",
            "an endpoint cost service uses no network or cost map, found '" + id + "'");
      }
    }
  }

  private void defaultMap(Optional<Members> meta) {
    var id = meta.flatMap(in -> in.optionalText("default-alto-network-map", ENCODING));
    if (id.isEmpty()) {
      if (isRoot) {
        findings.error(
            "meta/default-alto-network-map", ENCODING, "a root directory names its default map");
      }
      return;
    }
    var entry = entries.get(id.get());
    if (entry == null ? !delegates : !entry.is(MediaTypes.NETWORK_MAP, true)) {
      findings.error(
          "meta/default-alto-network-map", ENCODING, "'" + id.get() + "' is no network map here");
    }
  }

  /// What a server has to have; what others are asked for is not seen from here.
  private void closure() {
    var pairs = new HashSet<String>();
    var maps = new ArrayList<String>();
    var routed = new HashSet<String>();
    var properties = new HashSet<String>();
    entries.forEach(
        (id, entry) -> {
          if (entry.is(MediaTypes.NETWORK_MAP, true)) maps.add(id);
          properties.addAll(entry.names("prop-types"));
          if (!entry.is(MediaTypes.COST_MAP, true)) return;
          var map = networkMap(entry).orElse("");
          for (var name : entry.names("cost-type-names")) {
            var type = types.get(name);
            if (type == null) continue;
            if (type.metric().equals(CostType.ROUTING_COST)) routed.add(map);
            if (!pairs.add(map + " " + type.mode() + " " + type.metric())) {
              findings.error(
                  entry.path("capabilities/cost-type-names"),
                  "RFC 7285 §11.2.3.4",
                  "another cost map has the same costs of the same network map");
            }
          }
        });
    if (!isRoot || delegates) return;
    if (maps.isEmpty()) findings.error("resources", "RFC 7285 §11.2", "expected a network map");
    for (var map : maps) {
      if (!properties.contains(map + ".pid")) {
        findings.error(
            "resources",
            "RFC 7285 §11.4.1.4",
            "no endpoint property service has the property '" + map + ".pid'");
      }
    }
    if (routed.isEmpty()) {
      findings.error("resources", "RFC 7285 §6.1.1.1", "expected a cost map of routingcost");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.data.json.JsonValue.Items;
import dev.tocsin.dots.wire.data.json.JsonValue.Members;
import dev.tocsin.dots.wire.data.json.JsonValue.Text;
import dev.tocsin.dots.wire.data.json.Node.Strictness;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A plain patch (RFC 8040 §4.6.1): what it names is created or changed, the rest stays.
///
/// @param body as it came
record MergePatch(DataTarget.OfClient target, String body) implements DataRequest.Patch {

  private static final String MODULE = InstancePath.MODULE + ":";

  // RFC 7950 §7.9: of a choice only one case is there; a node of another one takes its place.
  private static final List<List<List<String>>> CHOICES =
      List.of(
          List.of(List.of("ipv4"), List.of("ipv6")),
          List.of(List.of("tcp"), List.of("udp"), List.of("icmp")),
          List.of(List.of("lower-port", "upper-port"), List.of("operator", "port")));

  private static final Map<String, String> LISTS =
      Map.of("alias", "aliases", "acl", "acls", "ace", "aces");

  @Override
  public DataBody onto(DataBody standing) {
    var limits = DataLimits.ANSWER;
    var before =
        JsonText.parse(JsonOutput.bytes(standing, ContentFilter.CONFIG), limits.bytesMax());
    var changes = JsonText.parse(bytes(), limits.bytesMax());
    var merged = merged(before, wrapped(changes));
    return new BodyReader(limits, Strictness.REQUEST).whole(target, merged);
  }

  @Override
  public byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  /// An entry of a list comes bare (RFC 8040 §4.5) or in its container.
  private static JsonValue wrapped(JsonValue json) {
    if (!(json instanceof Members(var values, var repeated)) || values.size() != 1) return json;
    var name = values.keySet().iterator().next();
    if (!name.startsWith(MODULE)) return json;
    var list = name.substring(MODULE.length());
    var container = LISTS.get(list);
    var value = values.get(name);
    if (container == null || value == null) return json;
    var below = new Members(Map.of(list, value), Optional.empty());
    return new Members(Map.of(MODULE + container, below), repeated);
  }

  private static JsonValue merged(JsonValue before, JsonValue change) {
    if (before instanceof Members one && change instanceof Members two) return members(one, two);
    if (before instanceof Items(var one) && change instanceof Items(var two)) {
      return new Items(items(one, two));
    }
    return change;
  }

  private static Members members(Members before, Members change) {
    var merged = new LinkedHashMap<>(before.values());
    change
        .values()
        .forEach(
            (name, value) -> {
              dropOtherCases(name, merged);
              var old = merged.get(name);
              merged.put(name, old == null ? value : merged(old, value));
            });
    return new Members(merged, change.repeated());
  }

  private static void dropOtherCases(String name, Map<String, JsonValue> members) {
    for (var choice : CHOICES) {
      if (choice.stream().noneMatch(each -> each.contains(name))) continue;
      for (var each : choice) {
        if (!each.contains(name)) each.forEach(members::remove);
      }
    }
  }

  /// Entries of a list are told apart by their names, those of a leaf-list by what they are.
  private static List<JsonValue> items(List<JsonValue> before, List<JsonValue> change) {
    var merged = new ArrayList<>(before);
    var places = new LinkedHashMap<JsonValue, Integer>();
    for (int i = 0; i < before.size(); i++) places.put(key(before.get(i)), i);
    for (var value : change) {
      var place = places.get(key(value));
      if (place == null) merged.add(value);
      else merged.set(place, merged(merged.get(place), value));
    }
    return merged;
  }

  private static JsonValue key(JsonValue value) {
    if (!(value instanceof Members(var values, _))) return value;
    return values.get("name") instanceof Text name ? name : value;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.data;

import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.match.Labelled;
import dev.tocsin.dots.wire.data.match.Matches;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Aliases and lists in words, property by property, with the words of the resource file.
public final class ResourceText {

  private ResourceText() {}

  public static Map<String, String> of(Alias alias) {
    return of(alias.target());
  }

  private static Map<String, String> of(Scope target) {
    var words = new LinkedHashMap<String, String>();
    put(words, "prefixes", target.prefixes());
    put(words, "ports", target.ports());
    put(words, "protocols", target.protocols());
    put(words, "names", target.fqdns());
    put(words, "uris", target.uris());
    return words;
  }

  private static void put(Map<String, String> words, String name, List<?> values) {
    if (values.isEmpty()) return;
    words.put(
        name, values.stream().map(Object::toString).sorted().collect(Collectors.joining(", ")));
  }

  public static Map<String, String> of(Acl list) {
    var words = new LinkedHashMap<String, String>();
    list.type().map(Labelled::label).ifPresent(type -> words.put("type", type));
    words.put("activation", list.activation().label());
    list.aces()
        .forEach(
            ace ->
                words.put(
                    "entry '" + ace.name() + "'", of(ace.actions()) + ": " + of(ace.matches())));
    return words;
  }

  /// `drop`, `accept`, `accept up to 1000 bytes/s`.
  public static String of(Actions actions) {
    return switch (actions) {
      case Actions.Drop _ -> "drop";
      case Actions.Accept(var rate) ->
          rate.map(
                  bytes ->
                      "accept up to " + bytes.stripTrailingZeros().toPlainString() + " bytes/s")
              .orElse("accept");
    };
  }

  /// `ipv4 source 192.0.2.0/24, tcp destination-port 80`.
  public static String of(Matches matches) {
    return MatchText.of(matches);
  }

  /// What is different, a line each; if only the order is, that.
  static List<String> difference(Map<String, String> before, Map<String, String> after) {
    var names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    var lines = new ArrayList<String>();
    for (var name : names) {
      var old = before.get(name);
      var now = after.get(name);
      if (now != null && now.equals(old)) continue;
      if (now == null) lines.add("- " + name + ": " + old);
      else if (old == null) lines.add((before.isEmpty() ? "" : "+ ") + name + ": " + now);
      else lines.add("~ " + name + ": " + old + " → " + now);
    }
    boolean isMoved =
        lines.isEmpty() && !List.copyOf(before.keySet()).equals(List.copyOf(names(after)));
    if (isMoved) lines.add("~ order: " + String.join(", ", names(after)));
    return lines;
  }

  private static List<String> names(Map<String, String> words) {
    return List.copyOf(words.keySet());
  }
}

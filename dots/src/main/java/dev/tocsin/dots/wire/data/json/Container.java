// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.data.json.Node.Strictness;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The members of an object. Whoever reads them takes each by its name, and what is left at the
/// {@link #end} is unknown.
final class Container {

  private static final Pattern IDENTIFIER =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_.-]*:)?[A-Za-z_][A-Za-z0-9_.-]*");

  private final JsonValue.Members members;
  private final Node node;
  private final Set<String> taken = new HashSet<>();

  Container(JsonValue.Members members, Node node) {
    this.members = members;
    this.node = node;
    // RFC 7951 §3 builds on I-JSON (RFC 7493 §2.3): a name stands once in an object.
    members
        .repeated()
        .ifPresent(
            name -> {
              throw DataRefusedException.at(
                  pathOf(name),
                  ErrorTag.INVALID_VALUE,
                  JsonValue.shown(name) + " is there more than once");
            });
  }

  InstancePath path() {
    return node.path();
  }

  Strictness strictness() {
    return node.strictness();
  }

  boolean has(String name) {
    return members.values().containsKey(name);
  }

  Optional<Node> take(String name) {
    taken.add(name);
    return Optional.ofNullable(members.values().get(name)).map(value -> child(name, value));
  }

  Node need(String name) {
    return take(name)
        .orElseThrow(
            () ->
                DataRefusedException.at(
                    path().child(name), ErrorTag.MISSING_ATTRIBUTE, "is missing"));
  }

  OptionalInt number(String name, int min, int max) {
    var member = take(name);
    return member.isEmpty() ? OptionalInt.empty() : OptionalInt.of(member.get().number(min, max));
  }

  OptionalLong uint32(String name) {
    var member = take(name);
    return member.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(member.get().number(0L, 0xFFFF_FFFFL));
  }

  /// A leaf that only servers write (`config false`).
  OptionalInt state(String name) {
    refuseState(name);
    return number(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  // RFC 8783 §7.2: a refresh comes with the read-only parameters stripped out.
  void refuseState(String name) {
    if (strictness() == Strictness.REQUEST && has(name)) {
      throw child(name, new JsonValue.Null()).invalid("is read-only and has no place in a request");
    }
  }

  /// A leaf-list, whose values differ (RFC 7950 §7.7).
  ///
  /// @param read makes one value of an item
  <T> List<T> leafList(String name, int max, Function<Node, T> read) {
    var values = new ArrayList<T>();
    var seen = new HashSet<T>();
    for (var item : items(name, max)) {
      var itemNode = new Node(item, valuePath(name, item), strictness());
      T value = read.apply(itemNode);
      if (!seen.add(value)) throw itemNode.invalid("is there more than once");
      values.add(value);
    }
    return values;
  }

  /// A list, whose entries differ in their key (RFC 7950 §7.8.2).
  <T> List<T> list(String name, String key, int max, Function<Container, T> read) {
    var entries = new ArrayList<T>();
    var seen = new HashSet<JsonValue>();
    for (var item : items(name, max)) {
      var entry = new Node(item, entryPath(name, key, item, entries.size()), strictness());
      var container = entry.container();
      boolean isNew = seen.add(container.need(key).value());
      entries.add(read.apply(container));
      container.end();
      if (!isNew) throw entry.invalid("is there more than once");
    }
    return entries;
  }

  private List<JsonValue> items(String name, int max) {
    var member = take(name);
    if (member.isEmpty()) return List.of();
    if (!(member.get().value() instanceof JsonValue.Items(var items))) {
      throw member.get().expected("an array");
    }
    if (items.size() > max) {
      throw member.get().invalid("expected at most " + max + " entries, found " + items.size());
    }
    return items;
  }

  private InstancePath valuePath(String name, JsonValue item) {
    var key = keyText(item);
    return key.isEmpty() ? path().child(name) : path().value(name, key);
  }

  private InstancePath entryPath(String name, String key, JsonValue item, int index) {
    var text =
        item instanceof JsonValue.Members(var values, _) && values.containsKey(key)
            ? keyText(values.get(key))
            : "";
    return text.isEmpty() ? path().position(name, index + 1) : path().entry(name, key, text);
  }

  /// @return empty if this cannot stand in a path
  private static String keyText(JsonValue value) {
    String text =
        switch (value) {
          case JsonValue.Text(var characters) -> characters;
          case JsonValue.Number(var digits) -> digits;
          default -> "";
        };
    boolean isShort = text.length() <= DataLimits.NAME_CHARS_MAX;
    return isShort && Node.isSound(text) && InstancePath.isWritable(text) ? text : "";
  }

  /// Refuses what nobody took.
  void end() {
    if (strictness() == Strictness.ANSWER) return;
    for (var name : members.values().keySet()) {
      if (!taken.contains(name)) {
        throw DataRefusedException.at(
            pathOf(name), ErrorTag.UNKNOWN_ELEMENT, JsonValue.shown(name) + " is not known here");
      }
    }
  }

  private Node child(String name, JsonValue value) {
    return new Node(value, path().child(name), strictness());
  }

  private InstancePath pathOf(String name) {
    return pathOf(path(), name);
  }

  /// That of the parent if the name could not stand in a path.
  static InstancePath pathOf(InstancePath parent, String name) {
    return IDENTIFIER.matcher(name).matches() ? parent.child(name) : parent;
  }
}

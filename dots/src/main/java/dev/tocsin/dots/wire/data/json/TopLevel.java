// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.data.json.Node.Strictness;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The outermost object of a body. RFC 7951 §4: its member has the name of its module in front, and
/// below that no name has.
///
/// @param parent of the member
record TopLevel(JsonValue json, InstancePath parent, Strictness strictness) {

  private static final String PREFIX = InstancePath.MODULE + ":";

  /// Whether a member of this name is there; for bodies that come in two forms.
  static boolean isWrapped(JsonValue json, String name) {
    return json instanceof JsonValue.Members(var values, _) && values.containsKey(PREFIX + name);
  }

  /// @return the parent with the only member, by its bare name
  Container only(String... names) {
    var expected = Stream.of(names).map(PREFIX::concat).toList();
    var text = expected.stream().collect(Collectors.joining(" or "));
    var node = new Node(json, parent, strictness);
    if (!(json instanceof JsonValue.Members members)) {
      throw node.expected("an object with " + text);
    }
    var container = new Container(members, node);
    var present = expected.stream().filter(container::has).toList();
    refuseOthers(members, expected, text);
    if (present.isEmpty()) {
      throw DataRefusedException.at(
          parent.child(names[0]), ErrorTag.MISSING_ATTRIBUTE, "expected " + text);
    }
    if (present.size() > 1) {
      throw container.need(present.get(1)).invalid("expected either " + text + ", found both");
    }
    String name = present.getFirst().substring(PREFIX.length());
    return stripped(name, container.need(present.getFirst()).value());
  }

  private void refuseOthers(JsonValue.Members members, List<String> expected, String text) {
    if (strictness == Strictness.ANSWER) return;
    for (var name : members.values().keySet()) {
      if (!expected.contains(name)) {
        throw DataRefusedException.at(
            Container.pathOf(parent, name),
            ErrorTag.UNKNOWN_ELEMENT,
            "expected " + text + ", found " + JsonValue.shown(name));
      }
    }
  }

  private Container stripped(String name, JsonValue value) {
    var members = new JsonValue.Members(Map.of(name, value), Optional.empty());
    return new Container(members, new Node(members, parent, strictness));
  }

  /// Below `dots-data`, which has no parent.
  static Container root(JsonValue json, Strictness strictness) {
    var node = new Node(json, InstancePath.ROOT, strictness);
    if (json instanceof JsonValue.Members(var values, _)) {
      var root = values.get(PREFIX + "dots-data");
      if (root != null) return new Node(root, InstancePath.ROOT, strictness).container();
    }
    throw node.expected("an object with " + PREFIX + "dots-data");
  }
}

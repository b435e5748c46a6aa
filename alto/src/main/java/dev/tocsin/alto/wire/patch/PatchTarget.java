// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.patch;

import dev.tocsin.base.bytes.WireException;
import java.util.Comparator;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A document while a patch alters it. A patch can copy a document into itself again and again, so
/// the values that it sets are bounded in number and depth.
final class PatchTarget {

  private static final int DEPTH_MAX = 64;
  private static final int VALUES_MAX = 4_000_000;
  // RFC 6902 §4.6: numbers are equal if their values are, however they are written.
  private static final Comparator<JsonNode> VALUES =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  private JsonNode root;
  private int values;

  /// @param root is altered
  PatchTarget(JsonNode root) {
    this.root = root;
  }

  JsonNode root() {
    return root;
  }

  JsonNode find(JsonPointer path) {
    var found = root.at(path);
    if (found.isMissingNode()) throw refused("expected a value", path);
    return found;
  }

  void test(JsonPointer path, JsonNode value) {
    if (!find(path).equals(VALUES, value)) throw refused("expected another value", path);
  }

  /// @return a value of its own, to stand at the path
  JsonNode copyOf(JsonPointer path, JsonNode value) {
    var depth = 0;
    for (var at = path; !at.matches(); at = at.tail()) depth++;
    weigh(path, value, depth);
    return value.deepCopy();
  }

  private void weigh(JsonPointer path, JsonNode value, int depth) {
    values++;
    if (depth > DEPTH_MAX) throw refused("expected at most " + DEPTH_MAX + " levels", path);
    if (values > VALUES_MAX) throw refused("expected at most " + VALUES_MAX + " values", path);
    for (var child : value) weigh(path, child, depth + 1);
  }

  void add(JsonPointer path, JsonNode value) {
    if (path.matches()) {
      root = value;
      return;
    }
    var last = path.last();
    switch (find(path.head())) {
      case ObjectNode object -> object.set(last.getMatchingProperty(), value);
      // RFC 6902 §4.1: before the element of that index, "-" is behind the last one.
      case ArrayNode array -> {
        var atEnd = last.getMatchingProperty().equals("-");
        var index = atEnd ? array.size() : last.getMatchingIndex();
        if (index < 0 || index > array.size()) throw refused("expected an index", path);
        array.insert(index, value);
      }
      default -> throw refused("expected an object or array around", path);
    }
  }

  void replace(JsonPointer path, JsonNode value) {
    find(path);
    if (!path.matches() && find(path.head()) instanceof ArrayNode array) {
      array.set(path.last().getMatchingIndex(), value);
    } else {
      add(path, value);
    }
  }

  void remove(JsonPointer path) {
    find(path);
    if (path.matches()) throw refused("expected to keep the document", path);
    var last = path.last();
    switch (find(path.head())) {
      case ObjectNode object -> object.remove(last.getMatchingProperty());
      case ArrayNode array -> array.remove(last.getMatchingIndex());
      default -> throw refused("expected an object or array around", path);
    }
  }

  private static WireException refused(String complaint, JsonPointer path) {
    return new WireException("JSON patch: " + complaint + " at '" + path + "'");
  }
}

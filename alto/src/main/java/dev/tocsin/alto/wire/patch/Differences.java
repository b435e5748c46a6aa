// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.patch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What differs between two documents, as operations of a JSON patch.
final class Differences {

  private final List<PatchOperation> operations = new ArrayList<>();

  private Differences() {}

  static List<PatchOperation> between(JsonNode before, JsonNode after) {
    var differences = new Differences();
    differences.compare(JsonPointer.empty(), before, after);
    return differences.operations;
  }

  private void compare(JsonPointer path, JsonNode before, JsonNode after) {
    if (before.equals(after)) return;
    if (before instanceof ObjectNode had && after instanceof ObjectNode wanted) {
      compareMembers(path, had, wanted);
    } else if (before instanceof ArrayNode had && after instanceof ArrayNode wanted) {
      compareElements(path, had, wanted);
    } else {
      operations.add(new PatchOperation.Replace(path, after));
    }
  }

  private void compareMembers(JsonPointer path, ObjectNode before, ObjectNode after) {
    for (var name : before.propertyNames()) {
      if (!after.has(name)) operations.add(new PatchOperation.Remove(path.appendProperty(name)));
    }
    for (var member : after.properties()) {
      var at = path.appendProperty(member.getKey());
      var old = before.get(member.getKey());
      if (old == null) {
        operations.add(new PatchOperation.Add(at, member.getValue()));
      } else {
        compare(at, old, member.getValue());
      }
    }
  }

  // A list of prefixes loses some and gains some, the rest keeps its order: that is told element by
  // element, unless the whole list is shorter.
  private void compareElements(JsonPointer path, ArrayNode before, ArrayNode after) {
    var whole = List.<PatchOperation>of(new PatchOperation.Replace(path, after));
    var had = elements(before);
    var wanted = elements(after);
    var keptOfOld = common(had, new HashSet<>(wanted));
    var keptInNew = common(wanted, new HashSet<>(had));
    if (!keptOfOld.equals(keptInNew)) {
      operations.addAll(whole);
      return;
    }
    var edits = new ArrayList<PatchOperation>();
    var stays = new HashSet<>(keptOfOld);
    // From behind, so that no removal shifts another.
    for (var index = had.size() - 1; index >= 0; index--) {
      if (!stays.contains(had.get(index))) {
        edits.add(new PatchOperation.Remove(path.appendIndex(index)));
      }
    }
    for (var index = 0; index < wanted.size(); index++) {
      if (!stays.contains(wanted.get(index))) {
        edits.add(new PatchOperation.Add(path.appendIndex(index), wanted.get(index)));
      }
    }
    operations.addAll(chars(edits) < chars(whole) ? edits : whole);
  }

  private static List<JsonNode> elements(ArrayNode array) {
    return array.valueStream().toList();
  }

  private static List<JsonNode> common(List<JsonNode> elements, Set<JsonNode> others) {
    return elements.stream().filter(others::contains).toList();
  }

  private static long chars(List<PatchOperation> operations) {
    return PatchText.json(new JsonPatch(operations)).toString().length();
  }
}

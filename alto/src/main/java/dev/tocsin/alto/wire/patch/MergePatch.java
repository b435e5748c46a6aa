// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.patch;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON merge patch (RFC 7396): short for changes of single members, unable to set one to null.
/// Nothing that is handed in is altered; what did not change is shared with what comes out.
public final class MergePatch {

  private MergePatch() {}

  public static JsonNode apply(JsonNode target, JsonNode patch) {
    // RFC 7396 §2: what is no object replaces the target as a whole.
    if (!(patch instanceof ObjectNode changes)) return patch;
    var merged = new ObjectNode(JsonNodeFactory.instance);
    if (target instanceof ObjectNode object) merged.setAll(object);
    for (var change : changes.properties()) {
      var name = change.getKey();
      if (change.getValue().isNull()) {
        merged.remove(name);
      } else {
        var before = merged.get(name);
        merged.set(name, apply(before == null ? NullNode.instance : before, change.getValue()));
      }
    }
    return merged;
  }

  /// The least patch that makes `after` of `before`; empty if there is none, because a member of an
  /// object becomes null (RFC 8895 §6.3: JSON patch has to be used then).
  public static Optional<JsonNode> between(JsonNode before, JsonNode after) {
    if (!(after instanceof ObjectNode wanted)) return Optional.of(after);
    var had =
        before instanceof ObjectNode object ? object : new ObjectNode(JsonNodeFactory.instance);
    var patch = new ObjectNode(JsonNodeFactory.instance);
    for (var name : had.propertyNames()) {
      if (!wanted.has(name)) patch.putNull(name);
    }
    for (var member : wanted.properties()) {
      var old = had.get(member.getKey());
      if (member.getValue().equals(old)) continue;
      var change = ofMember(old, member.getValue());
      if (change.isEmpty()) return Optional.empty();
      patch.set(member.getKey(), change.get());
    }
    return Optional.of(patch);
  }

  private static Optional<JsonNode> ofMember(@Nullable JsonNode before, JsonNode after) {
    if (after.isNull()) return Optional.empty();
    return between(before == null ? NullNode.instance : before, after);
  }
}

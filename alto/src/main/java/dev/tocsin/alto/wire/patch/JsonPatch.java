// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.patch;

import dev.tocsin.base.bytes.WireException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// JSON patch (RFC 6902): says every change there is, elements of arrays and nulls too.
public record JsonPatch(List<PatchOperation> operations) {

  public JsonPatch {
    operations = List.copyOf(operations);
  }

  /// The patch that makes `after` of `before`, with no more than what differs.
  public static JsonPatch between(JsonNode before, JsonNode after) {
    return new JsonPatch(Differences.between(before, after));
  }

  /// All operations or none: the document that is handed in stays as it is.
  ///
  /// @throws WireException if an operation does not fit the document, or a test fails
  public JsonNode apply(JsonNode document) {
    var target = new PatchTarget(document.deepCopy());
    for (var operation : operations) step(target, operation);
    return target.root();
  }

  private static void step(PatchTarget target, PatchOperation operation) {
    switch (operation) {
      case PatchOperation.Add(var path, var value) -> target.add(path, target.copyOf(path, value));
      case PatchOperation.Remove(var path) -> target.remove(path);
      case PatchOperation.Replace(var path, var value) ->
          target.replace(path, target.copyOf(path, value));
      case PatchOperation.Copy(var from, var path) ->
          target.add(path, target.copyOf(path, target.find(from)));
      case PatchOperation.Move(var from, var path) -> {
        // RFC 6902 §4.4: a move onto itself changes nothing.
        var moved = target.copyOf(path, target.find(from));
        if (from.equals(path)) return;
        target.remove(from);
        target.add(path, moved);
      }
      case PatchOperation.Test(var path, var value) -> target.test(path, value);
    }
  }
}

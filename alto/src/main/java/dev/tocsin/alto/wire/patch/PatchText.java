// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.patch;

import dev.tocsin.base.bytes.WireException;
import java.util.ArrayList;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON patch as JSON (RFC 6902 §3, §4).
public final class PatchText {

  private static final int OPERATIONS_MAX = 1_000_000;

  private PatchText() {}

  /// @throws WireException with the index of the operation that is not right
  public static JsonPatch read(JsonNode patch) {
    if (!patch.isArray()) throw new WireException("JSON patch: expected an array");
    if (patch.size() > OPERATIONS_MAX) {
      throw new WireException("JSON patch: expected at most " + OPERATIONS_MAX + " operations");
    }
    var operations = new ArrayList<PatchOperation>(patch.size());
    for (var operation : patch) {
      try {
        operations.add(operation(operation));
      } catch (IllegalArgumentException e) {
        throw new WireException(
            "JSON patch: operation " + operations.size() + ": " + e.getMessage());
      }
    }
    return new JsonPatch(operations);
  }

  private static PatchOperation operation(JsonNode in) {
    var path = pointer(in, "path");
    return switch (text(in, "op")) {
      case "add" -> new PatchOperation.Add(path, value(in));
      case "remove" -> new PatchOperation.Remove(path);
      case "replace" -> new PatchOperation.Replace(path, value(in));
      case "move" -> new PatchOperation.Move(pointer(in, "from"), path);
      case "copy" -> new PatchOperation.Copy(pointer(in, "from"), path);
      case "test" -> new PatchOperation.Test(path, value(in));
      default -> throw new IllegalArgumentException("op is '" + text(in, "op") + "'");
    };
  }

  private static JsonPointer pointer(JsonNode in, String name) {
    return JsonPointer.compile(text(in, name));
  }

  private static String text(JsonNode in, String name) {
    var member = in.get(name);
    if (member == null || !member.isString()) {
      throw new IllegalArgumentException("expected a string '" + name + "'");
    }
    return member.stringValue();
  }

  private static JsonNode value(JsonNode in) {
    var value = in.get("value");
    if (value == null) throw new IllegalArgumentException("expected 'value'");
    return value;
  }

  public static JsonNode json(JsonPatch patch) {
    var array = new ArrayNode(JsonNodeFactory.instance);
    for (var operation : patch.operations()) array.add(json(operation));
    return array;
  }

  private static ObjectNode json(PatchOperation operation) {
    return switch (operation) {
      case PatchOperation.Add(var path, var value) -> json("add", path).set("value", value);
      case PatchOperation.Remove(var path) -> json("remove", path);
      case PatchOperation.Replace(var path, var value) -> json("replace", path).set("value", value);
      case PatchOperation.Move(var from, var path) ->
          json("move", path).put("from", from.toString());
      case PatchOperation.Copy(var from, var path) ->
          json("copy", path).put("from", from.toString());
      case PatchOperation.Test(var path, var value) -> json("test", path).set("value", value);
    };
  }

  private static ObjectNode json(String name, JsonPointer path) {
    return new ObjectNode(JsonNodeFactory.instance).put("op", name).put("path", path.toString());
  }
}

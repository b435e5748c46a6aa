// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.patch;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// One step of a JSON patch (RFC 6902 §4).
public sealed interface PatchOperation {

  record Add(JsonPointer path, JsonNode value) implements PatchOperation {}

  record Remove(JsonPointer path) implements PatchOperation {}

  record Replace(JsonPointer path, JsonNode value) implements PatchOperation {}

  record Move(JsonPointer from, JsonPointer path) implements PatchOperation {
    public Move {
      // RFC 6902 §4.4: nothing moves into itself.
      if (!from.equals(path) && path.toString().startsWith(from + "/")) {
        throw new IllegalArgumentException("'" + from + "' cannot move to '" + path + "'");
      }
    }
  }

  record Copy(JsonPointer from, JsonPointer path) implements PatchOperation {}

  record Test(JsonPointer path, JsonNode value) implements PatchOperation {}
}

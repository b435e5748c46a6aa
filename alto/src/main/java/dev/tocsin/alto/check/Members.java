// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One object of a document under check: asks for its members, and finds fault with those that are
/// missing or of another type.
record Members(JsonNode object, String path, Findings findings) {

  String pathOf(String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  Optional<Members> object(String name, String rule) {
    return typed(name, rule, "an object", true)
        .map(node -> new Members(node, pathOf(name), findings));
  }

  Optional<Members> optionalObject(String name, String rule) {
    return typed(name, rule, "an object", false)
        .map(node -> new Members(node, pathOf(name), findings));
  }

  Optional<String> text(String name, String rule) {
    return typed(name, rule, "a string", true).map(JsonNode::stringValue);
  }

  Optional<String> optionalText(String name, String rule) {
    return typed(name, rule, "a string", false).map(JsonNode::stringValue);
  }

  Optional<JsonNode> array(String name, String rule, boolean isRequired) {
    return typed(name, rule, "an array", isRequired);
  }

  private Optional<JsonNode> typed(String name, String rule, String type, boolean isRequired) {
    @Nullable JsonNode node = object.get(name);
    if (node == null) {
      if (isRequired) findings.error(pathOf(name), rule, "expected " + type + ", found nothing");
      return Optional.empty();
    }
    if (is(type, node)) return Optional.of(node);
    findings.error(pathOf(name), rule, "expected " + type + ", found " + Findings.shown(node));
    return Optional.empty();
  }

  private static boolean is(String type, JsonNode node) {
    return switch (type) {
      case "an object" -> node.isObject();
      case "an array" -> node.isArray();
      default -> node.isString();
    };
  }
}

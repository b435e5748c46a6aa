// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Holds what a server says against its own description: as much of JSON Schema as that uses.
public final class OpenApi {

  private final JsonNode document;
  private final Set<String> asked = new TreeSet<>();

  public OpenApi(JsonNode document) {
    this.document = document;
  }

  /// What does not stand in the description.
  public List<String> faults(String method, String path, int status, String type, JsonNode body) {
    var template = template(path);
    var operation = document.path("paths").path(template).path(method.toLowerCase());
    if (operation.isMissingNode()) return List.of("no " + method + " " + template);
    asked.add(method + " " + template);
    var response = operation.path("responses").path(Integer.toString(status));
    if (response.isMissingNode())
      return List.of("no " + status + " for " + method + " " + template);
    var schema = response.path("content").path(type).path("schema");
    if (schema.isMissingNode()) return List.of("no " + type + " in " + status + " of " + template);
    var faults = new ArrayList<String>();
    check(schema, body, "", faults);
    return faults;
  }

  /// Operations of the description that nobody has asked for so far.
  public Set<String> unasked() {
    var left = new TreeSet<String>();
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().propertyNames()) {
        if (!operation.equals("parameters"))
          left.add(operation.toUpperCase() + " " + path.getKey());
      }
    }
    left.removeAll(asked);
    return left;
  }

  private String template(String path) {
    var bare = path.replaceAll("\\?.*", "");
    for (var template : document.path("paths").propertyNames()) {
      var pattern =
          Pattern.compile("\\{[a-z]+\\}")
              .splitAsStream(template)
              .map(Pattern::quote)
              .collect(Collectors.joining("[^/]+"));
      if (template.endsWith("}")) pattern += "[^/]+";
      if (bare.matches(pattern)) return template;
    }
    return bare;
  }

  private void check(JsonNode schema, JsonNode value, String at, List<String> faults) {
    if (schema.has("$ref")) {
      var name = schema.path("$ref").asString().replaceAll(".*/", "");
      check(document.path("components").path("schemas").path(name), value, at, faults);
      return;
    }
    if (schema.has("enum") && !contains(schema.path("enum"), value)) faults.add(at + ": " + value);
    if (schema.has("type") && !isOf(schema.path("type"), value)) {
      faults.add(at + ": expected " + schema.path("type") + ", found " + value);
      return;
    }
    if (schema.has("pattern") && !value.asString().matches(schema.path("pattern").asString())) {
      faults.add(at + ": " + value + " is not " + schema.path("pattern"));
    }
    if (value.isArray()) {
      for (var item : value) check(schema.path("items"), item, at + "[]", faults);
    }
    if (value.isObject() && schema.has("properties")) members(schema, value, at, faults);
  }

  private void members(JsonNode schema, JsonNode value, String at, List<String> faults) {
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      var known = schema.path("properties").path(member.getKey());
      if (known.isMissingNode()) faults.add(at + "." + member.getKey() + " is not described");
      else check(known, member.getValue(), at + "." + member.getKey(), faults);
    }
    for (var required : schema.path("required")) {
      if (!value.has(required.asString())) faults.add(at + "." + required.asString() + " lacks");
    }
  }

  private static boolean contains(JsonNode all, JsonNode value) {
    for (var each : all) if (each.equals(value)) return true;
    return false;
  }

  private static boolean isOf(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      for (var each : type) if (isOf(each, value)) return true;
      return false;
    }
    return switch (type.asString()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> throw new AssertionError("unknown type " + type);
    };
  }
}

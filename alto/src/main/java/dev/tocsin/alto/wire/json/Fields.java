// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.json;

import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// The members of one JSON object in a message. Members that nobody asks for are ignored (RFC 7285
/// §8.3.7); what is asked for and is not right is refused with its path (RFC 7285 §8.5.2).
public final class Fields {

  private static final int SHOWN_CHARS_MAX = 200;

  private final JsonNode object;
  private final String path;

  private Fields(JsonNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /// @throws AltoRefusedException `E_SYNTAX` if this is not JSON or not an object
  public static Fields parse(JsonText reader, byte[] text) {
    var node = reader.parse(text);
    if (!node.isObject()) {
      throw new AltoRefusedException(
          AltoError.syntax("expected a JSON object, found " + kind(node)));
    }
    return new Fields(node, "");
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case OBJECT -> "an object";
      case BINARY, MISSING, POJO -> "nothing";
    };
  }

  /// Where the member stands in the message.
  public String pathOf(String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  public boolean has(String name) {
    return object.has(name);
  }

  public List<String> names() {
    return List.copyOf(object.propertyNames());
  }

  public String text(String name) {
    return required(name, this::optionalText);
  }

  public Optional<String> optionalText(String name) {
    return member(name, JsonNode::isString).map(JsonNode::stringValue);
  }

  public boolean flag(String name, boolean otherwise) {
    return member(name, JsonNode::isBoolean).map(JsonNode::booleanValue).orElse(otherwise);
  }

  public List<String> texts(String name) {
    return required(name, this::optionalTexts);
  }

  public Optional<List<String>> optionalTexts(String name) {
    return items(name, JsonNode::isString, JsonNode::stringValue);
  }

  public Optional<List<Boolean>> optionalFlags(String name) {
    return items(name, JsonNode::isBoolean, JsonNode::booleanValue);
  }

  /// An array of arrays of strings.
  public Optional<List<List<String>>> optionalTextLists(String name) {
    return items(name, Fields::isTextList, Fields::textList);
  }

  public Fields object(String name) {
    return required(name, this::optionalObject);
  }

  public Optional<Fields> optionalObject(String name) {
    return member(name, JsonNode::isObject).map(node -> new Fields(node, pathOf(name)));
  }

  /// An array of objects; their paths are the array's own, since RFC 7285 has no notation for an
  /// element.
  public Optional<List<Fields>> optionalObjects(String name) {
    return items(name, JsonNode::isObject, node -> new Fields(node, pathOf(name)));
  }

  /// An object whose members are objects, in their order.
  public Optional<Map<String, Fields>> optionalObjectMap(String name) {
    return optionalObject(name)
        .map(
            members -> {
              var objects = new LinkedHashMap<String, Fields>();
              for (var each : members.names()) objects.put(each, members.object(each));
              return objects;
            });
  }

  /// The member as it came, of any type.
  public Optional<JsonNode> json(String name) {
    return Optional.ofNullable(object.get(name));
  }

  /// The whole object as it came.
  public JsonNode json() {
    return object;
  }

  /// @param value what came, as text
  public AltoRefusedException invalid(String name, String value) {
    return new AltoRefusedException(AltoError.value(pathOf(name), shown(value)));
  }

  private <T> T required(String name, Function<String, Optional<T>> read) {
    return read.apply(name)
        .orElseThrow(() -> new AltoRefusedException(AltoError.missing(pathOf(name))));
  }

  private Optional<JsonNode> member(String name, Predicate<JsonNode> isRight) {
    var node = object.get(name);
    if (node == null) return Optional.empty();
    if (!isRight.test(node)) throw new AltoRefusedException(AltoError.type(pathOf(name)));
    return Optional.of(node);
  }

  // RFC 7285 §8.5.2: an element of the wrong type is an invalid value of its array.
  private <T> Optional<List<T>> items(
      String name, Predicate<JsonNode> isRight, Function<JsonNode, T> read) {
    return member(name, JsonNode::isArray)
        .map(
            array -> {
              var items = new ArrayList<T>(array.size());
              for (var item : array) {
                if (!isRight.test(item)) throw invalid(name, item.toString());
                items.add(read.apply(item));
              }
              return List.copyOf(items);
            });
  }

  private static boolean isTextList(JsonNode node) {
    return node.isArray() && node.valueStream().allMatch(JsonNode::isString);
  }

  private static List<String> textList(JsonNode node) {
    return node.valueStream().map(JsonNode::stringValue).toList();
  }

  private static String shown(String value) {
    return value.length() <= SHOWN_CHARS_MAX ? value : value.substring(0, SHOWN_CHARS_MAX) + "…";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.control;

import dev.tocsin.base.bytes.WireException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Members of the JSON objects on a control socket. Each reading throws {@link WireException} that
/// names the member.
public final class OrderMembers {

  private OrderMembers() {}

  /// What every order is.
  public static ObjectNode object(JsonNode order) {
    if (order instanceof ObjectNode object) return object;
    throw new WireException("expected a JSON object with 'command'");
  }

  public static JsonNode member(ObjectNode object, String name) {
    var node = object.get(name);
    if (node == null) throw new WireException("'" + name + "' is missing");
    return node;
  }

  public static String string(ObjectNode object, String name) {
    return text(member(object, name), name);
  }

  /// @param name of the member that the node is of
  public static String text(JsonNode node, String name) {
    if (!node.isString() || node.stringValue().isEmpty()) {
      throw new WireException(name + ": expected a text that is not empty");
    }
    return node.stringValue();
  }

  public static long number(ObjectNode object, String name) {
    var node = member(object, name);
    if (!node.isIntegralNumber()) {
      throw new WireException(name + ": expected a whole number, not " + node);
    }
    return node.longValue();
  }

  public static boolean bool(ObjectNode object, String name) {
    var node = member(object, name);
    if (!node.isBoolean()) throw new WireException(name + ": expected true or false, not " + node);
    return node.booleanValue();
  }

  /// Refuses an order with other members than these and `command`.
  public static void only(ObjectNode order, String... known) {
    var all = new HashSet<>(List.of(known));
    all.add("command");
    only(order, all);
  }

  public static void only(ObjectNode object, Set<String> known) {
    for (var name : object.propertyNames()) {
      if (!known.contains(name)) throw new WireException("unknown member '" + name + "'");
    }
  }
}

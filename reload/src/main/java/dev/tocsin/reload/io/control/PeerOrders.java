// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.control;

import static dev.tocsin.base.control.OrderMembers.bool;
import static dev.tocsin.base.control.OrderMembers.number;
import static dev.tocsin.base.control.OrderMembers.only;
import static dev.tocsin.base.control.OrderMembers.string;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.control.OrderMembers;
import dev.tocsin.reload.io.control.PeerOrder.Which;
import java.time.Duration;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Orders of the control socket: one JSON object each. `docs/running.md` shows every one of them.
public final class PeerOrders {

  private static final Duration LIFETIME = Duration.ofDays(1);

  private PeerOrders() {}

  /// @throws WireException if the object is no order; the message names the member
  public static PeerOrder read(JsonNode node) {
    var order = OrderMembers.object(node);
    var command = string(order, "command");
    try {
      return switch (command) {
        case "status" -> bare(order, new PeerOrder.Status());
        case "leave" -> bare(order, new PeerOrder.Leave());
        case "ping" -> new PeerOrder.Ping(placed(order));
        case "trace" -> new PeerOrder.Trace(placed(order));
        case "store" -> store(order);
        case "fetch" -> {
          only(order, "place", "kind", "index", "key", "all");
          yield new PeerOrder.Fetch(place(order), string(order, "kind"), which(order));
        }
        case "remove" -> {
          only(order, "place", "kind", "index", "key", "all");
          yield new PeerOrder.Remove(place(order), string(order, "kind"), which(order));
        }
        case "find" -> {
          only(order, "place", "kind");
          yield new PeerOrder.Find(place(order), string(order, "kind"));
        }
        default ->
            throw new WireException(
                "unknown command '%s'; known: status, ping, trace, store, fetch, remove, find, leave"
                    .formatted(command));
      };
    } catch (IllegalArgumentException e) {
      throw new WireException(command + ": " + e.getMessage(), e);
    }
  }

  private static PeerOrder bare(ObjectNode order, PeerOrder read) {
    only(order);
    return read;
  }

  private static Place placed(ObjectNode order) {
    only(order, "place");
    return place(order);
  }

  private static Place place(ObjectNode order) {
    return new Place(string(order, "place"));
  }

  private static PeerOrder store(ObjectNode order) {
    only(order, "place", "kind", "index", "key", "value", "lifetime");
    var lifetime = order.has("lifetime") ? Duration.ofSeconds(number(order, "lifetime")) : LIFETIME;
    return new PeerOrder.Store(
        place(order), string(order, "kind"), which(order), hex(order, "value"), lifetime);
  }

  private static Which which(ObjectNode order) {
    if (Stream.of("index", "key", "all").filter(order::has).count() > 1) {
      throw new WireException("only one of 'index', 'key' and 'all' can be said");
    }
    if (order.has("index")) return new Which.Index(index(number(order, "index")));
    if (order.has("key")) return new Which.Key(hex(order, "key"));
    return order.has("all") && bool(order, "all") ? new Which.All() : new Which.Usual();
  }

  private static int index(long number) {
    if (number >= 0 && number <= Integer.MAX_VALUE) return (int) number;
    throw new WireException("index " + number);
  }

  private static Bytes hex(ObjectNode order, String name) {
    var node = OrderMembers.member(order, name);
    try {
      if (node.isString()) return Bytes.parse(node.stringValue());
    } catch (IllegalArgumentException e) {
      throw new WireException(name + ": " + e.getMessage(), e);
    }
    throw new WireException(name + ": expected bytes in hexadecimal");
  }

  /// The form that {@link #read} takes.
  public static ObjectNode write(PeerOrder order) {
    return switch (order) {
      case PeerOrder.Status() -> object("status");
      case PeerOrder.Leave() -> object("leave");
      case PeerOrder.Ping(var to) -> at("ping", to);
      case PeerOrder.Trace(var to) -> at("trace", to);
      case PeerOrder.Store(var at, var kind, var which, var value, var lifetime) ->
          which(at("store", at).put("kind", kind), which)
              .put("value", value.hex())
              .put("lifetime", lifetime.toSeconds());
      case PeerOrder.Fetch(var at, var kind, var which) ->
          which(at("fetch", at).put("kind", kind), which);
      case PeerOrder.Remove(var at, var kind, var which) ->
          which(at("remove", at).put("kind", kind), which);
      case PeerOrder.Find(var from, var kind) -> at("find", from).put("kind", kind);
    };
  }

  private static ObjectNode object(String command) {
    return JsonNodeFactory.instance.objectNode().put("command", command);
  }

  private static ObjectNode at(String command, Place place) {
    return object(command).put("place", place.text());
  }

  private static ObjectNode which(ObjectNode order, Which which) {
    switch (which) {
      case Which.Usual() -> {}
      case Which.Index(var index) -> order.put("index", index);
      case Which.Key(var key) -> order.put("key", key.hex());
      case Which.All() -> order.put("all", true);
    }
    return order;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.json;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/// The members of a JSON object, by name. Most may be missing, which stands for nothing, zero or an
/// empty list; what has another type, and what was never asked for, is a {@link WireException} that
/// says where.
final class Members {

  private static final BigInteger U64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final JsonNode node;
  private final String path;
  private final Set<String> known = new HashSet<>();

  Members(JsonNode node, String path) {
    if (!node.isObject()) throw wrong(path, "an object", node);
    this.node = node;
    this.path = path;
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  private Optional<JsonNode> find(String name) {
    known.add(name);
    return node.optional(name);
  }

  String text(String name) {
    return find(name).map(found -> text(found, at(name))).orElse("");
  }

  private static String text(JsonNode found, String at) {
    if (!found.isString()) throw wrong(at, "a string", found);
    return found.stringValue();
  }

  boolean flag(String name, boolean otherwise) {
    return find(name)
        .map(
            found -> {
              if (!found.isBoolean()) throw wrong(at(name), "true or false", found);
              return found.booleanValue();
            })
        .orElse(otherwise);
  }

  long number(String name, long otherwise, long max) {
    return find(name).map(found -> number(found, at(name), max)).orElse(otherwise);
  }

  private static long number(JsonNode found, String at, long max) {
    if (!found.isIntegralNumber() || !found.canConvertToLong()) {
      throw wrong(at, "a whole number", found);
    }
    long number = found.longValue();
    if (number < -1 || number > max) throw wrong(at, "at most " + max, found);
    return number;
  }

  /// All 64 bits.
  long unsigned(String name) {
    var found = find(name);
    if (found.isEmpty()) return 0;
    if (!found.get().isIntegralNumber()) throw wrong(at(name), "a whole number", found.get());
    var number = found.get().bigIntegerValue();
    if (number.signum() < 0 || number.compareTo(U64_MAX) > 0) {
      throw wrong(at(name), "64 bits", found.get());
    }
    return number.longValue();
  }

  Bytes hex(String name) {
    return find(name).map(found -> hex(found, at(name))).orElse(Bytes.EMPTY);
  }

  private static Bytes hex(JsonNode found, String at) {
    try {
      return Bytes.parse(text(found, at));
    } catch (IllegalArgumentException e) {
      throw new WireException(at + ": expected pairs of hexadecimal digits", e);
    }
  }

  Id id(String name) {
    return find(name)
        .map(found -> id(found, at(name)))
        .orElseThrow(() -> new WireException(at(name) + ": expected an id, found nothing"));
  }

  private static Id id(JsonNode found, String at) {
    try {
      return Id.parse(text(found, at));
    } catch (WireException e) {
      throw new WireException(at + ": " + e.getMessage(), e);
    }
  }

  List<Id> ids(String name) {
    return list(name, Members::id);
  }

  List<Destination> route(String name) {
    return ids(name).stream().<Destination>map(Destination.Unresolved::new).toList();
  }

  List<Bytes> hexes(String name) {
    return list(name, Members::hex);
  }

  List<String> texts(String name) {
    return list(name, Members::text);
  }

  List<Long> numbers(String name, long max) {
    return list(name, (found, at) -> number(found, at, max));
  }

  Members object(String name) {
    return find(name)
        .map(found -> new Members(found, at(name)))
        .orElseThrow(() -> new WireException(at(name) + ": expected an object, found nothing"));
  }

  List<Members> objects(String name) {
    return list(name, Members::new);
  }

  private <T> List<T> list(String name, BiFunction<JsonNode, String, T> each) {
    var found = find(name);
    if (found.isEmpty()) return List.of();
    if (!found.get().isArray()) throw wrong(at(name), "a list", found.get());
    var items = new ArrayList<T>();
    for (var item : found.get()) items.add(each.apply(item, at(name) + "[" + items.size() + "]"));
    return items;
  }

  <E extends Enum<E>> E word(String name, Class<E> type, E otherwise) {
    return find(name).map(found -> word(found, at(name), type)).orElse(otherwise);
  }

  <E extends Enum<E>> List<E> words(String name, Class<E> type) {
    return list(name, (found, at) -> word(found, at, type));
  }

  private static <E extends Enum<E>> E word(JsonNode found, String at, Class<E> type) {
    var word = text(found, at);
    for (var value : type.getEnumConstants()) if (lower(value).equals(word)) return value;
    throw wrong(
        at,
        "one of " + List.of(type.getEnumConstants()).stream().map(Members::lower).toList(),
        found);
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// To be called when all was read.
  void end() {
    for (var name : node.propertyNames()) {
      if (!known.contains(name)) throw new WireException(at(name) + ": there is no such name");
    }
  }

  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  static WireException wrong(String at, String expected, JsonNode found) {
    var text = found.toString();
    var shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
    return new WireException("%s: expected %s, found %s".formatted(at, expected, shown));
  }
}

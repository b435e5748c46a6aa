// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.dots.mitigators.nftables.lists.ListPlan;
import dev.tocsin.dots.wire.data.Statistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// Reads what `nft list` prints.
final class Listing {

  private Listing() {}

  /// What an element counted.
  record Counted(long packets, long bytes) {
    static final Counted ZERO = new Counted(0, 0);

    Counted plus(Counted other) {
      return new Counted(packets + other.packets, bytes + other.bytes);
    }
  }

  /// Chains of one table, out of a listing of all of them.
  static Set<String> chains(String listing, String table) {
    return names("chain", listing, table);
  }

  /// Maps of one table, out of a listing of all of them.
  static Set<String> maps(String listing, String table) {
    return names("map", listing, table);
  }

  /// Sets of one table, out of a listing of all of them.
  static Set<String> sets(String listing, String table) {
    return names("set", listing, table);
  }

  private static Set<String> names(String kind, String listing, String table) {
    var names = new HashSet<String>();
    var ours = false;
    for (var line : (Iterable<String>) listing.lines()::iterator) {
      var words = line.strip().split(" ");
      if (words[0].equals("table")) ours = words.length > 2 && words[2].equals(table);
      if (ours && words[0].equals(kind)) names.add(words[1]);
    }
    return names;
  }

  /// Named counters with what they counted.
  static Map<String, Statistics> counters(String listing) {
    var counters = new HashMap<String, Statistics>();
    var name = "";
    for (var line : (Iterable<String>) listing.lines()::iterator) {
      var words = line.strip().split(" ");
      if (words[0].equals("counter")) name = words[1];
      if (!words[0].equals("packets")) continue;
      counters.put(name, Statistics.of(Long.parseLong(words[1]), Long.parseLong(words[3])));
    }
    return counters;
  }

  /// Shapes whose sets stand.
  static Set<Shape> shapes(Set<String> chains) {
    var shapes = new TreeSet<Shape>();
    for (var chain : chains) {
      if (chain.startsWith("look")) shapes.add(Shape.parse(chain.substring("look".length())));
    }
    return shapes;
  }

  /// Elements of a listed set with what they counted.
  static Map<Element, Counted> set(Shape shape, String listing) {
    var set = new HashMap<Element, Counted>();
    elements(listing, (key, counted) -> set.put(Element.parse(shape, key), counted));
    return set;
  }

  /// Addresses or pairs of them in a listed set, as lists write them, with what they counted.
  static Map<String, Statistics> addresses(String listing) {
    var set = new HashMap<String, Statistics>();
    elements(
        listing,
        (key, counted) ->
            set.put(ListPlan.canonical(key), Statistics.of(counted.packets(), counted.bytes())));
    return set;
  }

  private static void elements(String listing, BiConsumer<String, Counted> into) {
    for (var line : (Iterable<String>) listing.lines()::iterator) {
      var text = line.strip();
      if (isOfElements(text)) elementsOf(text, into);
    }
  }

  // `elements = { a counter packets 0 bytes 0, b …` goes on over indented lines up to `}`.
  private static boolean isOfElements(String text) {
    if (text.startsWith("elements = {")) return true;
    var first = text.isEmpty() ? ' ' : text.charAt(0);
    var hex = first >= '0' && first <= '9' || first >= 'a' && first <= 'f' || first == ':';
    return hex && !text.startsWith("counter") && !text.startsWith("flags");
  }

  private static void elementsOf(String line, BiConsumer<String, Counted> into) {
    var open = line.indexOf('{');
    int from = open < 0 ? 0 : open + 1;
    while (from < line.length()) {
      int comma = line.indexOf(',', from);
      int end = comma < 0 ? line.length() : comma;
      var text = line.substring(from, end).strip();
      if (text.endsWith("}")) text = text.substring(0, text.length() - 1).strip();
      if (!text.isEmpty()) into.accept(key(text), counted(text));
      from = end + 1;
    }
  }

  private static String key(String element) {
    int end = element.length();
    for (var word : new String[] {" limit ", " counter"}) {
      int at = element.indexOf(word);
      if (at >= 0) end = Math.min(end, at);
    }
    return element.substring(0, end);
  }

  private static Counted counted(String element) {
    int at = element.indexOf("counter packets ");
    if (at < 0) return Counted.ZERO;
    int from = at + "counter packets ".length();
    int bytes = element.indexOf(" bytes ", from);
    return new Counted(
        Long.parseLong(element, from, bytes, 10),
        Long.parseLong(element, bytes + " bytes ".length(), element.length(), 10));
  }
}

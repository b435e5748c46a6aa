// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.mitigators.nftables.lists.Dispatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Writes what `nft -f` reads. Everything lies in one table of our own.
///
/// Sets of a bare shape: `g` guarded prefixes, `c` the same with what was dropped for them, `s`
/// with what the limit on connection requests dropped, `r` sources and their rates, `p` sources
/// that are being punished. Sets of other shapes: `d`, whose elements count. The chain `look` of a
/// shape holds its lookup; listing chains is quick however many elements there are, and tells which
/// shapes stand.
final class Script {

  // One `nft` run is one transaction, which must fit into the socket's send buffer: 425 KB where no
  // privilege over the machine allows more, and an entry with a limit and a counter takes 110
  // bytes.
  private static final int ENTRIES_PER_RUN = 2_500;

  private final String table;
  private final NftablesSettings settings;

  Script(String table, NftablesSettings settings) {
    this.table = table;
    this.settings = settings;
  }

  /// A chain that does nothing but say how the table was built.
  String signature() {
    var built = List.of(settings.hooks(), settings.priority(), settings.bare().sourcesMax());
    return "sig_%08x".formatted(("3" + built).hashCode());
  }

  /// Replaces whatever table there is by an empty one.
  String create() {
    var text = new StringBuilder("table inet %1$s {}\ndelete table inet %1$s\n".formatted(table));
    text.append("table inet %s {\n chain v4 {}\n chain v6 {}\n".formatted(table));
    text.append(" chain %s {}\n".formatted(Dispatch.CHAIN));
    text.append(" chain %s {}\n".formatted(signature()));
    for (var hook : settings.hooks()) {
      text.append(
          """
           chain %s {
            type filter hook %s priority %d
            policy accept
            jump %s
            meta nfproto ipv4 jump v4
            meta nfproto ipv6 jump v6
           }
          """
              .formatted(hook.keyword(), hook.keyword(), settings.priority(), Dispatch.CHAIN));
    }
    return text.append("}\n").toString();
  }

  /// Makes sets and rules for exactly these shapes.
  ///
  /// @param standing shapes whose sets are there already
  String shapes(Collection<Shape> wanted, Collection<Shape> standing) {
    var text = new StringBuilder("flush chain inet %1$s v4\n".formatted(table));
    text.append("flush chain inet %1$s v6\n".formatted(table));
    for (var shape : new TreeSet<>(wanted)) {
      if (!standing.contains(shape)) declare(shape, text);
      var family = shape.ipv4() ? "v4" : "v6";
      text.append("add rule inet %s %s jump look%s\n".formatted(table, family, shape.name()));
    }
    for (var shape : standing) if (!wanted.contains(shape)) remove(shape, text);
    return text.toString();
  }

  private String rule(Shape shape) {
    var key = masked(shape);
    var name = shape.name();
    return switch (shape.kind()) {
      case BARE -> key + " @g" + name + " jump guard" + name;
      case PROTOCOL -> key + " . meta l4proto @d" + name + " drop";
      case PORT -> key + " . meta l4proto . " + port(shape) + " @d" + name + " drop";
    };
  }

  private void declare(Shape shape, StringBuilder text) {
    var address = shape.ipv4() ? "ip daddr" : "ip6 daddr";
    var name = shape.name();
    var scoped =
        address + " . meta l4proto" + (shape.kind() == Shape.Kind.PORT ? " . th dport" : "");
    switch (shape.treatment()) {
      case Treatment.Drop _ -> declareSet("d" + name, scoped, "counter", text);
      case Treatment.Limit(var rate, var burst) ->
          declareSet("d" + name, scoped, limit(rate, burst) + "\n  counter", text);
      case Treatment.Guard guard -> declareGuard(shape, guard, text);
    }
    text.append("table inet %s {\n chain look%s {\n".formatted(table, name));
    text.append("  ").append(rule(shape)).append("\n }\n}\n");
  }

  private static String limit(int packetsPerSecond, int burst) {
    return "limit rate over %d/second burst %d packets".formatted(packetsPerSecond, burst);
  }

  private void declareGuard(Shape shape, Treatment.Guard guard, StringBuilder text) {
    var name = shape.name();
    var address = shape.ipv4() ? "ip daddr" : "ip6 daddr";
    var source = (shape.ipv4() ? "ip saddr . " : "ip6 saddr . ");
    declareSet("g" + name, address, "", text);
    declareSet("c" + name, address, "counter", text);
    if (guard.limitsSyn()) {
      var synLimit = limit(guard.synPerSecond(), guard.synPerSecond());
      declareSet("s" + name, address, synLimit + "\n  counter", text);
    }
    var sources = "size " + settings.bare().sourcesMax() + "\n  flags dynamic,timeout\n  timeout ";
    declareSet("r" + name, source + address, sources + "10s", text);
    if (guard.punishes()) {
      declareSet("p" + name, source + address, sources + guard.penaltySeconds() + "s", text);
    }
    text.append("table inet %s {\n chain drop%s {\n".formatted(table, name));
    text.append("  %s @c%s drop\n }\n chain guard%2$s {\n".formatted(masked(shape), name));
    guardRules(shape, guard).forEach(rule -> text.append("  ").append(rule).append('\n'));
    text.append(" }\n}\n");
  }

  private static List<String> guardRules(Shape shape, Treatment.Guard guard) {
    var name = shape.name();
    var pair = (shape.ipv4() ? "ip saddr . " : "ip6 saddr . ") + masked(shape);
    var punish = guard.punishes() ? "update @p%s { %s } ".formatted(name, pair) : "";
    var rules = new ArrayList<String>();
    if (guard.punishes()) rules.add("%s @p%s goto drop%2$s".formatted(pair, name));
    rules.add(
        "update @r%s { %s %s } %sgoto drop%1$s"
            .formatted(name, pair, limit(guard.packetsPerSecond(), guard.burst()), punish));
    if (guard.limitsSyn()) {
      rules.add("tcp flags & (syn | ack) == syn %s @s%s drop".formatted(masked(shape), name));
    }
    return rules;
  }

  private void declareSet(String name, String key, String more, StringBuilder text) {
    text.append("table inet %s {\n set %s {\n  typeof %s\n".formatted(table, name, key));
    if (!more.isEmpty()) text.append("  ").append(more).append('\n');
    text.append(" }\n}\n");
  }

  private void remove(Shape shape, StringBuilder text) {
    text.append("delete chain inet %s look%s\n".formatted(table, shape.name()));
    if (shape.kind() == Shape.Kind.BARE) {
      text.append("delete chain inet %s guard%s\n".formatted(table, shape.name()));
      text.append("delete chain inet %s drop%s\n".formatted(table, shape.name()));
    }
    for (var set : allSets(shape)) text.append("delete set inet %s %s\n".formatted(table, set));
  }

  private static String masked(Shape shape) {
    var address = shape.ipv4() ? "ip daddr" : "ip6 daddr";
    if (shape.length() == (shape.ipv4() ? 32 : 128)) return address;
    return address + " & " + mask(shape);
  }

  private static String mask(Shape shape) {
    var bytes = new byte[shape.ipv4() ? 4 : 16];
    for (int bit = 0; bit < shape.length(); bit++) bytes[bit / 8] |= (byte) (0x80 >> bit % 8);
    var text = Prefix.of(bytes, 8 * bytes.length).toString();
    return text.contains("/") ? text.substring(0, text.indexOf('/')) : text;
  }

  private static String port(Shape shape) {
    if (shape.portBits() == 16) return "th dport";
    return "th dport & 0x%04x".formatted(0xffff << (16 - shape.portBits()) & 0xffff);
  }

  /// Sets into which every element of the shape goes.
  private static List<String> elementSets(Shape shape) {
    return switch (shape.treatment()) {
      case Treatment.Drop _, Treatment.Limit _ -> List.of("d" + shape.name());
      case Treatment.Guard guard ->
          guard.limitsSyn()
              ? List.of("g" + shape.name(), "c" + shape.name(), "s" + shape.name())
              : List.of("g" + shape.name(), "c" + shape.name());
    };
  }

  /// The set that tells which elements of the shape stand: one transaction fills all of them.
  static String firstSet(Shape shape) {
    return elementSets(shape).getFirst();
  }

  /// Sets whose elements count what was dropped: all but the first of a guard.
  static List<String> countingSets(Shape shape) {
    var sets = elementSets(shape);
    return sets.size() == 1 ? sets : sets.subList(1, sets.size());
  }

  private static List<String> allSets(Shape shape) {
    var sets = new ArrayList<>(elementSets(shape));
    if (shape.treatment() instanceof Treatment.Guard guard) {
      sets.add("r" + shape.name());
      if (guard.punishes()) sets.add("p" + shape.name());
    }
    return sets;
  }

  /// Runs that add or remove elements, each small enough for one transaction.
  ///
  /// @param verb `add` or `delete`
  List<String> elements(String verb, Set<Element> elements) {
    var runs = new ArrayList<String>();
    var chunk = new ArrayList<Element>();
    int entries = 0;
    for (var element : elements) {
      chunk.add(element);
      entries += elementSets(element.shape()).size();
      if (entries >= ENTRIES_PER_RUN) {
        runs.add(statement(verb, chunk));
        chunk.clear();
        entries = 0;
      }
    }
    if (!chunk.isEmpty()) runs.add(statement(verb, chunk));
    return runs;
  }

  private String statement(String verb, List<Element> elements) {
    var byShape =
        elements.stream()
            .collect(
                Collectors.groupingBy(
                    Element::shape,
                    TreeMap::new,
                    Collectors.mapping(Element::key, Collectors.joining(", "))));
    var text = new StringBuilder();
    byShape.forEach(
        (shape, keys) -> {
          for (var set : elementSets(shape)) {
            text.append("%s element inet %s %s { ".formatted(verb, table, set));
            text.append(keys).append(" }\n");
          }
        });
    return text.toString();
  }
}

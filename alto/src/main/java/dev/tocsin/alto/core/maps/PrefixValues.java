// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.maps;

import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// One property of addresses: each has the value of its longest prefix (RFC 9240 §6.1.3). A value
/// may be any JSON; `null` says that there is none, whatever wider prefixes say. Immutable.
public final class PrefixValues {

  private static final int NONE = -1;

  // Sorted: what lies within a prefix stands behind it without a gap.
  private final Prefix[] prefixes;
  // The next wider prefix of each.
  private final int[] parents;
  private final int[] numbers;
  private final List<JsonNode> distinct;

  /// Hears of a prefix with a value.
  @FunctionalInterface
  public interface Visitor {
    void visit(Prefix prefix, JsonNode value);
  }

  private record Entry(Prefix prefix, int number) {}

  private PrefixValues(List<Entry> entries, List<JsonNode> distinct) {
    this.distinct = List.copyOf(distinct);
    entries.sort((one, other) -> one.prefix.compareTo(other.prefix));
    this.prefixes = entries.stream().map(Entry::prefix).toArray(Prefix[]::new);
    this.numbers = entries.stream().mapToInt(Entry::number).toArray();
    this.parents = new int[prefixes.length];
    int open = NONE;
    for (int i = 0; i < prefixes.length; i++) {
      open = enclosing(open, prefixes[i]);
      parents[i] = open;
      open = i;
    }
  }

  private int enclosing(int from, Prefix prefix) {
    int at = from;
    while (at != NONE && !prefixes[at].contains(prefix)) at = parents[at];
    return at;
  }

  public static PrefixValues of(Map<Prefix, JsonNode> values) {
    var numbers = new HashMap<JsonNode, Integer>();
    var distinct = new ArrayList<JsonNode>();
    var entries = new ArrayList<Entry>(values.size());
    values.forEach(
        (prefix, value) -> {
          int number = numbers.computeIfAbsent(value, _ -> distinct.size());
          if (number == distinct.size()) distinct.add(value);
          entries.add(new Entry(prefix, number));
        });
    return new PrefixValues(entries, distinct);
  }

  public static PrefixValues ofTexts(Map<Prefix, String> values) {
    var nodes = new HashMap<Prefix, JsonNode>();
    values.forEach(
        (prefix, value) -> nodes.put(prefix, JsonNodeFactory.instance.stringNode(value)));
    return of(nodes);
  }

  /// The PID of every address of one family (RFC 9240 §8.7.1).
  public static PrefixValues pids(NetworkMap map, boolean ipv4) {
    var distinct = new ArrayList<JsonNode>();
    var entries = new ArrayList<Entry>();
    for (var pid : map.pids()) {
      for (var prefix : pid.prefixes()) {
        if (prefix.isIpv4() == ipv4) entries.add(new Entry(prefix, distinct.size()));
      }
      distinct.add(JsonNodeFactory.instance.stringNode(pid.name()));
    }
    return new PrefixValues(entries, distinct);
  }

  /// What all addresses of the prefix have, unless something within it says otherwise.
  public Optional<JsonNode> find(Prefix prefix) {
    int at = Arrays.binarySearch(prefixes, prefix);
    int found = enclosing(at >= 0 ? at : -at - 2, prefix);
    return found == NONE ? Optional.empty() : Optional.of(value(found));
  }

  /// Tells of the narrower prefixes within this one that have other values than what is around
  /// them.
  public void within(Prefix prefix, Visitor visitor) {
    int at = Arrays.binarySearch(prefixes, prefix);
    int first = at >= 0 ? at + 1 : -at - 1;
    for (int i = first; i < prefixes.length && prefix.contains(prefixes[i]); i++) {
      if (isDifferent(i)) visitor.visit(prefixes[i], value(i));
    }
  }

  /// Tells of all prefixes, but of those that say the same as what is around them.
  public void each(Visitor visitor) {
    for (int i = 0; i < prefixes.length; i++) {
      if (isDifferent(i)) visitor.visit(prefixes[i], value(i));
    }
  }

  private boolean isDifferent(int at) {
    int parent = parents[at];
    return parent == NONE ? !value(at).isNull() : numbers[parent] != numbers[at];
  }

  private JsonNode value(int at) {
    return distinct.get(numbers[at]);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import dev.tocsin.dots.wire.data.Statistics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/// What a list consists of in the kernel, in `nft`'s words and in its order. Where a name of the
/// list's own stands, there is a `#` instead of what tells it from others: what the content is
/// called follows from the content.
final class Body {

  // Below this a rule each is not slower than a lookup.
  private static final int SHARED_MIN = 4;
  private static final int ELEMENTS_PER_PIECE = 100;

  /// Text that stands in a block of the table.
  ///
  /// @param weight how much room it takes in a transaction, about 130 bytes each
  /// @param elements what is to stand in the set that the text has begun; empty: it is complete
  record Piece(String text, int weight, List<Element> elements) {

    Piece {
      elements = List.copyOf(elements);
    }

    Piece(String text, int weight) {
      this(text, weight, List.of());
    }

    /// @param counted where the counters of entries begin; absent ones at zero
    String text(Map<String, Statistics> counted) {
      if (elements.isEmpty()) return text;
      var all = new StringJoiner(", ", text + "  elements = { ", " }\n }\n");
      for (var element : elements) all.add(element.text(counted));
      return all.toString();
    }
  }

  /// One address or pair of addresses, and the entry that it stands for.
  record Element(String key, String entry) {

    private String text(Map<String, Statistics> counted) {
      var begin = counted.getOrDefault(entry, Statistics.UNKNOWN);
      long packets = begin.matchedPackets().orElse(0);
      if (packets == 0) return key;
      return key
          + " counter packets %d bytes %d".formatted(packets, begin.matchedOctets().orElse(0));
    }
  }

  private final List<Piece> pieces = new ArrayList<>();
  private final List<Map<String, String>> sets = new ArrayList<>();
  private final List<String> types = new ArrayList<>();
  private final Map<String, String> counters = new LinkedHashMap<>();
  private final Set<String> shadowed = new HashSet<>();
  private int verdictChains;

  private Body() {}

  static Body of(List<Entry> entries) {
    var body = new Body();
    int from = 0;
    while (from < entries.size()) {
      int to = from + 1;
      while (to < entries.size() && isSame(entries.get(from), entries.get(to))) to++;
      body.run(entries.subList(from, to));
      from = to;
    }
    return body;
  }

  private static boolean isSame(Entry one, Entry other) {
    return one.verdict().equals(other.verdict()) && !(one.verdict() instanceof Entry.Verdict.Limit);
  }

  List<Piece> pieces() {
    return pieces;
  }

  /// Of each set, the entries by their elements.
  List<Map<String, String>> sets() {
    return sets;
  }

  /// What the elements of a set are.
  String type(int set) {
    return types.get(set);
  }

  /// Names of the entries with a counter of their own, by the names of the counters.
  Map<String, String> counters() {
    return counters;
  }

  /// Entries that never match, because an equal one stands before them.
  Set<String> shadowed() {
    return shadowed;
  }

  int verdictChains() {
    return verdictChains;
  }

  static String set(int index) {
    return "m#_" + index;
  }

  static String verdictChain(int index) {
    return "v#_" + index;
  }

  /// Entries with the same verdict, one after the other: which of them comes first is the same to
  /// every packet.
  private void run(List<Entry> entries) {
    var shared = new LinkedHashMap<Form, List<Entry>>();
    for (var entry : entries) {
      Form.of(entry).ifPresent(f -> shared.computeIfAbsent(f, _ -> new ArrayList<>()).add(entry));
    }
    shared.values().removeIf(each -> each.size() < SHARED_MIN);
    for (var entry : entries) {
      var form = Form.of(entry).orElse(null);
      var together = form == null ? null : shared.get(form);
      if (form == null || together == null) rule(entry);
      else if (together.getFirst() == entry) lookup(form, together);
    }
  }

  private void rule(Entry entry) {
    counter(entry);
    var alternatives = entry.condition().alternatives();
    if (alternatives.isEmpty()) return;
    if (alternatives.size() == 1 && !(entry.verdict() instanceof Entry.Verdict.Limit)) {
      ruleText(alternatives.getFirst() + " counter name " + entry.counter() + verdict(entry));
      return;
    }
    // Its alternatives have one rate and one counter together.
    var chain = verdictChain(verdictChains++);
    var then =
        entry.verdict() instanceof Entry.Verdict.Limit(var rate)
            ? " limit rate over %d bytes/second burst %d bytes drop\n  accept"
                .formatted(rate, ListPlan.BURST_BYTES)
            : verdict(entry);
    pieces.add(
        new Piece(
            " chain %s {\n  counter name %s%s\n }\n".formatted(chain, entry.counter(), then), 8));
    for (var each : alternatives) ruleText((each + " goto " + chain).strip());
  }

  private void ruleText(String rule) {
    // Long conditions become long messages.
    int weight = 4 + rule.length() / 50;
    pieces.add(new Piece(" chain a# {\n  " + rule.strip() + "\n }\n", weight));
  }

  private static String verdict(Entry entry) {
    return entry.verdict() instanceof Entry.Verdict.Drop ? " drop" : " accept";
  }

  private void counter(Entry entry) {
    counters.put(entry.counter(), entry.name());
    pieces.add(new Piece(" counter " + entry.counter() + " {}\n", 1));
  }

  private void lookup(Form form, List<Entry> entries) {
    var name = set(sets.size());
    // nft wants to know the type wherever elements are named.
    var head = " set " + name + " {\n  type " + form.type() + "\n  counter\n";
    var known = new LinkedHashMap<String, String>();
    var elements = new ArrayList<Element>();
    for (var entry : entries) {
      var key = Form.key(entry.networks());
      // Who names the same again comes too late.
      if (known.putIfAbsent(key, entry.name()) != null) shadowed.add(entry.name());
      else elements.add(new Element(key, entry.name()));
      if (elements.size() == ELEMENTS_PER_PIECE) elements(head, elements);
    }
    if (!elements.isEmpty()) elements(head, elements);
    sets.add(known);
    types.add(form.type());
    var family = form.ipv4() ? "meta nfproto ipv4 " : "meta nfproto ipv6 ";
    var rest = form.rest().isEmpty() ? "" : form.rest() + " ";
    ruleText(family + rest + form.lookup() + " @" + name + verdict(entries.getFirst()));
  }

  private void elements(String head, List<Element> elements) {
    pieces.add(new Piece(head, 2 + elements.size(), elements));
    elements.clear();
  }
}

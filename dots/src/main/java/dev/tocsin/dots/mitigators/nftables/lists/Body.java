// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;

/// What a list consists of in the kernel, in `nft`'s words and in its order. Where a name of the
/// list's own stands, there is a `#` instead of what tells it from others: what the content is
/// called follows from the content.
final class Body {

  // Below this a rule each is not slower than a lookup.
  private static final int SHARED_MIN = 4;
  private static final int ELEMENTS_PER_PIECE = 100;

  /// A piece of text that stands in a block of the table.
  ///
  /// @param weight how much room it takes in a transaction, about 130 bytes each
  record Piece(String text, int weight) {}

  private final List<Piece> pieces = new ArrayList<>();
  private final List<String> maps = new ArrayList<>();
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

  /// Declarations of the maps, without elements.
  List<String> maps() {
    return maps;
  }

  int verdictChains() {
    return verdictChains;
  }

  static String map(int index) {
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
    pieces.add(new Piece(" counter " + entry.counter() + " {}\n", 1));
  }

  private void lookup(Form form, List<Entry> entries) {
    var name = map(maps.size());
    // nft wants to know the type wherever elements are named.
    var head = " map " + name + " {\n  type " + form.type() + " : counter\n";
    maps.add(head + " }\n");
    var known = new HashSet<String>();
    var keys = new ArrayList<String>();
    for (var entry : entries) {
      counter(entry);
      var key = Form.key(entry.networks());
      // Who names the same again comes too late.
      if (known.add(key)) keys.add(key + " : \"" + entry.counter() + "\"");
      if (keys.size() == ELEMENTS_PER_PIECE) elements(head, keys);
    }
    if (!keys.isEmpty()) elements(head, keys);
    var family = form.ipv4() ? "meta nfproto ipv4 " : "meta nfproto ipv6 ";
    var rest = form.rest().isEmpty() ? "" : form.rest() + " ";
    var count = "counter name " + form.lookup() + " map @" + name;
    ruleText(family + rest + count + verdict(entries.getFirst()));
  }

  private void elements(String head, List<String> keys) {
    var elements = "  elements = { " + String.join(", ", keys) + " }\n";
    pieces.add(new Piece(head + elements + " }\n", 2 + keys.size()));
    keys.clear();
  }
}

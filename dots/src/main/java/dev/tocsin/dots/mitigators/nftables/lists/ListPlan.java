// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.capability.AddressFamily;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.capability.ForwardingAction;
import dev.tocsin.dots.wire.data.capability.MatchField;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A list as it is to stand in the kernel: one chain with rules, sets and counters of its own.
///
/// The chain is called after its key and its content, so that a listing of the chains tells what
/// stands. A counter of its own is called after its key and its entry, so that it goes on when
/// other entries change; elements of sets begin where those that they replace were.
public final class ListPlan {

  /// By how much a rate may be exceeded for a moment: the largest packet, or none would ever pass.
  static final long BURST_BYTES = 65_536;

  // The kernel counts tokens in nanoseconds: rate and burst times 10^9 must stay below 2^64.
  private static final BigDecimal RATE_MAX = BigDecimal.valueOf(18_000_000_000L);

  // One `nft` run is one transaction, which must fit into the socket's send buffer: 425 KB where no
  // privilege over the machine allows more.
  private static final int WEIGHT_PER_RUN = 1_500;

  private final FilterKey key;
  private final long rank;
  private final List<Prefix> within;
  private final int entries;
  private final Body body;
  private final String id;

  private ListPlan(FilterOrder order, Body body) {
    this.key = order.key();
    this.rank = order.rank();
    this.within = order.within();
    this.entries = order.acl().aces().size();
    this.body = body;
    var content = new StringBuilder();
    for (var piece : body.pieces()) content.append(piece.text(Map.of()));
    this.id = ListNames.key(key) + "_" + ListNames.part(content.toString());
  }

  public static ListPlan of(FilterOrder order) {
    var prefix = "c" + ListNames.key(order.key()) + "_";
    var entries = new ArrayList<Entry>();
    for (var ace : order.acl().aces()) {
      var counter = prefix + ListNames.part(ace.name());
      entries.add(Entry.of(ace, order.acl().type(), counter));
    }
    return new ListPlan(order, Body.of(entries));
  }

  /// All but the options of TCP, whose meaning as one value is not defined.
  public static Capabilities capabilities() {
    return new Capabilities(
        Set.of(AddressFamily.values()),
        Set.of(ForwardingAction.ACCEPT, ForwardingAction.DROP),
        true,
        Set.of(1, 6, 17, 58),
        EnumSet.complementOf(EnumSet.of(MatchField.TCP_OPTIONS)));
  }

  /// Why a list cannot be enforced.
  public static Optional<String> refusal(Acl acl) {
    return acl.aces().stream().flatMap(ace -> refusal(ace).stream()).findFirst();
  }

  private static Optional<String> refusal(Ace ace) {
    var unknown = ace.matches().l4().flatMap(L4Condition::unknown);
    if (unknown.isPresent()) {
      return Optional.of("nftables cannot match " + unknown.get() + " (entry " + ace.name() + ")");
    }
    return ace.actions() instanceof Actions.Accept(var rate)
            && rate.orElse(BigDecimal.ZERO).compareTo(RATE_MAX) > 0
        ? Optional.of("nftables limits up to 18 GB/s (entry " + ace.name() + ")")
        : Optional.empty();
  }

  public FilterKey key() {
    return key;
  }

  long rank() {
    return rank;
  }

  List<Prefix> within() {
    return within;
  }

  /// How many entries the list has.
  public int entries() {
    return entries;
  }

  /// Names of the entries that have a rule and a counter of their own, by the counters' names.
  public Map<String, String> counters() {
    return Collections.unmodifiableMap(body.counters());
  }

  /// Sets whose elements count, by name; of each the entries by what the elements are.
  public Map<String, Map<String, String>> sets() {
    var sets = new LinkedHashMap<String, Map<String, String>>();
    for (int i = 0; i < body.sets().size(); i++) sets.put(named(Body.set(i)), body.sets().get(i));
    return sets;
  }

  /// Entries that never match, because an equal one stands before them.
  public Set<String> shadowed() {
    return Collections.unmodifiableSet(body.shadowed());
  }

  /// What nft prints of an element, as {@link #sets} has it.
  public static String canonical(String printed) {
    return Form.canonical(printed);
  }

  /// What tells the list and its content from all others.
  public String id() {
    return id;
  }

  public String chain() {
    return "a" + id;
  }

  /// Stands while the list is being built in several runs.
  public static String partial(String id) {
    return "p" + id;
  }

  /// Runs that build everything but the way to it, so that no packet meets half a list.
  ///
  /// @param counted where entries begin to count that have no counter of their own
  public List<String> build(String table, Map<String, Statistics> counted) {
    var runs = new ArrayList<String>();
    var text = new StringBuilder(" chain a# {}\n");
    int weight = 2;
    for (var piece : body.pieces()) {
      if (weight + piece.weight() > WEIGHT_PER_RUN) {
        runs.add(text.toString());
        text.setLength(0);
        weight = 0;
      }
      text.append(piece.text(counted));
      weight += piece.weight();
    }
    runs.add(text.toString());
    boolean isOne = runs.size() == 1;
    if (!isOne) runs.set(0, " chain p# {}\n" + runs.getFirst());
    runs.replaceAll(run -> "table inet " + table + " {\n" + run + "}\n");
    if (!isOne) {
      runs.set(runs.size() - 1, runs.getLast() + "delete chain inet " + table + " p#\n");
    }
    runs.replaceAll(this::named);
    return runs;
  }

  private String named(String text) {
    return text.replace("#", id);
  }

  /// Removes what a build left that failed, whatever there is of it, but for the counters.
  public String discard(String table) {
    var text = new StringBuilder("table inet " + table + " {\n chain a# {}\n chain p# {}\n");
    for (int i = 0; i < body.verdictChains(); i++) {
      text.append(" chain " + Body.verdictChain(i) + " {}\n");
    }
    for (int i = 0; i < body.sets().size(); i++) {
      text.append(" set " + Body.set(i) + " {\n  type " + body.type(i) + "\n  counter\n }\n");
    }
    text.append("}\ndelete chain inet " + table + " p#\n");
    return named(text.toString()) + demolish(table);
  }

  /// Removes what was built, but for the counters.
  public String demolish(String table) {
    var text = new StringBuilder("delete chain inet " + table + " a#\n");
    for (int i = 0; i < body.verdictChains(); i++) {
      text.append("delete chain inet " + table + " " + Body.verdictChain(i) + "\n");
    }
    for (int i = 0; i < body.sets().size(); i++) {
      text.append("delete set inet " + table + " " + Body.set(i) + "\n");
    }
    return named(text.toString());
  }
}

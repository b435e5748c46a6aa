// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.nftables.lists.Dispatch;
import dev.tocsin.dots.mitigators.nftables.lists.ListPlan;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Access control lists in the mitigator's table: each list a chain of its own, which stands before
/// the way to it is laid and goes after the way is gone. The mitigator's thread calls.
final class KernelLists implements ListFilter {

  private static final Logger log = LoggerFactory.getLogger(KernelLists.class);
  private static final int DELETIONS_PER_RUN = 1_000;
  private static final int ENTRIES_MAX = 500_000;
  // nft reads all named counters again with every run: the time grows with the square of those
  // entries that share no lookup.
  private static final int RULES_MAX = 20_000;
  private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

  private final String table;
  private final Quota quota;
  private final Nft nft;
  private final Runnable renewTable;
  private final Map<FilterKey, ListPlan> standing = new HashMap<>();

  /// @param entriesMax of all lists together
  /// @param renewTable makes sure of the table when it is gone
  KernelLists(String table, int entriesMax, Nft nft, Runnable renewTable) {
    this.table = table;
    this.quota = new Quota(Math.min(entriesMax, ENTRIES_MAX), Math.min(entriesMax, RULES_MAX));
    this.nft = nft;
    this.renewTable = renewTable;
  }

  @Override
  public Capabilities capabilities() {
    return ListPlan.capabilities();
  }

  @Override
  public Map<FilterKey, FilterEvent> install(Collection<FilterOrder> orders, Runnable between) {
    var events = new LinkedHashMap<FilterKey, FilterEvent>();
    var changes = new LinkedHashMap<FilterKey, Optional<ListPlan>>();
    for (var plan : plan(orders, standing, events).values()) {
      if (stands(plan) || build(plan, events, between)) changes.put(plan.key(), Optional.of(plan));
    }
    // What stood for a list that is refused now is not what its client believes to be in force.
    events.forEach(
        (key, event) -> {
          if (event instanceof FilterEvent.Refused) changes.put(key, Optional.empty());
        });
    change(changes);
    return events;
  }

  private boolean stands(ListPlan plan) {
    var before = standing.get(plan.key());
    return before != null && before.id().equals(plan.id());
  }

  /// @param before what the entries of the orders come on top of
  private Map<FilterKey, ListPlan> plan(
      Collection<FilterOrder> orders,
      Map<FilterKey, ListPlan> before,
      Map<FilterKey, FilterEvent> events) {
    var plans = new LinkedHashMap<FilterKey, ListPlan>();
    var usage = quota.usage(before.values());
    for (var order : orders) {
      var refusal = ListPlan.refusal(order.acl());
      if (refusal.isEmpty()) {
        var plan = ListPlan.of(order);
        refusal = usage.take(plan);
        if (refusal.isEmpty()) plans.put(order.key(), plan);
      }
      events.put(
          order.key(),
          refusal.<FilterEvent>map(FilterEvent.Refused::new).orElse(new FilterEvent.Installed()));
    }
    return plans;
  }

  /// A list that cannot be built must not keep others from being built.
  private boolean build(ListPlan plan, Map<FilterKey, FilterEvent> events, Runnable between) {
    var start = System.nanoTime();
    try {
      for (var run : plan.build(table, counted(plan.key()))) {
        nft.run(run);
        between.run();
      }
    } catch (MitigatorException e) {
      nft.run(plan.discard(table));
      events.put(plan.key(), new FilterEvent.Failing(String.valueOf(e.getMessage())));
      return false;
    }
    var took = Duration.ofNanos(System.nanoTime() - start);
    if (took.compareTo(WORTH_TELLING) > 0) {
      log.info("{}: {} entries in {} ms", plan.key(), plan.entries(), took.toMillis());
    }
    return true;
  }

  /// What the entries of the list that it replaces have counted; packets of the last moment are not
  /// in it.
  private Map<String, Statistics> counted(FilterKey key) {
    var before = standing.get(key);
    return before == null ? Map.of() : inSets(before);
  }

  private Map<String, Statistics> inSets(ListPlan plan) {
    var entries = new HashMap<String, Statistics>();
    plan.sets()
        .forEach(
            (set, elements) -> {
              var counted = Listing.addresses(nft.counters(table, set));
              elements.forEach((key, entry) -> entries.put(entry, known(counted.get(key))));
            });
    return entries;
  }

  private static Statistics known(@Nullable Statistics counted) {
    if (counted == null) throw new MitigatorException("lists have been removed");
    return counted;
  }

  @Override
  public void remove(Collection<FilterKey> keys) {
    var changes = new LinkedHashMap<FilterKey, Optional<ListPlan>>();
    for (var key : keys) changes.put(key, Optional.empty());
    change(changes);
  }

  /// Lays the way to the lists that are built and takes away what they replace, in one transaction.
  private void change(Map<FilterKey, Optional<ListPlan>> changes) {
    var next = new HashMap<>(standing);
    var clients = new TreeSet<String>();
    var demolition = new StringBuilder();
    var counters = new TreeSet<String>();
    changes.forEach(
        (key, change) -> {
          var before = standing.get(key);
          if (before != null) counters.addAll(before.counters().keySet());
          if (before != null && !change.map(ListPlan::id).equals(Optional.of(before.id()))) {
            demolition.append(before.demolish(table));
          }
          if (before != null || change.isPresent()) clients.add(Dispatch.client(key));
          change.ifPresentOrElse(plan -> next.put(key, plan), () -> next.remove(key));
        });
    if (clients.isEmpty()) return;
    nft.run(new Dispatch(next.values()).write(table, clients) + demolition);
    standing.clear();
    standing.putAll(next);
    for (var key : changes.keySet()) {
      if (next.containsKey(key)) counters.removeAll(next.get(key).counters().keySet());
    }
    delete("counter", counters);
  }

  private void delete(String kind, Collection<String> names) {
    var text = new StringBuilder();
    int lines = 0;
    for (var name : names) {
      text.append("delete %s inet %s %s\n".formatted(kind, table, name));
      if (++lines % DELETIONS_PER_RUN != 0) continue;
      nft.run(text.toString());
      text.setLength(0);
    }
    if (!text.isEmpty()) nft.run(text.toString());
  }

  @Override
  public Map<FilterKey, FilterEvent> reconcile(Collection<FilterOrder> orders, Runnable between) {
    standing.clear();
    var chains = chains();
    if (!chains.contains(Dispatch.CHAIN)) {
      renewTable.run();
      chains = chains();
    }
    var events = new LinkedHashMap<FilterKey, FilterEvent>();
    var plans = plan(orders, Map.of(), events);
    try {
      agree(plans, chains, events, between);
    } catch (MitigatorException odd) {
      // Somebody changed single chains: begin anew.
      log.warn("lists are built anew: {}", odd.getMessage());
      standing.clear();
      clear(chains(), Set.of(), "");
      agree(plans, chains(), events, between);
    }
    return events;
  }

  private Set<String> chains() {
    return Listing.chains(nft.chains(), table);
  }

  private void agree(
      Map<FilterKey, ListPlan> plans,
      Set<String> chains,
      Map<FilterKey, FilterEvent> events,
      Runnable between) {
    var whole = new HashMap<FilterKey, ListPlan>();
    for (var plan : plans.values()) {
      boolean isPartial = chains.contains(ListPlan.partial(plan.id()));
      if (isPartial) nft.run(plan.discard(table));
      boolean stands = chains.contains(plan.chain()) && !isPartial;
      if (stands || build(plan, events, between)) whole.put(plan.key(), plan);
    }
    var clients = new TreeSet<String>();
    for (var chain : chains) if (chain.startsWith("k")) clients.add(chain);
    for (var key : whole.keySet()) clients.add(Dispatch.client(key));
    var ids = new HashSet<String>();
    for (var plan : whole.values()) ids.add(plan.id());
    clear(chains, ids, new Dispatch(whole.values()).write(table, clients));
    standing.putAll(whole);
    var counters = new TreeSet<>(counters().keySet());
    for (var plan : whole.values()) counters.removeAll(plan.counters().keySet());
    delete("counter", counters);
  }

  /// Removes what belongs to none of the lists that are to stay.
  ///
  /// @param way to those lists; empty: to none
  private void clear(Set<String> chains, Set<String> staying, String way) {
    nft.run(way.isEmpty() ? new Dispatch(List.of()).write(table, clients(chains)) : way);
    // A chain goes before those that it leads to.
    for (var kind : List.of("p", "a", "v")) {
      delete("chain", stale(kind, chains, staying));
    }
    delete("set", stale("m", Listing.sets(nft.sets(), table), staying));
    delete("map", stale("m", Listing.maps(nft.maps(), table), staying));
    if (way.isEmpty()) delete("counter", new TreeSet<>(counters().keySet()));
  }

  private static List<String> clients(Set<String> chains) {
    return chains.stream().filter(chain -> chain.startsWith("k")).toList();
  }

  /// @param staying ids; a name is a letter, an id and perhaps an index
  private static List<String> stale(String kind, Set<String> names, Set<String> staying) {
    var stale = new ArrayList<String>();
    for (var name : names) {
      var parts = name.substring(1).split("_");
      if (!name.startsWith(kind) || parts.length < 2) continue;
      if (!staying.contains(parts[0] + "_" + parts[1])) stale.add(name);
    }
    return stale;
  }

  @Override
  public Map<FilterKey, Map<String, Statistics>> measure(Runnable between) {
    if (standing.isEmpty()) return Map.of();
    boolean hasCounters = standing.values().stream().anyMatch(plan -> !plan.counters().isEmpty());
    var counted = hasCounters ? counters() : Map.<String, Statistics>of();
    var measured = new HashMap<FilterKey, Map<String, Statistics>>();
    for (var plan : List.copyOf(standing.values())) {
      between.run();
      var entries = new HashMap<>(inSets(plan));
      for (var never : plan.shadowed()) entries.put(never, Statistics.of(0, 0));
      plan.counters().forEach((counter, entry) -> entries.put(entry, known(counted.get(counter))));
      measured.put(plan.key(), entries);
    }
    return measured;
  }

  private Map<String, Statistics> counters() {
    return Listing.counters(nft.namedCounters(table));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.nftables.Listing.Counted;
import dev.tocsin.dots.wire.Counters;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Filters with the Linux kernel's nftables, in the table `inet tocsin_<instance>` and nowhere
/// else.
///
/// The kernel holds what stands; this holds which mitigation each element stands for. Closing
/// leaves the filters alone: a server that restarts leaves no gap, and {@link #reconcile} finds
/// them again.
public final class NftablesMitigator implements Mitigator {

  private final String table;
  private final NftablesSettings settings;
  private final InstantSource clock;
  private final Nft nft;
  private final Script script;
  private final KernelLists lists;

  private final Map<MitigationKey, Standing> standing = new HashMap<>();
  private final Holders holders = new Holders();
  private final Map<Element, Counted> counted = new HashMap<>();
  private final Set<Shape> shapes = new TreeSet<>();
  private boolean prepared;
  private @Nullable Future<Kernel> foreseen;

  /// What stands, as the kernel tells it.
  private record Kernel(Set<String> chains, Set<Element> elements) {}

  /// @param instance letters, digits, hyphens and underscores
  public NftablesMitigator(String instance, NftablesSettings settings, InstantSource clock) {
    if (!instance.matches("[A-Za-z0-9_-]{1,32}")) {
      throw new IllegalArgumentException(
          "'" + instance + "' does not fit into the name of a table: letters, digits, - and _");
    }
    // nft knows no hyphen in names.
    this.table = "tocsin_" + instance.replace('-', '_');
    this.settings = settings;
    this.clock = clock;
    this.nft = new Nft(settings.command());
    this.script = new Script(table, settings);
    this.lists = new KernelLists(table, settings.elementsMax(), nft, this::renew);
  }

  /// Name of the table, in family `inet`.
  public String table() {
    return table;
  }

  /// Listing a hundred thousand elements takes seconds, in which a restart can read its store.
  @Override
  public void foresee() {
    var look = new FutureTask<>(this::look);
    Thread.ofVirtual().name("nftables-look").start(look);
    foreseen = look;
  }

  @Override
  public Optional<ListFilter> lists() {
    return Optional.of(lists);
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> enable(Collection<MitigationOrder> orders) {
    prepare();
    var events = new LinkedHashMap<MitigationKey, MitigatorEvent>();
    var wanted = new LinkedHashMap<MitigationKey, Set<Element>>();
    plan(orders, holders.elements(), events, wanted);
    if (replacesFilters(wanted)) readCounters();
    change(wanted);
    return events;
  }

  @Override
  public void disable(Collection<MitigationKey> keys) {
    prepare();
    var wanted = new LinkedHashMap<MitigationKey, Set<Element>>();
    for (var key : keys) if (standing.containsKey(key)) wanted.put(key, Set.of());
    change(wanted);
  }

  /// Refusals leave what stands for their key as it is.
  private void plan(
      Collection<MitigationOrder> orders,
      Set<Element> taken,
      Map<MitigationKey, MitigatorEvent> events,
      Map<MitigationKey, Set<Element>> wanted) {
    long total = taken.size();
    for (var order : orders) {
      var plan = Plan.of(order, settings);
      long more = plan.elements().stream().filter(each -> !taken.contains(each)).count();
      if (total + more > settings.elementsMax()) {
        plan = Plan.refused("all " + settings.elementsMax() + " filters are in use", true);
      } else {
        total += more;
      }
      events.put(order.key(), plan.event());
      if (!plan.elements().isEmpty()) wanted.put(order.key(), plan.elements());
    }
  }

  private boolean replacesFilters(Map<MitigationKey, Set<Element>> wanted) {
    return wanted.entrySet().stream()
        .anyMatch(
            each -> {
              var stands = standing.get(each.getKey());
              return stands != null && !each.getValue().containsAll(stands.elements());
            });
  }

  /// Brings the kernel to the wanted elements of the given mitigations, then remembers them.
  private void change(Map<MitigationKey, Set<Element>> wanted) {
    var delta = new HashMap<Element, Integer>();
    wanted.forEach(
        (key, elements) -> {
          elements.forEach(element -> delta.merge(element, 1, Integer::sum));
          var stands = standing.get(key);
          if (stands != null) {
            stands.elements().forEach(element -> delta.merge(element, -1, Integer::sum));
          }
        });
    var add = new LinkedHashSet<Element>();
    var remove = new LinkedHashSet<Element>();
    delta.forEach(
        (element, change) -> {
          int before = holders.of(element);
          if (before == 0 && change > 0) add.add(element);
          if (before > 0 && before + change == 0) remove.add(element);
        });
    load(add, remove);
    var now = clock.instant();
    wanted.forEach((key, elements) -> remember(key, elements, now));
  }

  private void load(Set<Element> add, Set<Element> remove) {
    var needed = new TreeSet<>(shapes);
    // A shape costs every packet a lookup: it goes with its last element.
    needed.removeAll(holders.emptied(add, remove));
    for (var element : add) needed.add(element.shape());
    try {
      bring(add, remove, needed);
    } catch (RuntimeException doubt) {
      // Some runs may have been done: only a listing tells what stands.
      prepared = false;
      throw doubt;
    }
    remove.forEach(counted::remove);
  }

  /// Brings the kernel from the shapes that stand to those that are needed. What takes the place of
  /// something else stands before that goes.
  private void bring(Set<Element> add, Set<Element> remove, Set<Shape> needed) {
    var grown = new TreeSet<>(shapes);
    grown.addAll(needed);
    var single = new LinkedHashSet<>(remove);
    single.removeIf(element -> !needed.contains(element.shape()));
    var runs = new ArrayList<>(script.elements("add", add));
    runs.addAll(script.elements("delete", single));
    if (runs.isEmpty()) runs.add("");
    // New rules and the elements they look for come in one transaction.
    if (!grown.equals(shapes)) runs.set(0, script.shapes(grown, shapes) + runs.getFirst());
    if (!needed.equals(grown)) {
      runs.set(runs.size() - 1, runs.getLast() + script.shapes(needed, grown));
    }
    for (var run : runs) if (!run.isEmpty()) nft.run(run);
    shapes.clear();
    shapes.addAll(needed);
  }

  private void remember(MitigationKey key, Set<Element> elements, Instant now) {
    var before = standing.get(key);
    if (before != null) holders.release(before.elements());
    if (elements.isEmpty()) standing.remove(key);
    else hold(key, elements, now);
  }

  private void hold(MitigationKey key, Set<Element> elements, Instant now) {
    holders.hold(elements);
    var before = standing.get(key);
    if (before == null) standing.put(key, new Standing(elements, counted, now));
    else before.replace(elements, counted);
  }

  /// After a start, and after a failure: the kernel is asked what stands.
  private void prepare() {
    if (prepared) return;
    var missing = new LinkedHashSet<>(holders.elements());
    missing.removeAll(inspect());
    // What stands for nobody that is known is reconcile's to remove.
    load(missing, Set.of());
    prepared = true;
  }

  private void renew() {
    prepared = false;
    prepare();
  }

  /// Makes sure of a table that is built as the settings demand.
  ///
  /// @return the elements that stand
  private Set<Element> inspect() {
    return accept(look());
  }

  /// The same after a start, with what was seen meanwhile.
  private Set<Element> inspectAtStart() {
    var look = foreseen;
    foreseen = null;
    if (look == null) return inspect();
    try {
      return accept(look.get());
    } catch (ExecutionException failed) {
      return inspect();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MitigatorException("interrupted while nft ran", e);
    }
  }

  private Set<Element> accept(Kernel kernel) {
    shapes.clear();
    if (!kernel.chains().contains(script.signature())) {
      nft.run(script.create());
      return Set.of();
    }
    shapes.addAll(Listing.shapes(kernel.chains()));
    return kernel.elements();
  }

  private Kernel look() {
    var chains = Listing.chains(nft.chains(), table);
    var elements = new HashSet<Element>();
    if (!chains.contains(script.signature())) return new Kernel(chains, elements);
    for (var shape : Listing.shapes(chains)) {
      var listing = nft.elements(table, Script.firstSet(shape));
      elements.addAll(Listing.set(shape, listing).keySet());
    }
    return new Kernel(chains, elements);
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> orders) {
    var events = new LinkedHashMap<MitigationKey, MitigatorEvent>();
    var wanted = new LinkedHashMap<MitigationKey, Set<Element>>();
    plan(orders, Set.of(), events, wanted);
    var elements = new LinkedHashSet<Element>();
    wanted.values().forEach(elements::addAll);
    prepared = false;
    try {
      agree(elements, inspectAtStart());
    } catch (MitigatorException odd) {
      // Somebody changed single sets: begin anew.
      nft.run(script.create());
      shapes.clear();
      agree(elements, Set.of());
    }
    // Filters that stood before this process did are their mitigation's own from zero on.
    counted.clear();
    holders.clear();
    standing.keySet().retainAll(wanted.keySet());
    var now = clock.instant();
    wanted.forEach((key, each) -> hold(key, each, now));
    prepared = true;
    return events;
  }

  private void agree(Set<Element> wanted, Set<Element> kernel) {
    var add = new LinkedHashSet<>(wanted);
    add.removeAll(kernel);
    var remove = new LinkedHashSet<>(kernel);
    remove.removeAll(wanted);
    var needed = new TreeSet<Shape>();
    for (var element : wanted) needed.add(element.shape());
    bring(add, remove, needed);
  }

  @Override
  public Map<MitigationKey, Counters> measure() {
    prepare();
    readCounters();
    var now = clock.instant();
    var counters = new HashMap<MitigationKey, Counters>();
    standing.forEach((key, each) -> counters.put(key, each.counters(now)));
    return counters;
  }

  private void readCounters() {
    if (standing.isEmpty()) return;
    counted.clear();
    for (var shape : shapes) {
      for (var set : Script.countingSets(shape)) {
        var listed = Listing.set(shape, nft.counters(table, set));
        listed.forEach((element, n) -> counted.merge(element, n, Counted::plus));
      }
    }
    for (var each : standing.values()) each.read(counted);
  }

  /// Removes the table and everything in it: for an operator who takes the mitigator out of use.
  public void removeAll() {
    nft.run("table inet %1$s {}\ndelete table inet %1$s\n".formatted(table));
    standing.clear();
    holders.clear();
    counted.clear();
    shapes.clear();
    prepared = false;
  }

  @Override
  public void close() {}
}

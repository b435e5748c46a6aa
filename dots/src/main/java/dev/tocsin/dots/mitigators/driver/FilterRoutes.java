// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.driver;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.wire.data.Statistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes each list to all of its mitigators that can filter by lists, and makes one report of
/// theirs. Lists come on one thread, events on every driver's; nobody is called with the lock held.
/// Of servers that share a mitigator one drives it; to the others it is elsewhere, and what it says
/// of a list comes to their {@link #listener} by another way.
public final class FilterRoutes {

  private static final Logger log = LoggerFactory.getLogger(FilterRoutes.class);

  private final BiConsumer<FilterKey, FilterEvent> events;
  private final Map<String, MitigatorDriver> drivers = new ConcurrentHashMap<>();
  private final Set<String> elsewhere = ConcurrentHashMap.newKeySet();
  private final Map<FilterKey, Map<String, Word>> routes = new HashMap<>();

  /// @param events what all mitigators of a list say together
  public FilterRoutes(BiConsumer<FilterKey, FilterEvent> events) {
    this.events = events;
  }

  /// What one mitigator said last about one list.
  ///
  /// @param outcome absent before the first one
  private record Word(Optional<FilterEvent> outcome, FilterEvent.Measured measured) {

    static final Word NONE = new Word(Optional.empty(), new FilterEvent.Measured(Map.of()));

    Optional<String> refused() {
      return outcome.flatMap(
          event ->
              event instanceof FilterEvent.Refused(var reason)
                  ? Optional.of(reason)
                  : Optional.empty());
    }
  }

  /// Begins with lists that a driver is told of at its start.
  ///
  /// @return those of them that are for it
  public List<FilterOrder> begin(String mitigator, List<FilterOrder> active) {
    var own = active.stream().filter(order -> order.mitigators().contains(mitigator)).toList();
    synchronized (routes) {
      for (var order : own) route(order.key()).put(mitigator, Word.NONE);
    }
    return own;
  }

  private Map<String, Word> route(FilterKey key) {
    return routes.computeIfAbsent(key, _ -> new TreeMap<>());
  }

  /// Where a driver's events go.
  public BiConsumer<FilterKey, FilterEvent> listener(String mitigator) {
    return (key, event) -> heard(mitigator, key, event).ifPresent(each -> events.accept(key, each));
  }

  /// A driver that can filter by lists. One that drives from the start is added before the first
  /// order comes.
  public void add(String mitigator, MitigatorDriver driver) {
    elsewhere.remove(mitigator);
    drivers.put(mitigator, driver);
  }

  /// A mitigator that can filter by lists, and that others may drive: its lists stand without this
  /// server's doing.
  public void elsewhere(String mitigator) {
    elsewhere.add(mitigator);
    drivers.remove(mitigator);
  }

  private boolean canFilter(String mitigator) {
    return drivers.containsKey(mitigator) || elsewhere.contains(mitigator);
  }

  /// Whether one of the list's mitigators can filter by lists.
  public boolean canInstall(FilterOrder order) {
    return order.mitigators().stream().anyMatch(this::canFilter);
  }

  /// Wishes for a list to be in force at its mitigators, and at no others.
  public void install(FilterOrder order) {
    var able = order.mitigators().stream().filter(this::canFilter).toList();
    for (var left : reroute(order.key(), able)) removeFrom(left, order.key());
    for (var name : able) {
      var driver = drivers.get(name);
      if (driver != null) driver.install(order);
    }
    if (able.isEmpty()) {
      var named = order.mitigators().isEmpty() ? "none" : String.join(", ", order.mitigators());
      var reason = "no mitigator of the domain can filter by lists: " + named;
      events.accept(order.key(), new FilterEvent.Refused(reason));
    }
  }

  private void removeFrom(String mitigator, FilterKey key) {
    var driver = drivers.get(mitigator);
    if (driver != null) driver.remove(key);
  }

  /// @return mitigators that the list leaves
  private List<String> reroute(FilterKey key, List<String> able) {
    synchronized (routes) {
      var before = routes.remove(key);
      if (!able.isEmpty()) {
        var route = route(key);
        for (var name : able) {
          var word = before == null ? Word.NONE : before.getOrDefault(name, Word.NONE);
          route.put(name, new Word(Optional.empty(), word.measured()));
        }
      }
      var left = new ArrayList<>(before == null ? List.of() : before.keySet());
      left.removeAll(able);
      return left;
    }
  }

  /// Wishes for a list to end.
  public void remove(FilterKey key) {
    for (var name : reroute(key, List.of())) removeFrom(name, key);
  }

  private Optional<FilterEvent> heard(String mitigator, FilterKey key, FilterEvent event) {
    synchronized (routes) {
      var route = routes.get(key);
      // It has been removed meanwhile.
      if (route == null || !route.containsKey(mitigator)) return Optional.empty();
      if (event instanceof FilterEvent.Measured measured) {
        route.computeIfPresent(mitigator, (_, word) -> new Word(word.outcome(), measured));
        return Optional.of(sum(route));
      }
      var before = route.put(mitigator, new Word(Optional.of(event), measured(route, mitigator)));
      // What fails goes on failing: nobody needs to hear it every time.
      if (before != null && before.outcome().equals(Optional.of(event))) return Optional.empty();
      return outcome(mitigator, key, event, route);
    }
  }

  private static FilterEvent.Measured measured(Map<String, Word> route, String mitigator) {
    return route.getOrDefault(mitigator, Word.NONE).measured();
  }

  private static Optional<FilterEvent> outcome(
      String mitigator, FilterKey key, FilterEvent event, Map<String, Word> route) {
    return switch (event) {
      case FilterEvent.Failing(var reason) ->
          Optional.of(new FilterEvent.Failing(mitigator + ": " + reason));
      case FilterEvent.Refused(var reason) -> {
        log.warn("{}: list {} is refused: {}", mitigator, key, reason);
        yield refusal(route);
      }
      case FilterEvent.Installed _, FilterEvent.Measured _ -> Optional.of(event);
    };
  }

  /// As long as one mitigator has not refused the list, it is not refused.
  private static Optional<FilterEvent> refusal(Map<String, Word> route) {
    var reasons = new ArrayList<String>();
    for (var each : route.entrySet()) {
      if (each.getValue().refused().isEmpty()) return Optional.empty();
      reasons.add(each.getKey() + ": " + each.getValue().refused().get());
    }
    return Optional.of(new FilterEvent.Refused(String.join("; ", reasons)));
  }

  private static FilterEvent sum(Map<String, Word> route) {
    if (route.size() == 1) return route.values().iterator().next().measured();
    var sum = new HashMap<String, Statistics>();
    for (var word : route.values()) {
      word.measured().entries().forEach((name, each) -> sum.merge(name, each, FilterRoutes::plus));
    }
    return new FilterEvent.Measured(sum);
  }

  private static Statistics plus(Statistics one, Statistics other) {
    return new Statistics(
        plus(one.matchedPackets(), other.matchedPackets()),
        plus(one.matchedOctets(), other.matchedOctets()));
  }

  /// What one of them does not know, the other does.
  private static OptionalLong plus(OptionalLong one, OptionalLong other) {
    if (one.isEmpty()) return other;
    return other.isEmpty() ? one : OptionalLong.of(one.getAsLong() + other.getAsLong());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.messages;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Access control lists carried to a mitigator outside of this program, and what came back. Used by
/// the one thread that calls the mitigator.
public final class RemoteLists implements ListFilter {

  // One list may be large; a message of several waits for all of them.
  private static final int PER_MESSAGE = 16;

  private final String instance;
  private final Capabilities capabilities;
  private final boolean measures;
  private final RemoteOrders.Courier courier;
  private final Set<FilterKey> standing = new HashSet<>();

  private RemoteLists(
      String instance, Capabilities capabilities, boolean measures, RemoteOrders.Courier courier) {
    this.instance = instance;
    this.capabilities = capabilities;
    this.measures = measures;
    this.courier = courier;
  }

  /// @param measures whether the other side can be asked for counters
  /// @return empty if the other side takes none
  public static Optional<ListFilter> of(
      String instance, ListFields fields, boolean measures, RemoteOrders.Courier courier) {
    return fields
        .capabilities()
        .map(capabilities -> new RemoteLists(instance, capabilities, measures, courier));
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Map<FilterKey, FilterEvent> install(Collection<FilterOrder> orders, Runnable between) {
    var events = new LinkedHashMap<FilterKey, FilterEvent>();
    var all = List.copyOf(orders);
    for (int from = 0; from < all.size(); from += PER_MESSAGE) {
      events.putAll(place("install-lists", part(all, from)));
      between.run();
    }
    return events;
  }

  @Override
  public void remove(Collection<FilterKey> keys) {
    carry("remove-lists", ListMessages.keys(instance, "remove-lists", keys));
    standing.removeAll(Set.copyOf(keys));
  }

  /// First which lists are to stay, so that the rest ends; then each of them again.
  @Override
  public Map<FilterKey, FilterEvent> reconcile(Collection<FilterOrder> orders, Runnable between) {
    var keys = new ArrayList<FilterKey>();
    for (var order : orders) keys.add(order.key());
    carry("keep-lists", ListMessages.keys(instance, "keep-lists", keys));
    standing.clear();
    between.run();
    return install(orders, between);
  }

  private static List<FilterOrder> part(List<FilterOrder> all, int from) {
    return all.subList(from, Math.min(all.size(), from + PER_MESSAGE));
  }

  private Map<FilterKey, FilterEvent> place(String action, List<FilterOrder> orders) {
    var reported = ListMessages.events(carry(action, ListMessages.write(instance, action, orders)));
    var events = new LinkedHashMap<FilterKey, FilterEvent>();
    for (var order : orders) {
      // Who says nothing of a list has done what was asked.
      var event = reported.getOrDefault(order.key(), new FilterEvent.Installed());
      events.put(order.key(), event);
      if (event instanceof FilterEvent.Installed) standing.add(order.key());
      else standing.remove(order.key());
    }
    return events;
  }

  @Override
  public Map<FilterKey, Map<String, Statistics>> measure(Runnable between) {
    if (!measures || standing.isEmpty()) return Map.of();
    var message = ListMessages.keys(instance, "measure-lists", standing);
    var counters = ListMessages.counters(carry("measure-lists", message));
    counters.keySet().retainAll(standing);
    return counters;
  }

  private String carry(String action, String message) {
    return courier.carry(action, message);
  }
}

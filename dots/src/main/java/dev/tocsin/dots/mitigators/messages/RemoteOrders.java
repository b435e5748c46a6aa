// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.messages;

import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Orders carried to a mitigator outside of this program, and what came back of them. Used by the
/// one thread that calls the mitigator.
public final class RemoteOrders {

  /// Brings one message there and its answer back; what fails is a {@link
  /// dev.tocsin.dots.mitigators.MitigatorException}.
  @FunctionalInterface
  public interface Courier {
    String carry(String action, String message);
  }

  private final String instance;
  private final String name;
  private final Courier courier;
  // Kept to say what an order to end was about, and which are to be measured.
  private final Map<MitigationKey, MitigationOrder> standing = new HashMap<>();

  /// @param name what to call the other side towards people
  public RemoteOrders(String instance, String name, Courier courier) {
    this.instance = instance;
    this.name = name;
    this.courier = courier;
  }

  public Map<MitigationKey, MitigatorEvent> enable(Collection<MitigationOrder> orders) {
    return place("enable", orders);
  }

  public void disable(Collection<MitigationKey> keys) {
    carry("disable", keys.stream().map(this::known).toList());
    standing.keySet().removeAll(List.copyOf(keys));
  }

  private MitigationOrder known(MitigationKey key) {
    return standing.getOrDefault(
        key, new MitigationOrder(instance, key, List.of(), EnforcementPolicy.OPEN));
  }

  public Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> orders) {
    var events = place("reconcile", orders);
    standing.keySet().retainAll(orders.stream().map(MitigationOrder::key).toList());
    return events;
  }

  private Map<MitigationKey, MitigatorEvent> place(
      String action, Collection<MitigationOrder> orders) {
    var reported = OrderMessages.events(carry(action, orders));
    var events = new LinkedHashMap<MitigationKey, MitigatorEvent>();
    for (var order : orders) {
      var event = reported.get(order.key());
      // Who says nothing of an order has done what was asked.
      if (event == null) event = new MitigatorEvent.Enabled(order.targets(), name);
      if (event instanceof MitigatorEvent.Enabled enabled && enabled.enabled().isEmpty()) {
        event = new MitigatorEvent.Enabled(order.targets(), enabled.action());
      }
      events.put(order.key(), event);
      if (event instanceof MitigatorEvent.Enabled) standing.put(order.key(), order);
    }
    return events;
  }

  /// Asks about everything that stands.
  public String measure() {
    return carry("measure", standing.values());
  }

  public Set<MitigationKey> standing() {
    return Set.copyOf(standing.keySet());
  }

  private String carry(String action, Collection<MitigationOrder> orders) {
    return courier.carry(action, OrderMessages.write(instance, action, orders));
  }
}

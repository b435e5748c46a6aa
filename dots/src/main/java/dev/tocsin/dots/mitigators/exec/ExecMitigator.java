// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.exec;

import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.wire.Counters;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Hands mitigations to a command of the operator's: one run per call, JSON in, JSON out. The
/// format is in this folder's README.
public final class ExecMitigator implements Mitigator {

  private final String instance;
  private final ExecSettings settings;
  // Kept to tell the command what an order to end was about, and which it has to measure.
  private final Map<MitigationKey, MitigationOrder> standing = new HashMap<>();

  public ExecMitigator(String instance, ExecSettings settings) {
    this.instance = instance;
    this.settings = settings;
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> enable(Collection<MitigationOrder> orders) {
    return place("enable", orders);
  }

  @Override
  public void disable(Collection<MitigationKey> keys) {
    var orders = keys.stream().map(this::known).toList();
    run("disable", orders);
    standing.keySet().removeAll(List.copyOf(keys));
  }

  private MitigationOrder known(MitigationKey key) {
    return standing.getOrDefault(
        key, new MitigationOrder(instance, key, List.of(), EnforcementPolicy.OPEN));
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> orders) {
    var events = place("reconcile", orders);
    standing.keySet().retainAll(orders.stream().map(MitigationOrder::key).toList());
    return events;
  }

  private Map<MitigationKey, MitigatorEvent> place(
      String action, Collection<MitigationOrder> orders) {
    var reported = Messages.events(run(action, orders));
    var events = new LinkedHashMap<MitigationKey, MitigatorEvent>();
    for (var order : orders) {
      var event = reported.get(order.key());
      // A command that says nothing of an order has done what was asked.
      if (event == null) event = new MitigatorEvent.Enabled(order.targets(), settings.name());
      if (event instanceof MitigatorEvent.Enabled enabled && enabled.enabled().isEmpty()) {
        event = new MitigatorEvent.Enabled(order.targets(), enabled.action());
      }
      events.put(order.key(), event);
      if (event instanceof MitigatorEvent.Enabled) standing.put(order.key(), order);
    }
    return events;
  }

  @Override
  public Map<MitigationKey, Counters> measure() {
    if (standing.isEmpty() || !settings.measures()) return Map.of();
    var counters = Messages.counters(run("measure", standing.values()));
    counters.keySet().retainAll(standing.keySet());
    return counters;
  }

  private String run(String action, Collection<MitigationOrder> orders) {
    var input = Messages.write(instance, action, orders);
    var ended = Command.run(settings, input);
    if (ended.exitCode() == 0) return ended.stdout();
    throw new MitigatorException(
        "%s %s ended with %d: %s"
            .formatted(settings.name(), action, ended.exitCode(), ended.firstComplaint()));
  }

  @Override
  public void close() {}
}

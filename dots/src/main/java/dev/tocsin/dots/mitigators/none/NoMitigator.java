// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.none;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Accepts everything, filters nothing and says so: for benches and rehearsals.
public final class NoMitigator implements Mitigator {

  @Override
  public Map<MitigationKey, MitigatorEvent> enable(Collection<MitigationOrder> orders) {
    var events = new LinkedHashMap<MitigationKey, MitigatorEvent>();
    for (var order : orders) {
      events.put(order.key(), new MitigatorEvent.Enabled(order.targets(), "none"));
    }
    return events;
  }

  @Override
  public void disable(Collection<MitigationKey> keys) {}

  @Override
  public Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> orders) {
    return enable(orders);
  }

  @Override
  public Map<MitigationKey, Counters> measure() {
    return Map.of();
  }

  @Override
  public Optional<ListFilter> lists() {
    return Optional.of(new NoFilter());
  }

  /// Accepts every list, for the same ends.
  private static final class NoFilter implements ListFilter {

    @Override
    public Capabilities capabilities() {
      return Capabilities.mandatory();
    }

    @Override
    public Map<FilterKey, FilterEvent> install(Collection<FilterOrder> orders, Runnable between) {
      var events = new LinkedHashMap<FilterKey, FilterEvent>();
      for (var order : orders) events.put(order.key(), new FilterEvent.Installed());
      return events;
    }

    @Override
    public void remove(Collection<FilterKey> keys) {}

    @Override
    public Map<FilterKey, FilterEvent> reconcile(Collection<FilterOrder> orders, Runnable between) {
      return install(orders, between);
    }

    @Override
    public Map<FilterKey, Map<String, Statistics>> measure(Runnable between) {
      return Map.of();
    }
  }

  @Override
  public void close() {}
}

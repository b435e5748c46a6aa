// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.none;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.wire.Counters;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

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
  public void close() {}
}

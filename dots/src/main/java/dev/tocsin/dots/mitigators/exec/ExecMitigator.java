// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.exec;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.mitigators.Mitigator;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.messages.OrderMessages;
import dev.tocsin.dots.mitigators.messages.RemoteLists;
import dev.tocsin.dots.mitigators.messages.RemoteOrders;
import dev.tocsin.dots.wire.Counters;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Hands mitigations to a command of the operator's: one run per call, JSON in, JSON out. The
/// format is in this folder's README.
public final class ExecMitigator implements Mitigator {

  private final ExecSettings settings;
  private final RemoteOrders orders;
  private final Optional<ListFilter> lists;

  public ExecMitigator(String instance, ExecSettings settings) {
    this.settings = settings;
    this.orders = new RemoteOrders(instance, settings.name(), this::run);
    this.lists = RemoteLists.of(instance, settings.lists(), settings.measures(), this::run);
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> enable(Collection<MitigationOrder> wanted) {
    return orders.enable(wanted);
  }

  @Override
  public void disable(Collection<MitigationKey> keys) {
    orders.disable(keys);
  }

  @Override
  public Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> wanted) {
    return orders.reconcile(wanted);
  }

  @Override
  public Map<MitigationKey, Counters> measure() {
    var standing = orders.standing();
    if (standing.isEmpty() || !settings.measures()) return Map.of();
    var counters = OrderMessages.counters(orders.measure());
    counters.keySet().retainAll(standing);
    return counters;
  }

  @Override
  public Optional<ListFilter> lists() {
    return lists;
  }

  private String run(String action, String input) {
    var ended = Command.run(settings, input);
    if (ended.exitCode() == 0) return ended.stdout();
    throw new MitigatorException(
        "%s %s ended with %d: %s"
            .formatted(settings.name(), action, ended.exitCode(), ended.firstComplaint()));
  }

  @Override
  public void close() {}
}

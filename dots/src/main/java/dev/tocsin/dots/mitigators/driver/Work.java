// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.driver;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.ListFilter;
import dev.tocsin.dots.mitigators.Mitigator;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One of the two things that a mitigator can be kept at: mitigations, or lists.
///
/// @param <K> what names an order
/// @param <O> an order
/// @param <E> an event
interface Work<K, O, E> {

  K key(O order);

  Map<K, E> install(Collection<O> orders);

  void remove(Collection<K> keys);

  Map<K, E> reconcile(Collection<O> orders);

  /// One event per measured key.
  Map<K, E> measure();

  E failing(String reason);

  E overfull(String reason);

  /// Tells that something has ended, where somebody wants to know.
  Optional<E> removed();

  /// Whether the order is not to be tried again.
  boolean isRefused(E event);

  /// Whether the order, and no other, is to be installed again later.
  boolean isUndone(E event);

  /// The work of every mitigator.
  record Mitigations(Mitigator mitigator)
      implements Work<MitigationKey, MitigationOrder, MitigatorEvent> {

    @Override
    public MitigationKey key(MitigationOrder order) {
      return order.key();
    }

    @Override
    public Map<MitigationKey, MitigatorEvent> install(Collection<MitigationOrder> orders) {
      return mitigator.enable(orders);
    }

    @Override
    public void remove(Collection<MitigationKey> keys) {
      mitigator.disable(keys);
    }

    @Override
    public Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> orders) {
      return mitigator.reconcile(orders);
    }

    @Override
    public Map<MitigationKey, MitigatorEvent> measure() {
      var events = new LinkedHashMap<MitigationKey, MitigatorEvent>();
      mitigator
          .measure()
          .forEach((key, dropped) -> events.put(key, new MitigatorEvent.Measured(dropped)));
      return events;
    }

    @Override
    public MitigatorEvent failing(String reason) {
      return new MitigatorEvent.Failing(reason);
    }

    @Override
    public MitigatorEvent overfull(String reason) {
      return new MitigatorEvent.Refused(reason, true);
    }

    @Override
    public Optional<MitigatorEvent> removed() {
      return Optional.of(new MitigatorEvent.Disabled());
    }

    @Override
    public boolean isRefused(MitigatorEvent event) {
      return event instanceof MitigatorEvent.Refused;
    }

    /// What fails for now is the mitigator's own to try again.
    @Override
    public boolean isUndone(MitigatorEvent event) {
      return false;
    }
  }

  /// The work of a mitigator that filters by lists.
  ///
  /// @param between does what is due for mitigations
  record Lists(ListFilter filter, Runnable between)
      implements Work<FilterKey, FilterOrder, FilterEvent> {

    @Override
    public FilterKey key(FilterOrder order) {
      return order.key();
    }

    @Override
    public Map<FilterKey, FilterEvent> install(Collection<FilterOrder> orders) {
      return filter.install(orders, between);
    }

    @Override
    public void remove(Collection<FilterKey> keys) {
      filter.remove(keys);
    }

    @Override
    public Map<FilterKey, FilterEvent> reconcile(Collection<FilterOrder> orders) {
      return filter.reconcile(orders, between);
    }

    @Override
    public Map<FilterKey, FilterEvent> measure() {
      var events = new LinkedHashMap<FilterKey, FilterEvent>();
      filter
          .measure(between)
          .forEach((key, entries) -> events.put(key, new FilterEvent.Measured(entries)));
      return events;
    }

    @Override
    public FilterEvent failing(String reason) {
      return new FilterEvent.Failing(reason);
    }

    @Override
    public FilterEvent overfull(String reason) {
      return new FilterEvent.Refused(reason);
    }

    @Override
    public Optional<FilterEvent> removed() {
      return Optional.empty();
    }

    @Override
    public boolean isRefused(FilterEvent event) {
      return event instanceof FilterEvent.Refused;
    }

    @Override
    public boolean isUndone(FilterEvent event) {
      return event instanceof FilterEvent.Failing;
    }
  }
}

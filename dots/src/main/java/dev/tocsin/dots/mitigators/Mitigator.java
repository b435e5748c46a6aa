// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.wire.Counters;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Enforces mitigations. A plug-in: one folder, one instance per configured name, called by one
/// thread of its own (see `MitigatorDriver`), so that it may block. Every call is idempotent. A
/// failure is a {@link MitigatorException}: the driver retries it.
public interface Mitigator extends AutoCloseable {

  /// Called once and before anything else, while others prepare: a long look at what stands may
  /// begin. Changes nothing and does not wait.
  default void foresee() {}

  /// Enforces the orders, each wholly or not at all; an order for a key that stands replaces what
  /// stands.
  ///
  /// @return one event per order: {@link MitigatorEvent.Enabled}, {@link MitigatorEvent.Refused},
  ///   or {@link MitigatorEvent.Failing} for what the mitigator goes on trying by itself
  Map<MitigationKey, MitigatorEvent> enable(Collection<MitigationOrder> orders);

  /// Removes what stands for the keys; unknown keys are no error.
  void disable(Collection<MitigationKey> keys);

  /// Makes what stands agree with the orders and nothing else: after a restart, and whenever a
  /// failure left doubt.
  Map<MitigationKey, MitigatorEvent> reconcile(Collection<MitigationOrder> orders);

  /// What the filters have dropped; a key without measurement is left out.
  Map<MitigationKey, Counters> measure();

  /// Through what it enforces access control lists, if it can. Always the same answer.
  default Optional<ListFilter> lists() {
    return Optional.empty();
  }

  @Override
  void close();
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import java.util.Collection;
import java.util.Map;

/// What a {@link Mitigator} offers that can enforce access control lists (RFC 8783 §7.2), called by
/// the same thread. Every call is idempotent; a failure is a {@link MitigatorException}.
///
/// What takes long is done in steps, with mitigations between them: `between` is to be called where
/// an order for a mitigation may be carried out.
///
/// Lists come before mitigations: what an entry drops is gone, and what it accepts no mitigation
/// touches any more.
public interface ListFilter {

  /// What it can match on and do; a list that needs more is refused.
  Capabilities capabilities();

  /// Puts lists in force, each wholly or not at all; a list for a key that stands replaces what
  /// stands, and a list that is refused ends it.
  ///
  /// @return one event per order: {@link FilterEvent.Installed}, {@link FilterEvent.Refused}, or
  ///   {@link FilterEvent.Failing} for a list that the driver shall install again
  Map<FilterKey, FilterEvent> install(Collection<FilterOrder> orders, Runnable between);

  /// Ends lists; unknown keys are no error.
  void remove(Collection<FilterKey> keys);

  /// Makes the lists that stand agree with the orders and nothing else.
  Map<FilterKey, FilterEvent> reconcile(Collection<FilterOrder> orders, Runnable between);

  /// What entries matched since their list stood, by name; what is not measured is left out.
  Map<FilterKey, Map<String, Statistics>> measure(Runnable between);
}

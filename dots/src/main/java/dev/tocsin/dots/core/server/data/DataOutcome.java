// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.wire.control.ActivationType;
import java.util.Collection;

/// Where decisions of the data channel go. What is changed becomes durable together, and everything
/// else happens after that.
public interface DataOutcome {

  /// @param restored what makes the state as it was before
  void change(DataChange change, DataChange restored);

  /// Asks for a list to be in force, or to be in force differently.
  void install(FilterOrder order);

  void remove(FilterKey key);

  /// A list of a client is in force at other times than before.
  void activated(FilterKey key, ActivationType type);

  /// What lists accept has changed for some destinations: who has a mitigation of them is told.
  void accepting(String domain, Collection<Prefix> destinations);

  /// For the audit log.
  void audit(String action, String domain, String cuid, String detail);
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import java.util.List;

/// What becomes of a {@link ManagementRequest}: given only when it is on disk.
public sealed interface ManagementAnswer {

  /// @param added whether there was none of this name before
  record Stored(Customer customer, boolean added) implements ManagementAnswer {}

  /// @param mitigations that ended with it
  record Removed(String name, int mitigations) implements ManagementAnswer {}

  /// @param mitigations active and preconfigured ones
  /// @param sessions open ones
  record Found(Customer customer, int mitigations, int sessions) implements ManagementAnswer {}

  /// @param more whether others follow
  record Domains(List<Customer> customers, boolean more) implements ManagementAnswer {
    public Domains {
      customers = List.copyOf(customers);
    }
  }

  /// What a new configuration changed: names of domains.
  ///
  /// @param mitigations that ended with those that are gone
  record Configured(List<String> added, List<String> changed, List<String> removed, int mitigations)
      implements ManagementAnswer {
    public Configured {
      added = List.copyOf(added);
      changed = List.copyOf(changed);
      removed = List.copyOf(removed);
    }
  }

  /// @param element at fault, as the configuration calls it; empty if it is none in particular
  record Refused(Reason reason, String element, String message) implements ManagementAnswer {}

  enum Reason {
    UNKNOWN,
    EXISTS,
    /// It stands in the configuration file.
    READ_ONLY,
    /// Mitigations are left.
    IN_USE,
    /// Another domain has it.
    TAKEN,
    /// More of it than is allowed.
    TOO_MANY,
    /// Somebody else was faster.
    CHANGED,
    NOT_STORED
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.dots.wire.MitigationState;
import java.util.List;

/// What an {@link OperatorRequest} leads to.
public sealed interface OperatorAnswer {

  /// On disk, and under way.
  record Done() implements OperatorAnswer {}

  /// There is no such mitigation, or it does not wait.
  record Impossible(String reason) implements OperatorAnswer {}

  /// It could not be stored, and nothing has changed.
  record NotStored() implements OperatorAnswer {}

  /// @param more how many there are beyond these
  record Mitigations(List<Shown> shown, int more) implements OperatorAnswer {
    public Mitigations {
      shown = List.copyOf(shown);
    }
  }

  /// One mitigation, as the operator sees it.
  ///
  /// @param state as its client sees it
  /// @param enabledBy mitigators that say that they enforce it
  /// @param isDryRun nobody is asked to enforce it
  record Shown(
      Mitigation mitigation, MitigationState state, List<String> enabledBy, boolean isDryRun) {
    public Shown {
      enabledBy = List.copyOf(enabledBy);
    }
  }
}

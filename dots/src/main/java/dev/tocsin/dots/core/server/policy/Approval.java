// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Which mitigations a person has to approve before anything is enabled.
public sealed interface Approval {

  record Never() implements Approval {}

  record Always() implements Approval {}

  /// Those of which one of these is true.
  ///
  /// @param wider has a prefix that is wider; {@link Widths#ANY} is true of none
  /// @param longer is asked for a longer time, or for ever
  /// @param mitigators is to be enforced by one of these
  record When(Widths wider, Optional<Duration> longer, List<String> mitigators)
      implements Approval {

    /// True of nothing.
    public static final When NOTHING = new When(Widths.ANY, Optional.empty(), List.of());

    public When {
      mitigators = List.copyOf(mitigators);
    }
  }
}

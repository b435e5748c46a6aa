// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.policy;

import dev.tocsin.base.net.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Which mitigations a person has to approve before anything is enabled.
public sealed interface Approval {

  /// The lifetime of a request without an end.
  long INDEFINITE = -1;

  /// Why a person has to approve this, in words; empty if nobody has to.
  ///
  /// @param lifetimeSeconds as it was asked for
  /// @param mitigators who would enforce it
  Optional<String> reason(List<Prefix> prefixes, long lifetimeSeconds, List<String> mitigators);

  record Never() implements Approval {
    @Override
    public Optional<String> reason(List<Prefix> prefixes, long seconds, List<String> mitigators) {
      return Optional.empty();
    }
  }

  record Always() implements Approval {
    @Override
    public Optional<String> reason(List<Prefix> prefixes, long seconds, List<String> mitigators) {
      return Optional.of("every mitigation of this domain");
    }
  }

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

    @Override
    public Optional<String> reason(List<Prefix> prefixes, long seconds, List<String> by) {
      return tooWide(prefixes).or(() -> tooLong(seconds)).or(() -> enforcedBy(by));
    }

    private Optional<String> tooWide(List<Prefix> prefixes) {
      return prefixes.stream()
          .filter(wider::exceededBy)
          .findFirst()
          .map(prefix -> prefix + " is wider than /" + wider.limit(prefix));
    }

    private Optional<String> tooLong(long seconds) {
      return longer
          .filter(_ -> isLonger(seconds))
          .map(limit -> "a lifetime of more than " + limit.toSeconds() + " s");
    }

    /// Whether a lifetime is one that has to be approved.
    public boolean isLonger(long seconds) {
      return longer.isPresent() && (seconds == INDEFINITE || seconds > longer.get().toSeconds());
    }

    private Optional<String> enforcedBy(List<String> by) {
      return by.stream()
          .filter(mitigators::contains)
          .findFirst()
          .map(mitigator -> "to be enforced by " + mitigator);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.policy;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.Scope;
import java.util.List;
import java.util.Optional;

/// One answer to the question who is to enforce a mitigation.
///
/// @param instances mitigators that act together; never empty
/// @param when the scopes for which this choice is one
public record MitigatorChoice(List<String> instances, Condition when) {

  public MitigatorChoice {
    instances = List.copyOf(instances);
    if (instances.isEmpty()) throw new IllegalArgumentException("a choice without a mitigator");
  }

  /// One alone, for every scope.
  public static MitigatorChoice of(String instance) {
    return new MitigatorChoice(List.of(instance), Condition.ALWAYS);
  }

  /// Who is to enforce a scope: of the first choice that fits it, those who have not refused.
  ///
  /// @param reach with what its names resolve to among its prefixes
  /// @return empty if nobody is left, or no address is known
  public static List<String> choose(
      List<MitigatorChoice> choices, Scope reach, List<String> refusedBy) {
    if (reach.prefixes().isEmpty()) return List.of();
    for (var choice : choices) {
      if (!choice.when().fits(reach)) continue;
      if (refusedBy.isEmpty()) return choice.instances();
      var left = choice.instances().stream().filter(each -> !refusedBy.contains(each)).toList();
      if (!left.isEmpty()) return left;
    }
    return List.of();
  }

  public enum Family {
    IPV4,
    IPV6
  }

  /// What a scope must be like. Every prefix has to be so, those that names resolve to included; of
  /// a scope without a known prefix nothing is known that a condition on prefixes could be true of.
  ///
  /// @param family all prefixes are of it; absent: of any
  /// @param widest no prefix is wider
  /// @param protocols the scope names some, and no others than these; empty: any or none
  /// @param ports whether the scope names ports; absent: it may
  /// @param within every prefix lies in one of these; empty: anywhere
  public record Condition(
      Optional<Family> family,
      Widths widest,
      List<Integer> protocols,
      Optional<Boolean> ports,
      List<Prefix> within) {

    public static final Condition ALWAYS =
        new Condition(Optional.empty(), Widths.ANY, List.of(), Optional.empty(), List.of());

    public Condition {
      protocols = List.copyOf(protocols);
      within = List.copyOf(within);
    }

    /// @param reach with what its names resolve to among its prefixes
    public boolean fits(Scope reach) {
      return fitsPorts(reach) && fitsProtocols(reach) && fitsPrefixes(reach.prefixes());
    }

    private boolean fitsPorts(Scope reach) {
      return ports.isEmpty() || ports.get() != reach.ports().isEmpty();
    }

    private boolean fitsProtocols(Scope reach) {
      if (protocols.isEmpty()) return true;
      return !reach.protocols().isEmpty() && protocols.containsAll(reach.protocols());
    }

    private boolean fitsPrefixes(List<Prefix> prefixes) {
      if (!asksForPrefixes()) return true;
      return !prefixes.isEmpty() && prefixes.stream().allMatch(this::fits);
    }

    private boolean asksForPrefixes() {
      return family.isPresent() || !widest.equals(Widths.ANY) || !within.isEmpty();
    }

    private boolean fits(Prefix prefix) {
      boolean isOfFamily = family.isEmpty() || (family.get() == Family.IPV4) == prefix.isIpv4();
      boolean isInside =
          within.isEmpty() || within.stream().anyMatch(each -> each.contains(prefix));
      return isOfFamily && isInside && !widest.exceededBy(prefix);
    }
  }
}

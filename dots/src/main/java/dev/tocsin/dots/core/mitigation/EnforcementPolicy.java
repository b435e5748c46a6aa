// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.mitigation;

import dev.tocsin.dots.wire.flowspec.RouteTarget;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// How one domain's mitigations are to be enforced. It goes to the mitigator with every order; what
/// it leaves open is the mitigator's own to decide, by its settings.
///
/// @param scoped for targets with protocols or ports
/// @param bare for targets that are only prefixes
/// @param redirect where traffic goes instead of being filtered, with mitigators that can divert it
public record EnforcementPolicy(Optional<Scoped> scoped, Bare bare, Optional<Redirect> redirect) {

  /// Largest rate and largest burst, in packets.
  public static final int RATE_MAX = 100_000_000;

  /// Everything is left to the mitigator.
  public static final EnforcementPolicy OPEN = new EnforcementPolicy(Optional.empty(), Bare.OPEN);

  public EnforcementPolicy(Optional<Scoped> scoped, Bare bare) {
    this(scoped, bare, Optional.empty());
  }

  /// Names one place in the words of those who divert; at least one is there.
  ///
  /// @param routeTarget for routers, by flow specifications (RFC 8955 §7.4)
  /// @param diversion for services that know it by a name
  public record Redirect(Optional<RouteTarget> routeTarget, Optional<String> diversion) {
    public Redirect {
      if (routeTarget.isEmpty() && diversion.isEmpty()) {
        throw new IllegalArgumentException("a redirect to nowhere");
      }
    }
  }

  /// What happens to a target with protocols or ports.
  public sealed interface Scoped {

    /// All of it is dropped.
    record Drop() implements Scoped {}

    /// What exceeds a rate is dropped.
    ///
    /// @param packetsPerSecond of every prefix, protocol and port that is named
    /// @param burst packets by which it may be exceeded for a moment
    record Limit(int packetsPerSecond, int burst) implements Scoped {
      public Limit {
        rate(packetsPerSecond);
        rate(burst);
      }
    }
  }

  /// What happens to a target that is only a prefix.
  ///
  /// @param packetsPerSecond that one source may send to it
  /// @param burst packets by which a source may exceed that for a moment
  /// @param penalty how long all of a source is dropped that exceeded its rate; zero drops only
  ///   what exceeds
  public record Bare(
      OptionalInt packetsPerSecond,
      OptionalInt burst,
      Optional<Duration> penalty,
      Optional<SynProtection> syn) {

    public static final Bare OPEN =
        new Bare(OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty());

    public Bare {
      packetsPerSecond.ifPresent(EnforcementPolicy::rate);
      burst.ifPresent(EnforcementPolicy::rate);
      if (penalty.filter(Duration::isNegative).isPresent()) {
        throw new IllegalArgumentException("penalty " + penalty);
      }
    }
  }

  /// What keeps a flood of TCP connection requests from a prefix.
  public sealed interface SynProtection {

    record Off() implements SynProtection {}

    /// All sources together may send so many connection requests.
    record Limit(int perSecond) implements SynProtection {
      public Limit {
        rate(perSecond);
      }
    }
  }

  private static void rate(int packets) {
    if (packets >= 1 && packets <= RATE_MAX) return;
    throw new IllegalArgumentException(packets + " is not from 1 to " + RATE_MAX);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import dev.tocsin.dots.wire.control.AclControl;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a server says of one mitigation (RFC 9132 §4.4.1.3 and §4.4.2). Each part is absent where
/// the answer at hand does not carry it (a 2.01 has only mid and lifetime; `c=c` leaves the state
/// out, `c=n` the configuration).
///
/// @param scope what is really enabled, or asked for while nothing is
/// @param lifetimeSeconds what remains; -1 for indefinite
/// @param acls lists whose activation changed, or could not be changed (RFC 9133 §3.2.1)
/// @param startSeconds mitigation-start, seconds since 1970-01-01T00:00Z
public record MitigationStatus(
    OptionalLong mid,
    Optional<Scope> scope,
    Optional<Boolean> triggerMitigation,
    OptionalLong lifetimeSeconds,
    OptionalLong startSeconds,
    Optional<MitigationState> state,
    Optional<ConflictInformation> conflict,
    Counters dropped,
    List<AclControl> acls) {

  public MitigationStatus {
    acls = List.copyOf(acls);
  }

  public MitigationStatus(
      OptionalLong mid,
      Optional<Scope> scope,
      Optional<Boolean> triggerMitigation,
      OptionalLong lifetimeSeconds,
      OptionalLong startSeconds,
      Optional<MitigationState> state,
      Optional<ConflictInformation> conflict,
      Counters dropped) {
    this(
        mid,
        scope,
        triggerMitigation,
        lifetimeSeconds,
        startSeconds,
        state,
        conflict,
        dropped,
        List.of());
  }

  /// RFC 9133 Figure 1: the body of a 5.03 because of lists that could not be changed.
  public static MitigationStatus failed(long mid, List<AclControl> acls) {
    return new MitigationStatus(
            OptionalLong.of(mid),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Counters.UNKNOWN)
        .with(acls);
  }

  public MitigationStatus with(List<AclControl> changed) {
    return new MitigationStatus(
        mid,
        scope,
        triggerMitigation,
        lifetimeSeconds,
        startSeconds,
        state,
        conflict,
        dropped,
        changed);
  }

  /// The body of a 2.01 or 2.04.
  public static MitigationStatus granted(long mid, long lifetimeSeconds) {
    return new MitigationStatus(
        OptionalLong.of(mid),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.of(lifetimeSeconds),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Counters.UNKNOWN);
  }
}

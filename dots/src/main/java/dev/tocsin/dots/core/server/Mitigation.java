// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A mitigation as it is kept: everything that must survive a restart, nothing that can be measured
/// again.
///
/// @param owner fingerprint of the identity that asked
/// @param sequence order of acceptance on this server, ascending: the tie-breaker between
///   overlapping requests
/// @param accepted when it was first accepted
/// @param activated when mitigation was asked of a mitigator; absent while it waits for a lost
///   signal or a conflict
/// @param expires absent for an indefinite one
/// @param terminates set when withdrawn or replaced: end of the active-but-terminating period
/// @param terminating length of the last such period, for doubling (RFC 9132 §4.4.4)
/// @param means mitigators and addresses
/// @param consent whether a person has to approve it, and has
/// @param home the node that decides about it: the one that took its last request
public record Mitigation(
    MitigationKey key,
    String owner,
    MitigationRequest request,
    long sequence,
    MitigationState state,
    Instant accepted,
    Optional<Instant> activated,
    Optional<Instant> expires,
    Optional<Instant> terminates,
    Duration terminating,
    Means means,
    Consent consent,
    String home) {

  /// Of a server that has the store to itself.
  public static final String ONLY_NODE = "";

  /// Mitigation begins.
  ///
  /// @param order the request counts as accepted in this place from now on
  public Mitigation started(long order, Instant now) {
    return new Mitigation(
        key,
        owner,
        request,
        order,
        MitigationState.IN_PROGRESS,
        accepted,
        Optional.of(now),
        expires,
        Optional.empty(),
        terminating,
        means,
        consent,
        home);
  }

  /// Mitigation would begin, and a person has to agree.
  public Mitigation waiting(Consent awaited) {
    return in(MitigationState.IN_PROGRESS, Optional.empty(), Optional.empty()).with(awaited);
  }

  /// Goes on as if it had never been withdrawn.
  public Mitigation resumed() {
    return in(MitigationState.IN_PROGRESS, activated, Optional.empty());
  }

  /// No mitigation, in the given state.
  public Mitigation stopped(MitigationState inactive) {
    return in(inactive, Optional.empty(), Optional.empty());
  }

  /// The active-but-terminating period begins.
  public Mitigation terminating(Instant end, Duration period) {
    return new Mitigation(
        key,
        owner,
        request,
        sequence,
        MitigationState.CLIENT_WITHDRAWN,
        accepted,
        activated,
        expires,
        Optional.of(end),
        period,
        means,
        consent,
        home);
  }

  public Mitigation expiring(Optional<Instant> at) {
    return new Mitigation(
        key,
        owner,
        request,
        sequence,
        state,
        accepted,
        activated,
        at,
        terminates,
        terminating,
        means,
        consent,
        home);
  }

  public Mitigation with(Means changed) {
    return new Mitigation(
        key,
        owner,
        request,
        sequence,
        state,
        accepted,
        activated,
        expires,
        terminates,
        terminating,
        changed,
        consent,
        home);
  }

  public Mitigation with(Consent changed) {
    return new Mitigation(
        key,
        owner,
        request,
        sequence,
        state,
        accepted,
        activated,
        expires,
        terminates,
        terminating,
        means,
        changed,
        home);
  }

  public Mitigation homed(String node) {
    return new Mitigation(
        key,
        owner,
        request,
        sequence,
        state,
        accepted,
        activated,
        expires,
        terminates,
        terminating,
        means,
        consent,
        node);
  }

  private Mitigation in(
      MitigationState changed, Optional<Instant> activation, Optional<Instant> termination) {
    return new Mitigation(
        key,
        owner,
        request,
        sequence,
        changed,
        accepted,
        activation,
        expires,
        termination,
        terminating,
        means,
        consent,
        home);
  }
}

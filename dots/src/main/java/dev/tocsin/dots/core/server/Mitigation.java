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
    Duration terminating) {}

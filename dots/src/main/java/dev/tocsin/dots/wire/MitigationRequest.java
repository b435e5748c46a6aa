// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.Optional;

/// The body of a mitigation request or efficacy update (RFC 9132 §4.4.1.1, §4.4.3).
///
/// @param lifetimeSeconds 1 to 2^31-1, or {@link #INDEFINITE}
/// @param triggerMitigation false: act only when the signal channel session is lost
/// @param attackStatus present exactly in an efficacy update
public record MitigationRequest(
    Scope scope,
    long lifetimeSeconds,
    boolean triggerMitigation,
    Optional<AttackStatus> attackStatus) {

  /// RFC 9132 §4.4.1.1: a lifetime of -1 means indefinite.
  public static final long INDEFINITE = -1;

  public MitigationRequest {
    if (lifetimeSeconds != INDEFINITE
        && (lifetimeSeconds < 1 || lifetimeSeconds > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "lifetime " + lifetimeSeconds + " is neither -1 nor within 1-2147483647 seconds");
    }
  }
}

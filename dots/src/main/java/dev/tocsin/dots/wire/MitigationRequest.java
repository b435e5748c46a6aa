// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.Optional;

/// The body of a mitigation request (RFC 9132 §4.4.1.1).
///
/// @param lifetimeSeconds 1 to 2^32-1, or {@link #INDEFINITE}
/// @param triggerMitigation false: act only when the signal channel session is lost
/// @param attackStatus what the client thinks of the attack, if it says so in a request too and not
///   only in an efficacy update
public record MitigationRequest(
    Scope scope,
    long lifetimeSeconds,
    boolean triggerMitigation,
    Optional<AttackStatus> attackStatus) {

  /// RFC 9132 §4.4.1.1: a lifetime of -1 means indefinite.
  public static final long INDEFINITE = -1;

  private static final long LONGEST = 0xFFFF_FFFFL;

  public MitigationRequest {
    checkLifetime(lifetimeSeconds);
  }

  static void checkLifetime(long seconds) {
    if (seconds != INDEFINITE && (seconds < 1 || seconds > LONGEST)) {
      throw new IllegalArgumentException(
          "lifetime " + seconds + " is neither -1 nor within 1-4294967295 seconds");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import java.time.Duration;

/// What an overlay's operator grants.
///
/// @param lifetime of a certificate: who is denied goes when his ends
/// @param kept how long a device may be without a certificate and still get its peers again
/// @param devicesMax that a user may have, those without a certificate included: the number of
///   peers of one user is what a Sybil attack needs
/// @param peers in each certificate
/// @param perHour certificates for a user, and at once if he had none for an hour
public record EnrolmentRules(
    Duration lifetime, Duration kept, int devicesMax, int peers, int perHour) {

  /// A day: revocation takes no longer. Thirty days for a machine that was away; ten devices; one
  /// peer each; thirty certificates an hour.
  public static final EnrolmentRules DEFAULT =
      new EnrolmentRules(Duration.ofDays(1), Duration.ofDays(30), 10, 1, 30);

  public static final int PEERS_MAX = 16;

  public EnrolmentRules {
    if (!lifetime.isPositive() || kept.isNegative()) {
      throw new IllegalArgumentException("certificates of " + lifetime + ", devices of " + kept);
    }
    if (devicesMax < 1 || perHour < 1 || peers < 1 || peers > PEERS_MAX) {
      throw new IllegalArgumentException(
          "%d devices, %d peers each, %d certificates an hour"
              .formatted(devicesMax, peers, perHour));
    }
  }
}

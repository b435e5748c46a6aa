// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.migration;

import java.time.Duration;

/// How a {@link Migration} goes about it.
///
/// @param renewEvery how often all that belongs in B is stored there anew while A is still in use
/// @param retryAfter pause before what an overlay did not take is tried again; doubles up to {@link
///   #renewEvery}
/// @param atOnce values that are brought to B at the same time
/// @param ownMax of this node's own values that it knows of
/// @param owedMax writes that an overlay has not taken yet
public record MigrationParameters(
    Duration renewEvery, Duration retryAfter, int atOnce, int ownMax, int owedMax) {

  /// Often enough that B holds all before the next stage can come with a renewal of credentials.
  public static final MigrationParameters DEFAULT =
      new MigrationParameters(Duration.ofMinutes(10), Duration.ofSeconds(15), 8, 10_000, 10_000);

  public MigrationParameters {
    if (!renewEvery.isPositive() || !retryAfter.isPositive()) {
      throw new IllegalArgumentException("every " + renewEvery + ", " + retryAfter);
    }
    if (atOnce < 1 || ownMax < 0 || owedMax < 0) {
      throw new IllegalArgumentException(atOnce + ", " + ownMax + ", " + owedMax);
    }
  }
}

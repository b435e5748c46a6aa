// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.dots.core.server.data.rules.Filtering;
import java.time.Duration;

/// What holds for the data channel of all domains.
///
/// @param lifetime how long an alias or a list stays without a refresh
/// @param acceptedFloodPackets per second: what accepts more in one entry accepts an attack
/// @param filtering what clients are told that can be filtered; anything else is refused
public record DataSettings(
    Duration lifetime, Limits limits, long acceptedFloodPackets, Filtering filtering) {

  // RFC 8783 §6.1, §7.2: entries are kept for at least 10080 minutes.
  public static final Duration LIFETIME_MIN = Duration.ofMinutes(10_080);

  public static final DataSettings DEFAULT =
      new DataSettings(LIFETIME_MIN, Limits.DEFAULT, 10_000, Filtering.MANDATORY);

  public DataSettings filteringBy(Filtering other) {
    return new DataSettings(lifetime, limits, acceptedFloodPackets, other);
  }

  public DataSettings {
    if (lifetime.compareTo(LIFETIME_MIN) < 0) {
      throw new IllegalArgumentException("a lifetime of " + lifetime + " is below a week");
    }
  }

  /// @param clientsMax registered, of one domain
  /// @param aliasesMax of one domain
  /// @param aclsMax of one domain
  /// @param acesMax entries of all lists of one domain
  /// @param acesPerAclMax a list is stored and installed as a whole
  public record Limits(
      int clientsMax, int aliasesMax, int aclsMax, int acesMax, int acesPerAclMax) {
    public static final Limits DEFAULT = new Limits(1_000, 20_000, 10_000, 200_000, 5_000);
  }
}

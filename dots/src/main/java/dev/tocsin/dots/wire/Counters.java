// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.OptionalLong;

/// What was dropped since the mitigation began and is dropped now, as the mitigator measured it
/// (RFC 9132 §4.4.2). An unknown counter is absent, never invented.
///
/// @param bytesPerSecond RFC 9132 calls it bps-dropped: the average of dropped bytes per second,
///   over five minutes
/// @param packetsPerSecond pps-dropped: the average of dropped packets per second, over five
///   minutes
public record Counters(
    OptionalLong bytes,
    OptionalLong bytesPerSecond,
    OptionalLong packets,
    OptionalLong packetsPerSecond) {

  public static final Counters UNKNOWN =
      new Counters(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
}

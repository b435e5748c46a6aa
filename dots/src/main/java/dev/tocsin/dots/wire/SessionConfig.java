// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.OptionalLong;

/// Signal channel session configuration (RFC 9132 §4.5). Decimals are held in hundredths: 150 is
/// 1.50.
///
/// @param sid present in a response to a client that has configured one
public record SessionConfig(OptionalLong sid, ParameterSet mitigating, ParameterSet idle) {

  /// One value with its bounds; in a request only `current` is present.
  public record Parameter(OptionalLong min, OptionalLong max, OptionalLong current) {
    public static final Parameter ABSENT =
        new Parameter(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    public static Parameter of(long current) {
      return new Parameter(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(current));
    }

    public static Parameter within(long min, long current, long max) {
      return new Parameter(OptionalLong.of(min), OptionalLong.of(max), OptionalLong.of(current));
    }

    public boolean isAbsent() {
      return min.isEmpty() && max.isEmpty() && current.isEmpty();
    }
  }

  /// @param heartbeatInterval seconds; 0 turns heartbeats off
  /// @param missingHbAllowed heartbeats
  /// @param probingRate bytes per second
  /// @param maxRetransmit retransmissions
  /// @param ackTimeout hundredths of a second
  /// @param ackRandomFactor hundredths
  public record ParameterSet(
      Parameter heartbeatInterval,
      Parameter missingHbAllowed,
      Parameter probingRate,
      Parameter maxRetransmit,
      Parameter ackTimeout,
      Parameter ackRandomFactor) {
    public static final ParameterSet ABSENT =
        new ParameterSet(
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What is to be done with the packets of a flow specification (RFC 8955 §7). Without any, they
/// pass. Of several rates of one unit the lowest counts; of several marks the first.
///
/// @param bytesPerSecond zero drops all
/// @param packetsPerSecond zero drops all
/// @param mark the DSCP that they get
/// @param goesOn whether further specifications are looked at
public record FlowActions(
    OptionalDouble bytesPerSecond,
    OptionalDouble packetsPerSecond,
    OptionalInt mark,
    boolean goesOn) {

  private static final int RATE_BYTES = 0x8006;
  private static final int TRAFFIC_ACTION = 0x8007;
  private static final int MARKING = 0x8009;
  private static final int RATE_PACKETS = 0x800C;

  /// An extended community: eight octets.
  record Community(long high, long low) {
    int type() {
      return (int) (high >>> 16);
    }

    /// Whether it is of the types of RFC 8955 §7: transitive, experimental use.
    boolean isAction() {
      return (high >>> 24) >= 0x80 && (high >>> 24) <= 0x82;
    }
  }

  static FlowActions of(List<Community> communities) {
    for (var each : communities) refuseUnknown(each);
    return new FlowActions(
        lowest(communities, RATE_BYTES),
        lowest(communities, RATE_PACKETS),
        communities.stream()
            .filter(each -> each.type() == MARKING)
            .mapToInt(each -> (int) each.low() & 0x3F)
            .findFirst(),
        // RFC 8955 §7.3: bit 47, the lowest.
        communities.stream()
            .anyMatch(each -> each.type() == TRAFFIC_ACTION && (each.low() & 1) != 0));
  }

  private static void refuseUnknown(Community community) {
    if (!community.isAction()) return;
    if (List.of(RATE_BYTES, RATE_PACKETS, TRAFFIC_ACTION, MARKING).contains(community.type())) {
      return;
    }
    boolean redirects = (community.type() & 0xFF) == 0x08;
    throw new IllegalArgumentException(
        "no such action here: " + (redirects ? "redirect" : "0x%04x".formatted(community.type())));
  }

  private static OptionalDouble lowest(List<Community> communities, int type) {
    return communities.stream()
        .filter(each -> each.type() == type)
        .mapToDouble(each -> rate(each.low()))
        .min();
  }

  private static double rate(long bits) {
    var rate = Float.intBitsToFloat((int) bits);
    if (Float.isNaN(rate)) throw new IllegalArgumentException("a rate that is no number");
    // RFC 8955 §7.1: "negative values MUST be treated as zero".
    return Math.max(0, rate);
  }

  /// Whether none of the packets pass.
  public boolean dropsAll() {
    return isZero(bytesPerSecond) || isZero(packetsPerSecond);
  }

  private static boolean isZero(OptionalDouble rate) {
    return rate.isPresent() && rate.getAsDouble() == 0;
  }

  @Override
  public String toString() {
    if (dropsAll()) return "drop";
    var limit = text(packetsPerSecond, "packets/s").or(() -> text(bytesPerSecond, "bytes/s"));
    var passing = mark.isPresent() ? "mark" : goesOn ? "go on" : "accept";
    return limit.map("limit "::concat).orElse(passing);
  }

  private static Optional<String> text(OptionalDouble rate, String unit) {
    return rate.isPresent()
        ? Optional.of("%d %s".formatted((long) rate.getAsDouble(), unit))
        : Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

/// The flags of TCP as a bitmask (RFC 8783 §4.3).
///
/// @param bitmask uint16 over the last four bits of byte 12 and byte 13 of the header; the upper
///   four bits belong to the data offset and match nothing
public record FlagsBitmask(BitOperator operator, int bitmask) {

  public FlagsBitmask {
    if (bitmask < 0 || bitmask > 65_535) throw new IllegalArgumentException("bitmask " + bitmask);
  }
}

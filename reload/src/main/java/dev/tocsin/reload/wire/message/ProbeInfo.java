// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.message;

/// Something that a peer says of itself.
///
/// @param value unsigned 32 bits
public record ProbeInfo(Topic topic, long value) {

  public enum Topic {
    /// Its share of the ring in parts per billion.
    RESPONSIBLE_SET,
    /// How many places of the ring it holds values for.
    RESOURCES
  }

  public ProbeInfo {
    if (value < 0 || value > 0xffff_ffffL) throw new IllegalArgumentException("value " + value);
  }
}

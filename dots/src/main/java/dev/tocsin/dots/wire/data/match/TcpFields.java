// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// The fields of the TCP header that RFC 8519 §4.2 defines.
///
/// @param sequenceNumber uint32
/// @param acknowledgementNumber uint32
/// @param dataOffset 5 to 15 words
/// @param flags exactly these are set; empty means that none is
/// @param options 1 to 40 bytes
public record TcpFields(
    OptionalLong sequenceNumber,
    OptionalLong acknowledgementNumber,
    OptionalInt dataOffset,
    OptionalInt reserved,
    Optional<Set<TcpFlag>> flags,
    OptionalInt windowSize,
    OptionalInt urgentPointer,
    Optional<Binary> options) {

  public static final TcpFields ANY =
      new TcpFields(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Optional.empty());

  public static final int DATA_OFFSET_MIN = 5;
  public static final int DATA_OFFSET_MAX = 15;
  public static final int OPTIONS_BYTES_MAX = 40;

  public TcpFields {
    flags = flags.map(Set::copyOf);
    Ranges.uint32("sequence-number", sequenceNumber);
    Ranges.uint32("acknowledgement-number", acknowledgementNumber);
    Ranges.check("data-offset", dataOffset, DATA_OFFSET_MIN, DATA_OFFSET_MAX);
    Ranges.check("reserved", reserved, 0, 255);
    Ranges.check("window-size", windowSize, 0, 65_535);
    Ranges.check("urgent-pointer", urgentPointer, 0, 65_535);
    int optionBytes = options.map(binary -> binary.bytes().length).orElse(1);
    if (optionBytes < 1 || optionBytes > OPTIONS_BYTES_MAX) {
      throw new IllegalArgumentException("options of " + optionBytes + " bytes");
    }
  }
}

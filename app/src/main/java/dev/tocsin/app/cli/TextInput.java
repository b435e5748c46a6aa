// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.base.bytes.WireException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A value that stands in the command line, or in standard input where that says `-`.
public final class TextInput {

  private static final int BYTES_MAX = 16 << 20;

  private TextInput() {}

  public static String read(String argument) {
    if (!argument.equals("-")) return argument;
    return standardInput();
  }

  /// Bytes in hexadecimal, as figures show them: white space, and what stands behind a #, is passed
  /// over.
  ///
  /// @throws IllegalArgumentException if it is anything else, or nothing
  public static byte[] hex(String text) {
    String digits = text.replaceAll("#.*", "").replaceAll("\\s+", "");
    if (digits.isEmpty()) throw new IllegalArgumentException("there are no bytes");
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected pairs of hexadecimal digits: " + e.getMessage(), e);
    }
  }

  private static String standardInput() {
    try {
      byte[] bytes = System.in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new WireException("more than " + BYTES_MAX + " bytes on standard input");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

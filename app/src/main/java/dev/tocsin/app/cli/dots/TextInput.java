// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.base.bytes.WireException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A value that stands in the command line, or in standard input where that says `-`.
final class TextInput {

  private static final int BYTES_MAX = 4 << 20;

  private TextInput() {}

  static String read(String argument) {
    if (!argument.equals("-")) return argument;
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

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import java.nio.charset.StandardCharsets;

/// One flat JSON object on one line. What a JSON library would write raw but a terminal obeys is
/// escaped here, too, so that a log can be read with `cat`.
final class JsonLine {

  private final StringBuilder out = new StringBuilder(160).append('{');

  JsonLine field(String name, String value) {
    name(name).append('"');
    if (isPlain(value)) {
      out.append(value);
    } else {
      // The escapes of Printable are JSON's own, once quotes and backslashes are taken care of.
      Printable.append(out, value.replace("\\", "\\\\").replace("\"", "\\\""));
    }
    out.append('"');
    return this;
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c >= 0x7F || c == '"' || c == '\\') return false;
    }
    return true;
  }

  JsonLine field(String name, long value) {
    name(name).append(value);
    return this;
  }

  private StringBuilder name(String name) {
    if (out.length() > 1) out.append(',');
    return out.append('"').append(name).append("\":");
  }

  String text() {
    return out + "}\n";
  }

  byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }
}

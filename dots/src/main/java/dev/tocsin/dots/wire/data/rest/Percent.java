// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Percent-encoding of keys and query values (RFC 3986 §2.1, RFC 8040 §3.5.3): UTF-8, and
/// everything that is not unreserved is encoded. A plus stands for itself.
final class Percent {

  private static final String UNRESERVED = "-._~";

  private Percent() {}

  static String encode(String text) {
    var out = new StringBuilder(text.length() + 16);
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      int c = each & 0xff;
      if (isUnreserved(c)) out.append((char) c);
      else out.append("%%%02X".formatted(c));
    }
    return out.toString();
  }

  private static boolean isUnreserved(int c) {
    boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return isLetter || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
  }

  /// @return empty if this is no percent-encoded UTF-8
  static Optional<String> decode(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f) return Optional.empty();
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      int octet = i + 2 < text.length() ? octet(text.charAt(i + 1), text.charAt(i + 2)) : -1;
      if (octet < 0) return Optional.empty();
      bytes.write(octet);
      i += 2;
    }
    try {
      var utf8 = StandardCharsets.UTF_8.newDecoder();
      return Optional.of(utf8.decode(ByteBuffer.wrap(bytes.toByteArray())).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static int octet(char high, char low) {
    int upper = hex(high);
    int lower = hex(low);
    return upper < 0 || lower < 0 ? -1 : upper << 4 | lower;
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}

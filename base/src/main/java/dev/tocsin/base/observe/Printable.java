// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

/// Text of strangers, made harmless for terminals and log files: whatever controls, reorders or
/// hides text becomes `\\uXXXX`.
public final class Printable {

  private Printable() {}

  public static String escape(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) return text;
    var out = new StringBuilder(text.length() + 16);
    append(out, text);
    return out.toString();
  }

  static void append(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (isHarmless(c)) {
        out.appendCodePoint(c);
      } else {
        for (char unit : Character.toChars(c)) out.append("\\u%04x".formatted((int) unit));
      }
      i += Character.charCount(c);
    }
  }

  private static boolean isHarmless(int c) {
    if (c >= ' ' && c < 0x7F) return true;
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}

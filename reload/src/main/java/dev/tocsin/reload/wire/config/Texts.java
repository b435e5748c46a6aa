// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import java.time.Duration;
import java.util.List;

/// What the values of a document may be, so that they come back from XML as they were.
final class Texts {

  /// 136 years.
  static final long SECONDS_MAX = 0xffff_ffffL;

  private static final int SHOWN_MAX = 80;

  private Texts() {}

  /// One word of anything that can be seen.
  static void requireName(String what, String text) {
    requireWords(what, text);
    if (text.indexOf(' ') >= 0) {
      throw new IllegalArgumentException(
          "expected " + what + " without white space, found '" + shown(text) + "'");
    }
  }

  /// Words with single spaces within the line.
  static void requireWords(String what, String text) {
    boolean isFine =
        !text.isEmpty()
            && text.length() <= OverlayConfiguration.NAME_CHARACTERS_MAX
            && text.strip().length() == text.length()
            && text.codePoints().allMatch(Texts::isShown);
    if (!isFine) {
      throw new IllegalArgumentException(
          "expected %s of 1 to %d characters, found '%s'"
              .formatted(what, OverlayConfiguration.NAME_CHARACTERS_MAX, shown(text)));
    }
  }

  private static boolean isShown(int c) {
    if (c == ' ') return true;
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  static void requireSeconds(String what, Duration duration) {
    if (duration.getNano() != 0
        || duration.getSeconds() < 1
        || duration.getSeconds() > SECONDS_MAX) {
      throw new IllegalArgumentException(
          "expected %s of 1 to %d whole seconds, found %s".formatted(what, SECONDS_MAX, duration));
    }
  }

  static void atMost(int max, String what, List<?> list) {
    if (list.size() > max) {
      throw new IllegalArgumentException(
          "expected at most %d %s, found %d".formatted(max, what, list.size()));
    }
  }

  /// Somebody else's text, short enough for a complaint.
  static String shown(String text) {
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// How values, keys and mistakes are shown to the operator.
final class Shown {

  private static final int BRIEF_CHARS = 80;

  private Shown() {}

  /// As it would stand in a configuration file.
  static String value(Object value) {
    return switch (value) {
      case Duration d -> duration(d);
      case Enum<?> e -> word(e);
      case ByteSize size -> size.toString();
      case Collection<?> all when all.isEmpty() -> "none";
      case Collection<?> all -> all.stream().map(Shown::value).collect(Collectors.joining(", "));
      default -> value.toString();
    };
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String duration(Duration d) {
    if (d.isZero()) return "0s";
    if (d.toMillisPart() != 0) return d.toMillis() + "ms";
    var seconds = d.toSeconds();
    if (seconds % 86_400 == 0) return seconds / 86_400 + "d";
    if (seconds % 3_600 == 0) return seconds / 3_600 + "h";
    if (seconds % 60 == 0) return seconds / 60 + "m";
    return seconds + "s";
  }

  static String brief(String text) {
    var shown = printable(text);
    return shown.length() <= BRIEF_CHARS ? shown : shown.substring(0, BRIEF_CHARS) + "…";
  }

  /// Complaints go to a terminal: nothing in them may steer it.
  static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// The known word that the operator may have meant: few of its letters differ.
  static Optional<String> nearest(String written, Collection<String> known) {
    return known.stream()
        .filter(
            word ->
                distance(written, word) <= (word.length() < 4 ? 1 : Math.max(2, word.length() / 3)))
        .min(Comparator.comparingInt(word -> distance(written, word)));
  }

  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 16) return Integer.MAX_VALUE;
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

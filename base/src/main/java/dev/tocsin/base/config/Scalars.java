// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The texts of single values. Every refusal is an {@link IllegalArgumentException}.
final class Scalars {

  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,15}(\\.\\d{1,9})?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9}) ?(B|KiB|MiB|GiB)");

  private Scalars() {}

  static String nonBlank(String text) {
    if (text.isBlank()) throw expected("some text", text);
    return text;
  }

  static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw expected("true or false", text);
    };
  }

  static long integer(String text, long min, long max) {
    var what = "a whole number from " + min + " to " + max;
    if (!INTEGER.matcher(text).matches()) throw expected(what, text);
    var value = Long.parseLong(text);
    if (value < min || value > max) throw expected(what, text);
    return value;
  }

  static double decimal(String text, double min, double max) {
    var what = "a number from " + min + " to " + max;
    if (!DECIMAL.matcher(text).matches()) throw expected(what, text);
    var value = Double.parseDouble(text);
    if (value < min || value > max) throw expected(what, text);
    return value;
  }

  static Duration duration(String text) {
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) throw expected("a duration such as 500ms, 30s, 5m, 1h or 2d", text);
    var count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  static Duration duration(String text, Duration min, Duration max) {
    var value = duration(text);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw expected("a duration from " + Shown.value(min) + " to " + Shown.value(max), text);
    }
    return value;
  }

  static ByteSize size(String text) {
    var matcher = SIZE.matcher(text);
    if (!matcher.matches()) throw expected("a size such as 4096 B, 512 KiB, 10 MiB or 1 GiB", text);
    var count = Long.parseLong(matcher.group(1));
    return new ByteSize(
        switch (matcher.group(2)) {
          case "KiB" -> count << 10;
          case "MiB" -> count << 20;
          case "GiB" -> count << 30;
          default -> count;
        });
  }

  static <E extends Enum<E>> E choice(String text, Class<E> type) {
    var words = Arrays.stream(type.getEnumConstants()).map(Shown::word).toList();
    var index = words.indexOf(text);
    if (index >= 0) return type.getEnumConstants()[index];
    var what = words.stream().collect(Collectors.joining(", ", "one of ", ""));
    throw expected(what, text);
  }

  private static IllegalArgumentException expected(String what, String text) {
    return new IllegalArgumentException("expected " + what + ", found '" + Shown.brief(text) + "'");
  }
}

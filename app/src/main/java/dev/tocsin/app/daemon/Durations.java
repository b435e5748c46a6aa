// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.daemon;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/// Durations as people write them on the command line: `90`, `90s`, `15m`, `1h`, `2d`.
public final class Durations {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smhd]?)");

  private Durations() {}

  /// @throws IllegalArgumentException if the text is not a duration
  public static Duration parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration like 90s, 15m, 1h or 2d");
    }
    var amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofSeconds(amount);
    };
  }

  /// For picocli.
  public static final class Converter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      try {
        return parse(value);
      } catch (IllegalArgumentException e) {
        throw new picocli.CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }
}

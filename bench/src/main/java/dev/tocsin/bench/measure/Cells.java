// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.measure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// How reports show values.
public final class Cells {

  /// From here on the generator may be what limits the rate, and a run says nothing about servers.
  private static final double GENERATOR_PERCENT = 70;

  private Cells() {}

  /// A server's name.
  static String word(Object server) {
    return server.toString().toLowerCase(Locale.ROOT);
  }

  /// What of its core the generator took in its busiest run, if that was too much.
  public static <S> OptionalDouble busy(Samples<S> samples, S server, Figure figure) {
    if (!figure.name().startsWith(Figure.GENERATOR_LOAD)) return OptionalDouble.empty();
    return samples.of(server, figure).stream()
        .mapToDouble(Double::doubleValue)
        .filter(percent -> percent >= GENERATOR_PERCENT)
        .max();
  }

  /// Median, spread and all values; empty if there is none.
  public static <S> Optional<Map<String, Object>> values(
      Samples<S> samples, S server, Figure figure) {
    var median = samples.median(server, figure);
    if (median.isEmpty()) return Optional.empty();
    var values = new LinkedHashMap<String, Object>();
    values.put("median", rounded(median.getAsDouble()));
    samples.spread(server, figure).ifPresent(spread -> values.put("spread", rounded(spread)));
    values.put("values", samples.of(server, figure).stream().map(Cells::rounded).toList());
    return Optional.of(values);
  }

  /// The median, and half the spread if there were several starts.
  public static <S> String cell(Samples<S> samples, S server, Figure figure) {
    var median = samples.median(server, figure);
    if (median.isEmpty()) return "–";
    var spread = samples.spread(server, figure);
    boolean isSingle = samples.of(server, figure).size() == 1;
    return number(median.getAsDouble())
        + (spread.isEmpty() || isSingle ? "" : " ±%.0f%%".formatted(50 * spread.getAsDouble()));
  }

  /// Our median divided by a peer's; empty text if there is none.
  public static <S> String ratio(Samples<S> samples, Figure figure, S peer) {
    var ratio = samples.ratio(figure, peer);
    return ratio.isEmpty() ? "" : "%.2f".formatted(ratio.getAsDouble());
  }

  private static String number(double value) {
    return Math.abs(value) >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  public static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}

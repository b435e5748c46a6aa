// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.plot;

import java.util.List;
import java.util.Locale;

/// Values side by side as an SVG picture. It follows the viewer's light or dark scheme and needs no
/// font of its own.
///
/// @param title what is counted
/// @param axis what stands below the bars
/// @param labels of the bars; empty ones are left out
/// @param values of the bars, none below zero; NaN for none
public record Bars(String title, String axis, List<String> labels, List<Double> values) {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 320;
  private static final int LEFT = 64;
  private static final int RIGHT = WIDTH - 20;
  private static final int TOP = 44;
  private static final int BOTTOM = HEIGHT - 52;
  private static final int GRID = 4;

  private static final String STYLE =
      """
      <style>
        .card { fill: #ffffff; stroke: #d0d7de; }
        text { font: 12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #1f2328; }
        .title { font-weight: 600; }
        .tick { fill: #59636e; }
        .grid { stroke: #d0d7de; }
        .bar { fill: #0969da; }
        @media (prefers-color-scheme: dark) {
          .card { fill: #0d1117; stroke: #3d444d; }
          text { fill: #f0f6fc; }
          .tick { fill: #9198a1; }
          .grid { stroke: #2a313a; }
          .bar { fill: #4493f8; }
        }
      </style>
      """;

  public Bars {
    labels = List.copyOf(labels);
    values = List.copyOf(values);
    if (labels.size() != values.size()) {
      throw new IllegalArgumentException(labels.size() + " labels, " + values.size() + " values");
    }
  }

  public String svg() {
    var svg = new StringBuilder();
    line(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", WIDTH, HEIGHT);
    line(svg, "  role=\"img\" aria-label=\"%s\">", title);
    svg.append(STYLE);
    line(
        svg,
        "<rect class=\"card\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"8\"/>",
        WIDTH - 1,
        HEIGHT - 1);
    line(svg, "<text class=\"title\" x=\"%d\" y=\"26\">%s</text>", LEFT, title);
    double scale = scale();
    for (int i = 0; i <= GRID; i++) {
      double y = BOTTOM - (double) i / GRID * (BOTTOM - TOP);
      line(
          svg,
          "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
          LEFT,
          y,
          RIGHT,
          y);
      text(svg, "end", LEFT - 8, y + 4, number(scale * i / GRID));
    }
    bars(svg, scale);
    text(svg, "middle", (LEFT + RIGHT) / 2.0, HEIGHT - 14, axis);
    return svg.append("</svg>\n").toString();
  }

  private void bars(StringBuilder svg, double scale) {
    double step = (double) (RIGHT - LEFT) / Math.max(1, values.size());
    for (int i = 0; i < values.size(); i++) {
      double x = LEFT + i * step;
      double value = values.get(i);
      if (value > 0) {
        double height = value / scale * (BOTTOM - TOP);
        line(
            svg,
            "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
            x + step * 0.1,
            BOTTOM - height,
            step * 0.8,
            height);
      }
      if (!labels.get(i).isEmpty()) text(svg, "middle", x + step / 2, BOTTOM + 16, labels.get(i));
    }
  }

  // The next 1, 2 or 5 times a power of ten.
  private double scale() {
    double most = values.stream().mapToDouble(v -> v).filter(v -> v > 0).max().orElse(1);
    double power = Math.pow(10, Math.floor(Math.log10(most)));
    for (double step : new double[] {1, 2, 5, 10}) if (most <= step * power) return step * power;
    return 10 * power;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  private static void text(StringBuilder svg, String anchor, double x, double y, String text) {
    line(
        svg,
        "<text class=\"tick\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
        anchor,
        x,
        y,
        text);
  }

  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}

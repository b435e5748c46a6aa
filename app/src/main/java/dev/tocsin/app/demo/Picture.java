// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.demo.Course.Marked;
import dev.tocsin.app.demo.Course.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A run as an SVG picture: two curves over the same time, the moments marked. It follows the
/// viewer's light or dark scheme and needs no font of its own.
final class Picture {

  private static final int WIDTH = 900;
  private static final int LEFT = 64;
  private static final int RIGHT = WIDTH - 24;
  private static final int LABEL_ROW = 17;
  private static final int LABELS_TOP = 24;
  private static final double LETTER_WIDTH = 6.6;

  /// A curve and where it is drawn.
  private record Panel(
      String title, String style, int top, int bottom, double scale, List<Point> points) {
    double y(double mbps) {
      return bottom - mbps / scale * (bottom - top);
    }
  }

  private final Course course;
  private final StringBuilder svg = new StringBuilder();

  private Picture(Course course) {
    this.course = course;
  }

  static String of(Course course) {
    var picture = new Picture(course);
    picture.draw();
    return picture.svg.toString();
  }

  private void draw() {
    var labels = labels();
    int top = LABELS_TOP + LABEL_ROW * labels.size() + 22;
    var users =
        new Panel(
            "What the users get through, Mbit/s",
            "users",
            top,
            top + 130,
            scale(Course.most(course.users())),
            course.users());
    var flood =
        new Panel(
            "The flood as it arrives at the provider, Mbit/s",
            "flood",
            users.bottom() + 48,
            users.bottom() + 178,
            scale(Course.most(course.flood())),
            course.flood());
    begin(flood.bottom() + 44);
    labels(labels, flood.bottom());
    panel(users);
    panel(flood);
    link(flood);
    timeAxis(flood.bottom());
    svg.append("</svg>\n");
  }

  private void begin(int height) {
    line("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", WIDTH, height);
    line("  role=\"img\" aria-label=\"Users' traffic and the flood over time\">");
    svg.append(STYLE);
    line(
        "<rect class=\"card\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"8\"/>",
        WIDTH - 1, height - 1);
  }

  private static final String STYLE =
      """
      <style>
        .card { fill: #ffffff; stroke: #d0d7de; }
        text { font: 12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #1f2328; }
        .title, .note { stroke: #ffffff; stroke-width: 5; stroke-linejoin: round; paint-order: stroke; }
        .title { font-weight: 600; }
        .tick, .note { fill: #59636e; }
        .grid { stroke: #d0d7de; stroke-width: 1; }
        .mark { stroke: #59636e; stroke-width: 1; stroke-dasharray: 3 3; }
        .link { stroke: #1f2328; stroke-width: 1.2; stroke-dasharray: 7 4; }
        .users.curve { stroke: #0969da; } .users.area { fill: #0969da; }
        .flood.curve { stroke: #cf222e; } .flood.area { fill: #cf222e; }
        .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .area { fill-opacity: 0.13; }
        @media (prefers-color-scheme: dark) {
          .card { fill: #0d1117; stroke: #3d444d; }
          text { fill: #f0f6fc; }
          .title, .note { stroke: #0d1117; }
          .tick, .note { fill: #9198a1; }
          .grid { stroke: #2a313a; }
          .mark { stroke: #9198a1; }
          .link { stroke: #f0f6fc; }
          .users.curve { stroke: #4493f8; } .users.area { fill: #4493f8; }
          .flood.curve { stroke: #f85149; } .flood.area { fill: #f85149; }
        }
      </style>
      """;

  private void panel(Panel panel) {
    line("<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>", LEFT, panel.top - 9, panel.title);
    for (int i = 0; i <= 2; i++) {
      var value = panel.scale * i / 2;
      var y = panel.y(value);
      line("<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>", LEFT, y, RIGHT, y);
      text("tick", "end", LEFT - 8, y + 4, number(value));
    }
    if (panel.points.isEmpty()) return;
    var path = new StringBuilder();
    for (var point : panel.points) {
      path.append(path.isEmpty() ? "M" : "L").append(at(x(point.at()), panel.y(point.mbps())));
    }
    var first = at(x(panel.points.getFirst().at()), panel.bottom);
    var last = at(x(panel.points.getLast().at()), panel.bottom);
    line("<path class=\"%s area\" d=\"%sL%sL%sZ\"/>", panel.style, path, last, first);
    line("<path class=\"%s curve\" d=\"%s\"/>", panel.style, path);
  }

  private void link(Panel panel) {
    var y = panel.y(Arena.LINK_MBPS);
    line("<line class=\"link\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>", LEFT, y, RIGHT, y);
    text("note", "start", LEFT + 6, y - 5, "the link's " + number(Arena.LINK_MBPS) + " Mbit/s");
  }

  /// The moments in rows, so that no two labels overlap.
  private List<List<Marked>> labels() {
    var rows = new ArrayList<List<Marked>>();
    for (var marked : course.marked()) {
      var row = rows.stream().filter(r -> endOf(r.getLast()) < startOf(marked) - 4).findFirst();
      if (row.isPresent()) row.get().add(marked);
      else rows.add(new ArrayList<>(List.of(marked)));
    }
    return rows;
  }

  private double startOf(Marked marked) {
    return isAtRight(marked) ? x(marked.at()) - 5 - width(marked) : x(marked.at());
  }

  private double endOf(Marked marked) {
    return isAtRight(marked) ? x(marked.at()) : x(marked.at()) + 5 + width(marked);
  }

  private boolean isAtRight(Marked marked) {
    return x(marked.at()) + 5 + width(marked) > RIGHT;
  }

  private static double width(Marked marked) {
    return (marked.mark().words.length() + 7) * LETTER_WIDTH;
  }

  private void labels(List<List<Marked>> rows, int bottom) {
    for (int row = 0; row < rows.size(); row++) {
      int y = LABELS_TOP + row * LABEL_ROW;
      for (var marked : rows.get(row)) {
        var x = x(marked.at());
        var words = "%s %.1f s".formatted(marked.mark().words, marked.at());
        line(
            "<line class=\"mark\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
            x, y - 10, x, bottom);
        text("", isAtRight(marked) ? "end" : "start", isAtRight(marked) ? x - 5 : x + 5, y, words);
      }
    }
  }

  private void timeAxis(int bottom) {
    var step =
        List.of(1, 2, 5, 10, 20, 60, 120, 300, 600).stream()
            .filter(each -> course.seconds() / each <= 16)
            .findFirst()
            .orElse(1200);
    for (int second = 0; second <= course.seconds(); second += step) {
      text("tick", "middle", x(second), bottom + 18, second + (second == 0 ? " s" : ""));
    }
  }

  private double x(double second) {
    return LEFT + second / course.seconds() * (RIGHT - LEFT);
  }

  /// A round number that the values stay below.
  private static double scale(double most) {
    var power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1))));
    return List.of(1.0, 1.5, 2.0, 3.0, 5.0, 6.0, 8.0, 10.0).stream()
        .map(each -> each * power)
        .filter(each -> each >= most)
        .findFirst()
        .orElse(most);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  private static String at(double x, double y) {
    return String.format(Locale.ROOT, "%.1f %.1f", x, y);
  }

  private void text(String style, String anchor, double x, double y, String words) {
    line(
        "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
        style, anchor, x, y, words);
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}

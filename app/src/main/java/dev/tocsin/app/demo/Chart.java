// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.demo.Course.Marked;
import dev.tocsin.app.demo.Course.Point;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A run in a few lines of text, a column for one second or more.
final class Chart {

  private static final int COLUMNS_MAX = 64;
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String PLAIN = "_.:-=+*#";
  private static final String LINE = "  %-26s |%s|";

  private final Course course;
  private final String levels;
  private final double step;
  private final int columns;

  private Chart(Course course, Charset terminal) {
    this.course = course;
    this.levels = terminal.newEncoder().canEncode(BLOCKS) ? BLOCKS : PLAIN;
    this.step = Math.max(1, Math.ceil(course.seconds() / COLUMNS_MAX));
    this.columns = (int) Math.ceil(course.seconds() / step);
  }

  /// @param terminal what it can show
  static List<String> lines(Course course, Charset terminal) {
    var chart = new Chart(course, terminal);
    var lines = new ArrayList<String>();
    lines.add(chart.row("users get through", course.users()));
    lines.add(chart.row("the flood at the provider", course.flood()));
    lines.add(" ".repeat(30) + chart.letters());
    var legend = course.marked().stream().map(m -> letter(m) + " " + m.mark().words).toList();
    lines.add(" ".repeat(30) + String.join(", ", legend));
    return lines;
  }

  private String row(String title, List<Point> points) {
    var most = Course.most(points);
    var row = new StringBuilder();
    for (int column = 0; column < columns; column++) {
      row.append(level(Course.mean(points, column * step, (column + 1) * step), most));
    }
    var scale = String.format(Locale.ROOT, " 0 to %.1f Mbit/s", most);
    return String.format(Locale.ROOT, LINE, title, row) + scale;
  }

  private char level(double mbps, double most) {
    if (Double.isNaN(mbps)) return ' ';
    var index = most == 0 ? 0 : Math.round(mbps / most * (levels.length() - 1));
    return levels.charAt((int) index);
  }

  // Where two moments fall into one column, the later one takes the next.
  private String letters() {
    var letters = new StringBuilder();
    for (var marked : course.marked()) {
      while (letters.length() < (int) (marked.at() / step)) letters.append(' ');
      letters.append(letter(marked));
    }
    return letters.toString();
  }

  private static char letter(Marked marked) {
    return switch (marked.mark()) {
      case ATTACK -> 'A';
      case CALL -> 'C';
      case ROUTES -> 'R';
      case FILTERS -> 'F';
      case ATTACK_END -> 'E';
      case WITHDRAWN -> 'W';
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.tables;

import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.observe.Printable;
import java.util.ArrayList;
import java.util.List;

/// Values separated by commas (RFC 4180): a row to a line, the names of the columns first. What
/// stands in quotes may have commas and doubled quotes in it, and ends in its line. Blanks around a
/// value, blank lines and lines that begin with `#` say nothing.
final class Csv {

  private static final int SHOWN_CHARS_MAX = 100;
  private static final int COLUMNS_MAX = 4_096;

  private Csv() {}

  /// Takes one line after the other.
  interface Rows {
    /// @throws IllegalArgumentException if there is a column that should not be
    void header(List<String> columns);

    /// @param cells as many as there are columns
    /// @throws IllegalArgumentException if a value is wrong
    void row(List<String> cells);
  }

  /// @param name of the source, for complaints
  /// @throws SourceException naming the line
  static void read(String name, List<String> lines, Rows rows) {
    int columns = 0;
    int number = 0;
    for (var line : lines) {
      number++;
      if (line.isBlank() || line.startsWith("#")) continue;
      try {
        var cells = cells(line);
        if (columns == 0) {
          columns = cells.size();
          rows.header(cells);
        } else if (cells.size() != columns) {
          throw new IllegalArgumentException(
              "expected %d values, found %d".formatted(columns, cells.size()));
        } else {
          rows.row(cells);
        }
      } catch (IllegalArgumentException e) {
        throw new SourceException(name, "line " + number, String.valueOf(e.getMessage()));
      }
    }
    if (columns == 0) {
      throw new SourceException(name, "line " + number, "expected the names of columns");
    }
  }

  private static List<String> cells(String line) {
    var cells = new ArrayList<String>();
    int at = 0;
    while (true) {
      int start = at;
      while (start < line.length() && line.charAt(start) == ' ') start++;
      boolean isQuoted = start < line.length() && line.charAt(start) == '"';
      at = isQuoted ? quoted(line, start, cells) : plain(line, start, cells);
      if (cells.size() > COLUMNS_MAX) {
        throw new IllegalArgumentException("expected at most " + COLUMNS_MAX + " values");
      }
      if (at == line.length()) return cells;
      at++;
    }
  }

  private static int plain(String line, int start, List<String> cells) {
    int comma = line.indexOf(',', start);
    int end = comma < 0 ? line.length() : comma;
    cells.add(line.substring(start, end).strip());
    return end;
  }

  private static int quoted(String line, int start, List<String> cells) {
    var text = new StringBuilder();
    int at = start + 1;
    while (at < line.length()) {
      char next = line.charAt(at++);
      if (next != '"') {
        text.append(next);
      } else if (at < line.length() && line.charAt(at) == '"') {
        text.append(line.charAt(at++));
      } else {
        while (at < line.length() && line.charAt(at) == ' ') at++;
        if (at < line.length() && line.charAt(at) != ',') {
          throw new IllegalArgumentException(
              "expected a comma behind a value in quotes, found '"
                  + shown(line.substring(at))
                  + "'");
        }
        cells.add(text.toString());
        return at;
      }
    }
    throw new IllegalArgumentException(
        "the quotes of a value do not end: '" + shown(line.substring(start)) + "'");
  }

  /// For complaints.
  static String shown(String text) {
    return Printable.escape(
        text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…");
  }
}

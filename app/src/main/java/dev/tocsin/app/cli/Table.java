// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import java.io.PrintWriter;
import java.util.List;

/// Rows for people: columns as wide as their widest cell.
public final class Table {

  private Table() {}

  /// @param rows the first are the names of the columns; all are of one length
  public static void print(List<List<String>> rows, PrintWriter out) {
    var widths = new int[rows.getFirst().size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], row.get(i).length());
    }
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(" ", widths[i] + 2 - row.get(i).length());
      }
      out.println(line.toString().stripTrailing());
    }
  }
}

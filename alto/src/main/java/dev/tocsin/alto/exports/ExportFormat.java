// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.exports;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// What a map can be written as for programs that do not speak ALTO.
public enum ExportFormat {
  /// The body of nginx's `geo` block.
  NGINX_GEO {
    @Override
    void write(Writer out, Head head, List<ExportRow> rows) throws IOException {
      out.write(comment(head));
      // nginx takes the widest prefixes as any other.
      for (var row : rows) out.write(row.prefix() + " \"" + value(row) + "\";\n");
    }
  },
  /// A file for HAProxy's `map_ip`.
  HAPROXY_MAP {
    @Override
    void write(Writer out, Head head, List<ExportRow> rows) throws IOException {
      out.write(comment(head));
      for (var row : rows) out.write(row.prefix() + " " + value(row) + "\n");
    }
  },
  /// A coverage zone file of Apache Traffic Control. It knows no costs.
  TRAFFIC_CONTROL_CZF {
    @Override
    void write(Writer out, Head head, List<ExportRow> rows) throws IOException {
      out.write(CoverageZones.json(head, rows));
    }
  },
  /// A MaxMind database, with `pid` and, where it is known, `cost`.
  MMDB {
    @Override
    void write(Writer out, Head head, List<ExportRow> rows) {
      throw new IllegalStateException("not a text");
    }

    @Override
    public void write(OutputStream out, Head head, List<ExportRow> rows) throws IOException {
      out.write(MaxMindDatabase.bytes(head, rows));
      out.flush();
    }
  },
  /// `prefix,pid,cost`
  CSV {
    @Override
    void write(Writer out, Head head, List<ExportRow> rows) throws IOException {
      out.write("prefix,pid,cost\n");
      for (var row : rows) {
        out.write(row.prefix() + "," + row.pid() + ",");
        if (row.cost().isPresent()) out.write(CostText.of(row.cost().getAsDouble()));
        out.write("\n");
      }
    }
  };

  /// What an export says of itself.
  ///
  /// @param map resource id of the network map
  /// @param tag of its version
  /// @param made when the export is made
  public record Head(String map, String tag, Instant made) {}

  abstract void write(Writer out, Head head, List<ExportRow> rows) throws IOException;

  /// @param rows as {@link ExportRow} sorts them
  public void write(OutputStream out, Head head, List<ExportRow> rows) throws IOException {
    var text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    write(text, head, rows);
    text.flush();
  }

  private static String comment(Head head) {
    return "# ALTO network map %s, version %s\n".formatted(head.map(), head.tag());
  }

  /// The cost where there is one, otherwise the PID. Neither has a character that needs quotes (RFC
  /// 7285 §10.1).
  private static String value(ExportRow row) {
    return row.cost().isPresent() ? CostText.of(row.cost().getAsDouble()) : row.pid();
  }
}

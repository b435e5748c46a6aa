// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.tables;

import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.json.Fields;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import dev.tocsin.base.observe.Printable;
import java.util.function.Consumer;

/// Tables that are written in JSON like the data of an ALTO answer, with or without its member
/// around them.
final class TableJson {

  /// Of a whole file.
  static final int BYTES_MAX = 128 << 20;

  private static final JsonText JSON = new JsonText(new JsonBounds(BYTES_MAX, 32, 1 << 16));

  private TableJson() {}

  /// @param member of the answer that holds such a table
  /// @param reader throws `AltoRefusedException` or `IllegalArgumentException`
  /// @throws SourceException naming line and column, or the path of the member
  static void read(String name, byte[] text, String member, Consumer<Fields> reader) {
    try {
      var all = Fields.parse(JSON, text);
      reader.accept(all.has(member) ? all.object(member) : all);
    } catch (AltoRefusedException e) {
      throw refused(name, e.error());
    } catch (IllegalArgumentException e) {
      throw new SourceException(name, "JSON", String.valueOf(e.getMessage()));
    }
  }

  private static SourceException refused(String name, AltoError error) {
    if (error.syntaxError().isPresent()) {
      return new SourceException(name, "JSON", error.syntaxError().get());
    }
    var place = Printable.escape(error.field().orElse("JSON"));
    return new SourceException(
        name,
        place,
        error
            .value()
            .map(value -> "not expected here: " + Printable.escape(value))
            .orElse("expected an object"));
  }
}

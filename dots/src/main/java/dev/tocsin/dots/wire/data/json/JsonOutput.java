// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataError;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Bodies as UTF-8.
final class JsonOutput {

  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  private JsonOutput() {}

  static byte[] bytes(DataBody body, ContentFilter content) {
    return bytes(out -> new BodyWriter(out, content).write(body));
  }

  static byte[] errors(List<DataError> errors) {
    return bytes(out -> ErrorsJson.write(out, errors));
  }

  static void write(DataBody body, ContentFilter content, OutputStream to) {
    generate(to, out -> new BodyWriter(out, content).write(body));
  }

  private static byte[] bytes(Consumer<JsonGenerator> write) {
    var bytes = new ByteArrayOutputStream(512);
    generate(bytes, write);
    return bytes.toByteArray();
  }

  private static void generate(OutputStream to, Consumer<JsonGenerator> write) {
    try (var out = FACTORY.createGenerator(ObjectWriteContext.empty(), to)) {
      write.accept(out);
    }
  }
}

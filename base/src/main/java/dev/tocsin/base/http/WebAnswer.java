// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What goes back for a request.
///
/// @param headers besides those that every answer has
public record WebAnswer(int status, Map<String, List<String>> headers, Content content) {

  /// What follows the headers.
  public sealed interface Content {

    record Bytes(byte[] bytes) implements Content {
      public Bytes {
        bytes = bytes.clone();
      }

      @Override
      public byte[] bytes() {
        return bytes.clone();
      }
    }

    /// Made while it is sent, as fast as the client reads, and never held as a whole. How many of
    /// them a client may have under way at a time is bounded.
    record Written(Writing writing) implements Content {}
  }

  /// Writes a body from its beginning to its end; may be asked to several times.
  @FunctionalInterface
  public interface Writing {
    /// @param out need not be closed; fails when the client is gone or reads too slowly
    void to(OutputStream out) throws IOException;
  }

  public WebAnswer {
    if (status < 200 || status > 599) throw new IllegalArgumentException("status " + status);
    var copy = new LinkedHashMap<String, List<String>>();
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    headers = Collections.unmodifiableMap(copy);
  }

  public WebAnswer(int status, Map<String, String> headers, byte[] body) {
    this(status, single(headers), new Content.Bytes(body));
  }

  /// All of it, however large.
  public byte[] body() {
    return switch (content) {
      case Content.Bytes(var bytes) -> bytes;
      case Content.Written(var writing) -> {
        var all = new ByteArrayOutputStream();
        try {
          writing.to(all);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        yield all.toByteArray();
      }
    };
  }

  public static WebAnswer empty(int status) {
    return new WebAnswer(status, Map.of(), new byte[0]);
  }

  public static WebAnswer of(int status, String contentType, String body) {
    return new WebAnswer(
        status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
  }

  /// One line for people.
  public static WebAnswer text(int status, String line) {
    return of(status, "text/plain; charset=utf-8", line + "\n");
  }

  private static Map<String, List<String>> single(Map<String, String> headers) {
    var fields = new LinkedHashMap<String, List<String>>();
    headers.forEach((name, value) -> fields.put(name, List.of(value)));
    return fields;
  }

  public WebAnswer with(String header, String value) {
    return with(header, List.of(value));
  }

  /// A field for each of the values.
  public WebAnswer with(String header, List<String> values) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, values);
    return new WebAnswer(status, more, content);
  }

  @Override
  public String toString() {
    return switch (content) {
      case Content.Bytes(var bytes) -> status + ", " + bytes.length + " bytes";
      case Content.Written _ -> status + ", written as it is sent";
    };
  }
}

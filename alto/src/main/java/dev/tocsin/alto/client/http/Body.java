// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.base.observe.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// What an answer says its body is, and the body unpacked.
final class Body {

  private static final int CAUSES_MAX = 8;
  // As the JDK's limit on bodies says it; it has no type of its own.
  private static final String LIMIT = "body exceeds capacity";

  private Body() {}

  /// In lower case, without parameters; empty if none is named.
  static String mediaType(HttpHeaders headers) {
    var field = headers.firstValue("Content-Type").orElse("");
    int end = field.indexOf(';');
    return (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /// Whether the answer was cut off here since it holds more than it may.
  static boolean isTooLong(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(CAUSES_MAX)
        .anyMatch(cause -> String.valueOf(cause.getMessage()).contains(LIMIT));
  }

  /// @throws AltoClientException if it is packed in a way that was not asked for, is cut off, or
  ///   holds more than that
  static byte[] unpacked(Ask ask, HttpHeaders headers, byte[] body, int bytesMax)
      throws AltoClientException {
    var coding =
        String.join(",", headers.allValues("Content-Encoding")).strip().toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "", "identity" -> body;
      case "gzip", "x-gzip" -> unzipped(ask, body, bytesMax);
      default ->
          throw AltoClientException.of(
              Kind.UNREADABLE,
              Printable.escape(ask.uri() + " answers packed as '" + coding + "', not gzip"));
    };
  }

  private static byte[] unzipped(Ask ask, byte[] packed, int bytesMax) throws AltoClientException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      var bytes = in.readNBytes(bytesMax);
      if (in.read() >= 0) {
        throw AltoClientException.of(
            Kind.UNREADABLE,
            ask.uri() + " answers with more than " + bytesMax + " bytes when unpacked");
      }
      return bytes;
    } catch (AltoClientException e) {
      throw e;
    } catch (IOException e) {
      throw AltoClientException.of(
          Kind.UNREADABLE, ask.uri() + " answers with gzip that is broken: " + e.getMessage());
    }
  }
}

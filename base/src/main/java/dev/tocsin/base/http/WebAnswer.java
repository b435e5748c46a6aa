// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What goes back for a request.
///
/// @param headers besides those that every answer has
public record WebAnswer(int status, Map<String, String> headers, byte[] body) {

  public WebAnswer {
    if (status < 200 || status > 599) throw new IllegalArgumentException("status " + status);
    headers = Map.copyOf(headers);
    body = body.clone();
  }

  @Override
  public byte[] body() {
    return body.clone();
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

  public WebAnswer with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new WebAnswer(status, more, body);
  }

  @Override
  public String toString() {
    return status + ", " + body.length + " bytes";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import dev.tocsin.base.identity.PeerIdentity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One HTTP request, read whole.
///
/// @param path as it came, still percent-encoded, without the query
/// @param query as it came, without the question mark; empty when there is none
/// @param headers every value of each field; names are looked up in any case
/// @param peer who the client's certificate says it is; empty without one
/// @param remote the client's address and port, for logs
public record WebRequest(
    String method,
    String path,
    String query,
    Map<String, List<String>> headers,
    byte[] body,
    Optional<PeerIdentity.Certificate> peer,
    String remote) {

  public WebRequest {
    var copy = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    headers = copy;
    body = body.clone();
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /// The field's value; several of them joined by commas (RFC 9110 §5.3).
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(values -> String.join(", ", values));
  }

  /// The media type of the body in lower case, without parameters; empty if none is named.
  public String contentType() {
    var field = header("Content-Type").orElse("");
    int end = field.indexOf(';');
    return (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /// Headers and bodies may hold secrets.
  @Override
  public String toString() {
    return method + " " + path + " from " + remote;
  }
}

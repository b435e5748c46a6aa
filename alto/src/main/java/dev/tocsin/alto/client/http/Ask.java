// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import java.net.URI;
import java.util.Optional;

/// One request for one resource.
///
/// @param mediaType that the answer has to be of
/// @param body sent by POST; without it the resource is had by GET
/// @param etag of what the client has already
public record Ask(URI uri, String mediaType, Optional<Body> body, Optional<String> etag) {

  private static final int URI_CHARS_MAX = 4_096;

  /// @param text JSON
  public record Body(String mediaType, String text) {}

  /// @throws IllegalArgumentException if the URI is none that this client would ask
  public Ask {
    check(uri);
  }

  public static Ask get(URI uri, String mediaType, Optional<String> etag) {
    return new Ask(uri, mediaType, Optional.empty(), etag);
  }

  public static Ask post(URI uri, String mediaType, Body body) {
    return new Ask(uri, mediaType, Optional.of(body), Optional.empty());
  }

  Ask at(URI other) {
    return new Ask(other, mediaType, body, etag);
  }

  // RFC 9110 §15.4.4: See Other is had by GET, whatever was asked.
  Ask seeOther(URI other) {
    return new Ask(other, mediaType, Optional.empty(), Optional.empty());
  }

  String method() {
    return body.isPresent() ? "POST" : "GET";
  }

  /// What a client can ask: `http` or `https`, with a host, without a user.
  ///
  /// @throws IllegalArgumentException if it is another
  public static URI check(URI uri) {
    var scheme = uri.getScheme();
    if (scheme == null || !scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      throw new IllegalArgumentException(
          "expected an http or https URI, found '" + shown(uri) + "'");
    }
    if (uri.getHost() == null || uri.toString().length() > URI_CHARS_MAX) {
      throw new IllegalArgumentException("expected a URI with a host, found '" + shown(uri) + "'");
    }
    // RFC 9110 §4.2.4: a name in front of the host misleads people.
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException("a URI holds no user name or password");
    }
    return uri;
  }

  private static String shown(URI uri) {
    var text = uri.toASCIIString();
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}

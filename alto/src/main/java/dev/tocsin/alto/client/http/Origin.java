// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import java.net.URI;
import java.util.Locale;

/// One server as HTTP tells them apart (RFC 9110 §4.3.1).
record Origin(String scheme, String host, int port) {

  private static final String HTTPS = "https";

  static Origin of(URI uri) {
    var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int usual = scheme.equals(HTTPS) ? 443 : 80;
    return new Origin(
        scheme, uri.getHost().toLowerCase(Locale.ROOT), uri.getPort() < 0 ? usual : uri.getPort());
  }

  boolean isSecure() {
    return scheme.equals(HTTPS);
  }

  // RFC 6761 §6.3: "localhost" is this machine, too.
  boolean isLoopback() {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  @Override
  public String toString() {
    return scheme + "://" + host + ":" + port;
  }
}

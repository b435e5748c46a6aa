// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.discovery;

import java.net.URI;
import java.util.List;

/// What a search for ALTO servers has found.
///
/// @param servers best first
/// @param failures look-ups that failed for now: a search that finds nothing may be worth another
public record Discovered(List<Server> servers, List<String> failures) {

  /// @param uri of the server's directory
  /// @param order less is looked at first (RFC 3403 §4.1)
  /// @param preference less is better among those of one order
  /// @param name under which it stood in the DNS
  public record Server(URI uri, int order, int preference, String name) {}

  public Discovered {
    servers = List.copyOf(servers);
    failures = List.copyOf(failures);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.operations;

import dev.tocsin.base.net.Prefix;
import java.util.Optional;

/// A request that has been answered.
///
/// @param service what was asked: `directory`, a kind of resource, or `other`
/// @param view empty if the client has none
/// @param error code of RFC 7285 §8.5.2
/// @param bytes of the answer's body
/// @param nanos from its first line to its end
public record Served(
    Asked asked,
    String service,
    Optional<String> view,
    int status,
    Optional<String> error,
    long bytes,
    long nanos) {

  /// @param user who has proven to be it
  public record Asked(String method, String path, Prefix source, Optional<String> user) {}
}

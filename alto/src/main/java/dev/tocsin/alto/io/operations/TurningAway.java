// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.operations;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// How a client is told that he gets nothing now (RFC 7285 §8.5.3, §16.2.6).
///
/// @param retryAfter said with {@link Way#RETRY}
/// @param to where {@link Way#REDIRECT} sends him: another server, with the same paths
public record TurningAway(Way way, Duration retryAfter, Optional<URI> to) {

  /// What he gets.
  public enum Way {
    /// 503 and when to come back.
    RETRY,
    /// 307 to another server.
    REDIRECT,
    /// Nothing: his connection is closed.
    DROP
  }
}

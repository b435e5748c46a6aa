// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http.digest;

import java.util.Optional;

/// What a server knows of its users' passwords: never these themselves. Asked by any thread.
public interface DigestSecrets {

  /// Of this server, without control characters.
  String realm();

  /// As {@link DigestAlgorithm#secret} makes it.
  ///
  /// @return empty if there is no such user; takes as long as if there were
  Optional<String> secretOf(String user, DigestAlgorithm algorithm);
}

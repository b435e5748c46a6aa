// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.server;

import dev.tocsin.base.http.digest.DigestAlgorithm;
import java.util.List;

/// How users prove who they are.
///
/// @param takesMd5 for clients of before RFC 7616; others are asked for SHA-256 first
/// @param failuresPerMinute wrong passwords from one source, and at once if it had none
public record LoginRules(boolean takesMd5, int failuresPerMinute) {

  /// Guessing at ten a minute finds no password of eight characters.
  public static final LoginRules DEFAULT = new LoginRules(true, 10);

  public LoginRules {
    if (failuresPerMinute < 1) throw new IllegalArgumentException("failures " + failuresPerMinute);
  }

  List<DigestAlgorithm> algorithms() {
    return takesMd5
        ? List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5)
        : List.of(DigestAlgorithm.SHA_256);
  }
}

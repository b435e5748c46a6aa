// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.access;

import dev.tocsin.base.http.digest.DigestDesk;
import java.util.Optional;

/// Who may ask.
///
/// @param digest checks users' passwords; absent if there are none
/// @param isRequired nobody gets anything without a user's name or a certificate
public record AccessRules(Optional<DigestDesk> digest, boolean isRequired) {

  /// Anybody.
  public static final AccessRules OPEN = new AccessRules(Optional.empty(), false);
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import java.time.Instant;

/// Whether a person has to agree to a mitigation before anything is enabled, and has.
public sealed interface Consent {

  record NotNeeded() implements Consent {}

  /// @param reason why the customer's policy wants it, in words
  record Awaited(Instant since, String reason) implements Consent {}

  /// @param by who approved
  record Given(String by, Instant at) implements Consent {}
}

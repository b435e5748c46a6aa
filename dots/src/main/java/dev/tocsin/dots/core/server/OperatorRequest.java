// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.dots.core.mitigation.MitigationKey;

/// What the server's operator asks about mitigations.
public sealed interface OperatorRequest {

  /// All mitigations of all domains, or those that wait for a person's approval.
  ///
  /// @param max how many at most
  record Show(boolean waitingOnly, int max) implements OperatorRequest {}

  /// @param by who agrees, for the audit log
  record Approve(MitigationKey key, String by) implements OperatorRequest {}

  /// Ends a mitigation that waits.
  ///
  /// @param by who refuses
  /// @param reason in words, for the audit log; may be empty
  record Refuse(MitigationKey key, String by, String reason) implements OperatorRequest {}
}

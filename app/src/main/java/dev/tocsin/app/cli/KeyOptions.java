// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.base.identity.KeyKind;
import picocli.CommandLine.Option;

/// The options of every command that makes a key pair.
final class KeyOptions {

  @Option(
      names = "--key",
      paramLabel = "KIND",
      defaultValue = "P256",
      description = "Kind of key: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private KeyKind kind = KeyKind.P256;

  @Option(names = "--force", description = "Replace files that exist.")
  private boolean force;

  KeyKind kind() {
    return kind;
  }

  boolean force() {
    return force;
  }
}

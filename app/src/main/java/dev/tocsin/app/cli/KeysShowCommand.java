// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.base.identity.Pem;
import dev.tocsin.base.identity.SharedSecrets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `tocsin keys show`
@Command(
    name = "show",
    description = {
      "Show what a file of keys, certificates or pre-shared keys holds, never a secret.",
      "Fingerprints and the client identifier (cuid) are those that DOTS peers see."
    },
    footerHeading = "%nExample:%n",
    footer = {"  tocsin keys show client1/client1.pem", "  tocsin keys show psk.txt --json"})
final class KeysShowCommand implements Runnable {

  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "FILE", description = "A PEM file or a file of pre-shared keys.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Override
  public void run() {
    output.print(Map.of("entries", entries()));
  }

  private List<Map<String, Object>> entries() {
    if (!Pem.isPem(file))
      return SharedSecrets.read(file).stream().map(Shown::sharedSecret).toList();
    return Pem.entries(file).stream().map(Shown::entry).toList();
  }
}

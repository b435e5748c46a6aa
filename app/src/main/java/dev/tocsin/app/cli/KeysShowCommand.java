// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.base.identity.PemEntry;
import dev.tocsin.base.identity.SharedSecrets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tocsin keys show`
@Command(
    name = "show",
    description = {
      "Show what a file of keys, certificates or pre-shared keys holds, never a secret.",
      "Fingerprints and the client identifier (cuid) are those that DOTS peers see."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin keys show client1/client1.pem",
      "  tocsin keys show psk.txt --json",
      "  tocsin keys show --public client1/client1-key.pem > client1-public.pem"
    })
final class KeysShowCommand implements Runnable {

  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "FILE", description = "A PEM file or a file of pre-shared keys.")
  @SuppressWarnings("NullAway.Init")
  private Path file;

  @Option(
      names = "--public",
      description = "Print the public half of its first key as PEM, for a peer to trust.")
  private boolean publicHalf;

  @Override
  public void run() {
    if (!publicHalf) {
      output.print(Map.of("entries", entries()));
      return;
    }
    var pem = Pem.text(publicKey());
    if (output.isJson()) output.printJson(Map.of("public_key", pem));
    else output.line(pem.stripTrailing());
  }

  private PublicKey publicKey() {
    if (!Pem.isPem(file)) throw new ConfigException(file, "expected PEM with a key, found none");
    return Pem.entries(file).stream()
        .map(PemEntry::publicKey)
        .findFirst()
        .orElseThrow(() -> new ConfigException(file, "expected PEM with a key, found none"));
  }

  private List<Map<String, Object>> entries() {
    if (!Pem.isPem(file))
      return SharedSecrets.read(file).stream().map(Shown::sharedSecret).toList();
    return Pem.entries(file).stream().map(Shown::entry).toList();
  }
}

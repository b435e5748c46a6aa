// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.base.identity.CertificateAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tocsin keys ca`
@Command(
    name = "ca",
    description = "Make a certificate authority for a quick start.",
    footerHeading = "%nExample:%n",
    footer = "  tocsin keys ca --out ca --name \"Example DOTS\"")
final class KeysCaCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for ca.pem and ca-key.pem; made with mode 0700 if missing.")
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "Tocsin CA",
      description = "Common name of the authority. Default: ${DEFAULT-VALUE}.")
  private String name = "";

  @Mixin private final KeyOptions key = new KeyOptions();

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "3650",
      description = "Days until its certificate ends. Default: ${DEFAULT-VALUE}.")
  private int days;

  @Override
  public void run() {
    var now = InstantSource.system().instant();
    var authority =
        Usage.check(
            command,
            () -> CertificateAuthority.create(name, key.kind(), Duration.ofDays(days), now));
    authority.save(folder, key.force());
    var result = new LinkedHashMap<String, Object>();
    result.put("certificate", folder.resolve("ca.pem").toString());
    result.put("key", folder.resolve("ca-key.pem").toString());
    result.putAll(Shown.certificate(authority.certificate()));
    output.print(result);
  }
}

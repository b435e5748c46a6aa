// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.domain;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.SharedSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `tocsin dots domain issue`: keys are made here, and the server is told what they prove.
@Command(
    name = "issue",
    description = {
      "Make a credential that speaks for a customer, and print the client's configuration.",
      "A private key stays where it is made; a pre-shared key is sent to the server."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin dots domain issue -c server.yaml acme --ca ca --out acme",
      "  tocsin dots domain issue -c server.yaml acme --psk acme-1 --out acme"
    })
final class DomainIssueCommand implements Callable<Integer> {

  @Mixin private final ServerLink server = new ServerLink();

  @Parameters(paramLabel = "NAME", description = "The customer.")
  private String name = "";

  @ArgGroup(multiplicity = "1")
  private final Kind kind = new Kind();

  static final class Kind {
    @Option(
        names = "--ca",
        paramLabel = "DIR",
        description = "Certify a new key with this authority ('tocsin keys ca', quick start).")
    private @Nullable Path authority;

    @Option(
        names = "--psk",
        paramLabel = "ID",
        description = "Make a pre-shared key under this identity.")
    private @Nullable String identity;
  }

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the client's keys; made with mode 0700 if missing.")
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "365",
      description = "Days until a certificate ends. Default: ${DEFAULT-VALUE}.")
  private int days = 365;

  @Override
  public Integer call() throws IOException {
    // Nothing is made for a customer that the server does not have.
    server.ask("GET", DomainCommand.path(name));
    var keys = kind.authority != null ? certificate(kind.authority) : shared(kind.identity);
    server.out().print("keys:\n" + keys + "servers:\n  - {host: SERVER}\n");
    server.out().flush();
    return 0;
  }

  private String certificate(Path authorityFolder) throws IOException {
    var authority = CertificateAuthority.load(authorityFolder);
    var names = new CertificateOrder.Names(List.of(), List.of(), List.of());
    var order =
        new CertificateOrder(name, CertificateOrder.Role.CLIENT, names, Duration.ofDays(days));
    var files = KeyFiles.in(folder, name);
    var own = authority.issue(order, KeyKind.P256, InstantSource.system().instant());
    files.write(own, false);
    var trusted = files.writeAuthority(authority.certificate(), false);
    var key = Fingerprints.of(own.chain().getFirst().getPublicKey());
    tell(JsonNodeFactory.instance.objectNode().put("key-fingerprint", key));
    return "  certificate: %s\n  key: %s\n  trusted-authorities: %s\n"
        .formatted(
            files.certificate().getFileName(), files.key().getFileName(), trusted.getFileName());
  }

  private String shared(@Nullable String identity) throws IOException {
    var secret = SharedSecrets.generate(identity == null ? "" : identity);
    var file = folder.resolve("psk.txt");
    Files.createDirectories(folder);
    SharedSecrets.add(file, secret, false);
    tell(
        JsonNodeFactory.instance
            .objectNode()
            .put("psk-identity", secret.identity())
            .put("psk-key", HexFormat.of().formatHex(secret.secret())));
    return "  pre-shared-keys: psk.txt\n  pre-shared-identity: " + secret.identity() + "\n";
  }

  private void tell(ObjectNode credential) throws IOException {
    server.ask("POST", DomainCommand.path(name) + "/credentials", credential, null);
  }
}

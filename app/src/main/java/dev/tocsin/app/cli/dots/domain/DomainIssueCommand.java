// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.domain;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.base.identity.SharedSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
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
      "  tocsin dots domain issue -c server.yaml acme --csr acme.csr --out acme",
      "  tocsin dots domain issue -c server.yaml acme --psk acme-1 --out acme"
    })
final class DomainIssueCommand implements Callable<Integer> {

  private static final String THEIR_KEY = "KEY";

  @Mixin private final ServerLink server = new ServerLink();

  @Parameters(paramLabel = "NAME", description = "The customer.")
  private String name = "";

  @ArgGroup(multiplicity = "1")
  private final Kind kind = new Kind();

  static final class Kind {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private @Nullable Certified certified;

    @Option(
        names = "--psk",
        paramLabel = "ID",
        description = "Make a pre-shared key under this identity.")
    private @Nullable String identity;
  }

  static final class Certified {
    @Option(
        names = "--ca",
        paramLabel = "DIR",
        description = "Certify a new key with this authority ('tocsin keys ca', quick start).")
    private @Nullable Path authority;

    @Option(
        names = "--csr",
        paramLabel = "FILE",
        description =
            "Certify the key of this request (PKCS#10, PEM) and make none; without --ca the server's"
                + " own authority does it.")
    private @Nullable Path request;
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
    var keys = kind.certified != null ? certificate(kind.certified) : shared(kind.identity);
    server.out().print("keys:\n" + keys + "servers:\n  - {host: SERVER}\n");
    server.out().flush();
    return 0;
  }

  private String certificate(Certified how) throws IOException {
    var files = KeyFiles.in(folder, name);
    if (how.request == null) return newKey(Objects.requireNonNull(how.authority), files);
    var asked = Pem.certificateRequest(how.request);
    return how.authority == null
        ? certifiedByServer(Files.readString(how.request), files)
        : certified(asked.publicKey(), how.authority, files);
  }

  private CertificateOrder order() {
    var names = new CertificateOrder.Names(List.of(), List.of(), List.of());
    return new CertificateOrder(name, CertificateOrder.Role.CLIENT, names, Duration.ofDays(days));
  }

  private String newKey(Path authorityFolder, KeyFiles files) throws IOException {
    var authority = CertificateAuthority.load(authorityFolder);
    var own = authority.issue(order(), KeyKind.P256, InstantSource.system().instant());
    files.write(own, false);
    var trusted = files.writeAuthority(authority.certificate(), false);
    tellKey(own.chain().getFirst().getPublicKey());
    return keys(files, files.key().getFileName().toString(), trusted);
  }

  private String certified(PublicKey key, Path authorityFolder, KeyFiles files) throws IOException {
    var authority = CertificateAuthority.load(authorityFolder);
    var certificate = authority.certify(key, order(), InstantSource.system().instant());
    files.writeCertificate(certificate, false);
    var trusted = files.writeAuthority(authority.certificate(), false);
    tellKey(key);
    return keys(files, THEIR_KEY, trusted);
  }

  private String certifiedByServer(String request, KeyFiles files) throws IOException {
    var body = JsonNodeFactory.instance.objectNode().put("csr", request).put("days", days);
    var answer = server.ask("POST", DomainCommand.path(name) + "/certificates", body, null).body();
    var certificate = Pem.certificate("certificate", answer.path("certificate").asString());
    files.writeCertificate(certificate, false);
    var trusted =
        files.writeAuthority(
            Pem.certificate("authority", answer.path("authority").asString()), false);
    return keys(files, THEIR_KEY, trusted);
  }

  private static String keys(KeyFiles files, String key, Path trusted) {
    return "  certificate: %s\n  key: %s\n  trusted-authorities: %s\n"
        .formatted(files.certificate().getFileName(), key, trusted.getFileName());
  }

  private void tellKey(PublicKey key) throws IOException {
    tell(JsonNodeFactory.instance.objectNode().put("key-fingerprint", Fingerprints.of(key)));
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

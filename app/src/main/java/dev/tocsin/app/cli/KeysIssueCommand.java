// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.Pem;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tocsin keys issue`
@Command(
    name = "issue",
    description = {
      "Make a key and certify it for a server or a client; or certify the key of a request.",
      "Names come from the options, whatever a request asks for."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin keys issue --ca ca --name server --role server --dns dots.example \\",
      "      --ip 192.0.2.1 --out server",
      "  tocsin keys issue --ca ca --name client1 --role client --out client1",
      "  tocsin keys issue --ca ca --name client2 --role client --csr client2.csr --out client2"
    })
final class KeysIssueCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final Output output = new Output();

  @Option(
      names = "--ca",
      required = true,
      paramLabel = "DIR",
      description = "Folder that 'tocsin keys ca' made.")
  @SuppressWarnings("NullAway.Init")
  private Path authorityFolder;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "Common name, and name of the files NAME.pem and NAME-key.pem.")
  private String name = "";

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "What the certificate is for: server or client.")
  @SuppressWarnings("NullAway.Init")
  private CertificateOrder.Role role;

  @Option(
      names = "--dns",
      paramLabel = "NAME",
      description = "DNS name in the certificate; may be repeated. Default: the common name.")
  private List<String> dns = List.of();

  @Option(
      names = "--ip",
      paramLabel = "ADDRESS",
      description = "Address in the certificate; may be repeated.")
  private List<String> addresses = List.of();

  @Option(
      names = "--uri",
      paramLabel = "URI",
      description = "URI in the certificate; may be repeated.")
  private List<String> uris = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the files; made with mode 0700 if missing.")
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Option(
      names = "--csr",
      paramLabel = "FILE",
      description = "Certify the key of this certificate request (PKCS#10, PEM) and make none.")
  private @Nullable Path request;

  @Mixin private final KeyOptions key = new KeyOptions();

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "365",
      description = "Days until the certificate ends. Default: ${DEFAULT-VALUE}.")
  private int days;

  @Override
  public void run() {
    var order = Usage.check(command, this::order);
    var files = Usage.check(command, () -> KeyFiles.in(folder, name));
    var authority = CertificateAuthority.load(authorityFolder);
    var now = InstantSource.system().instant();
    var result = new LinkedHashMap<String, Object>();
    result.put("certificate", files.certificate().toString());
    X509Certificate certificate;
    if (request != null) {
      var asked = Pem.certificateRequest(request);
      certificate = authority.certify(asked.publicKey(), order, now);
      files.writeCertificate(certificate, key.force());
    } else {
      var own = authority.issue(order, key.kind(), now);
      files.write(own, key.force());
      result.put("key", files.key().toString());
      certificate = own.chain().getFirst();
    }
    result.put("authority", "" + files.writeAuthority(authority.certificate(), key.force()));
    result.putAll(Shown.certificate(certificate));
    output.print(result);
  }

  private CertificateOrder order() {
    if (request != null && command.commandLine().getParseResult().hasMatchedOption("--key")) {
      throw new IllegalArgumentException("a request brings its own key: give --csr or --key");
    }
    if (name.equals("ca")) {
      throw new IllegalArgumentException("the name 'ca' is that of the authority's own files");
    }
    var names = new CertificateOrder.Names(dns, addresses, uris);
    return new CertificateOrder(name, role, names, Duration.ofDays(days));
  }
}

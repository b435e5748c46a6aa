// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.Main;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.dots.DotsServer;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that manage customers, against a server that runs.
class DomainCommandsTest {

  @TempDir Path folder;
  private Path config;
  private DotsServer server;
  private String out = "";
  private String err = "";

  @BeforeEach
  void start() throws Exception {
    var authority =
        CertificateAuthority.create("test", KeyKind.P256, Duration.ofDays(1), Instant.now());
    authority.save(folder.resolve("ca"), true);
    var names = new CertificateOrder.Names(List.of("server"), List.of("127.0.0.1"), List.of());
    var order =
        new CertificateOrder("server", CertificateOrder.Role.SERVER, names, Duration.ofDays(1));
    var files = KeyFiles.in(folder, "server");
    files.write(authority.issue(order, KeyKind.P256, Instant.now()), true);
    config = folder.resolve("server.yaml");
    Files.writeString(
        config,
        """
        keys: {certificate: server.pem, key: server-key.pem, trusted-authorities: ca/ca.pem}
        listen: {dtls: ["127.0.0.1:0"], tls: ["127.0.0.1:0"]}
        observe: {metrics: false}
        mitigators: {edge: {type: none}}
        domains:
          - {name: fixed, certificate-names: [fixed.example], prefixes: [198.51.100.0/24]}
        """);
    run();
  }

  private void run() {
    server = DotsServer.start(ServerSettings.read(config));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int domain(String command, String... arguments) {
    var all =
        new java.util.ArrayList<>(List.of("dots", "domain", command, "-c", config.toString()));
    all.addAll(List.of(arguments));
    var written = new StringWriter();
    var complained = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(written, true),
            new PrintWriter(complained, true),
            all.toArray(String[]::new));
    out = written.toString();
    err = complained.toString();
    return code;
  }

  @Test
  void managesACustomerFromItsBeginningToItsEnd() throws Exception {
    assertThat(domain("add", "acme", "--prefix", "203.0.113.0/24")).as(err).isZero();
    assertThat(domain("set", "acme", "--add-prefix", "192.0.2.0/24", "--sessions", "7")).isZero();
    assertThat(domain("issue", "acme", "--psk", "acme-1", "--out", "" + folder.resolve("a")))
        .as(err)
        .isZero();
    assertThat(out).contains("pre-shared-keys: psk.txt", "pre-shared-identity: acme-1");
    assertThat(
            domain(
                "issue",
                "acme",
                "--ca",
                "" + folder.resolve("ca"),
                "--out",
                "" + folder.resolve("b")))
        .as(err)
        .isZero();
    assertThat(folder.resolve("b/acme.pem")).exists();
    var secret = Files.readString(folder.resolve("a/psk.txt")).strip().replaceAll(".*:", "");

    server.close();
    run();

    assertThat(domain("show", "acme", "--json")).isZero();
    assertThat(out)
        .contains("192.0.2.0/24", "203.0.113.0/24", "\"sessions\":7", "acme-1", "key-fingerprints")
        .doesNotContain(secret);
    assertThat(domain("list")).isZero();
    assertThat(out).contains("acme", "managed", "fixed", "server.yaml:6");
    assertThat(domain("remove", "acme")).isZero();
    assertThat(domain("show", "acme")).isEqualTo(1);
    assertThat(err).contains("there is no domain 'acme'");
    server.close();
    assertThat(Files.readString(folder.resolve("state/audit.jsonl")))
        .contains("domain-issue", "at the control socket")
        .doesNotContain(secret);
  }

  private Path request(String name) throws Exception {
    var pair = KeyKind.P256.generate();
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    var csr =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=" + name), pair.getPublic())
            .build(signer);
    var file = folder.resolve(name + ".csr");
    try (var pem = new PemWriter(Files.newBufferedWriter(file))) {
      pem.writeObject(new PemObject("CERTIFICATE REQUEST", csr.getEncoded()));
    }
    return file;
  }

  @Test
  void certifiesTheKeyOfARequestWithTheServersAuthorityOrOneAtHand() throws Exception {
    domain("add", "acme", "--prefix", "203.0.113.0/24");
    var authority = folder.resolve("ca").toString();
    var one = folder.resolve("one").toString();
    var two = folder.resolve("two").toString();
    var first = request("first").toString();

    assertThat(domain("issue", "acme", "--csr", first, "--ca", authority, "--out", one))
        .as(err)
        .isZero();
    assertThat(out).contains("certificate: acme.pem", "key: KEY", "trusted-authorities: ca.pem");
    assertThat(domain("issue", "acme", "--csr", first, "--out", two)).isEqualTo(1);
    assertThat(err).contains("'management.authority' names none");
    server.close();
    Files.writeString(config, Files.readString(config) + "management: {authority: ca}\n");
    run();
    var second = request("second");
    assertThat(domain("issue", "acme", "--csr", second.toString(), "--out", two)).as(err).isZero();

    assertThat(folder.resolve("two/acme-key.pem")).doesNotExist();
    assertThat(Pem.certificates(folder.resolve("two/acme.pem")).getFirst().getPublicKey())
        .isEqualTo(Pem.certificateRequest(second).publicKey());
    assertThat(Pem.certificates(folder.resolve("two/ca.pem")))
        .isEqualTo(Pem.certificates(folder.resolve("ca/ca.pem")));
    domain("show", "acme", "--json");
    assertThat(out)
        .contains(Fingerprints.of(Pem.certificateRequest(second).publicKey()))
        .contains(Fingerprints.of(Pem.certificateRequest(Path.of(first)).publicKey()));
    assertThat(domain("issue", "acme", "--csr", first, "--psk", "x", "--out", two)).isEqualTo(2);
  }

  @Test
  void saysInALineWhatIsWrong() {
    assertThat(domain("add", "acme", "--prefix", "203.0.113.0/33")).isEqualTo(1);
    assertThat(err).contains("203.0.113.0/33");
    assertThat(domain("add", "acme", "--prefix", "198.51.100.0/25")).isEqualTo(1);
    assertThat(err).contains("overlaps 198.51.100.0/24 of the domain 'fixed'");
    assertThat(domain("set", "fixed", "--sessions", "3")).isEqualTo(1);
    assertThat(err).contains("is changed where it stands", "server.yaml:6");
  }
}

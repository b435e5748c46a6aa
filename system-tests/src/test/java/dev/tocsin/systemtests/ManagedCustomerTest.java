// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A customer from its first day to its last, managed from the command line while the server runs:
/// real processes.
class ManagedCustomerTest {

  private static final String ACTIVE = "attack-mitigation-in-progress";
  private static final String TOKEN = "a-token-of-very-many-random-characters";
  private static final String WRONG_TOKEN = "another-token-that-nobody-has-given";

  @TempDir Path temporary;
  private Quickstarted quick;
  private ManagedCustomer acme;

  @BeforeEach
  void makeConfigurations() {
    quick = Quickstarted.in(temporary.resolve("dots"));
    quick.edit(quick.serverFile(), "{metrics: false}", "{metrics: false, log: {level: trace}}");
    acme = new ManagedCustomer(quick, "acme");
  }

  @Test
  void callsForHelpWithWhatWasIssuedOverDtlsAndTlsBeforeAndAfterTheServerIsKilled() {
    ManagedCustomer.Site overDtls;
    ManagedCustomer.Site overTls;
    ManagedCustomer.Site shared;
    ManagedCustomer.Site sharedOverTls;
    String said;
    try (var server = quick.startServer()) {
      acme.does("add", "--prefix", "203.0.113.0/24");
      overDtls = acme.withCertificate(temporary.resolve("one"), "dtls");
      overTls = acme.withCertificate(temporary.resolve("two"), "tls");
      shared = acme.withSharedKey(temporary.resolve("three"), "acme-site", "dtls");
      sharedOverTls = acme.withSharedKey(temporary.resolve("four"), "acme-other", "tls");
      helps(overDtls, "203.0.113.1", "dtls");
      helps(overTls, "203.0.113.2", "tls");
      helps(shared, "203.0.113.3", "dtls");
      helps(sharedOverTls, "203.0.113.4", "tls");
      said = server.kill().text();
    }
    try (var server = quick.startServer()) {
      helps(overDtls, "203.0.113.11", "dtls");
      helps(overTls, "203.0.113.12", "tls");
      helps(shared, "203.0.113.13", "dtls");
      helps(sharedOverTls, "203.0.113.14", "tls");
      assertThat(acme.mitigations()).hasSize(8);
      said += server.stop().text();
    }
    assertThat(acme.audit()).contains("domain-add", "domain-issue", "at the control socket");
    for (var secret : secrets()) assertNowhere(secret, said);
  }

  /// An agent of its own for each call: it opens a new session.
  private static void helps(ManagedCustomer.Site site, String address, String transport) {
    try (var agent = site.start()) {
      site.isGranted(address);
      site.awaitStatus(address, ACTIVE);
      assertThat(site.transport()).isEqualTo(transport);
      agent.stop();
    }
  }

  @Test
  void isHeldToWhatWasChangedAtOnce() {
    try (var server = quick.startServer()) {
      acme.does("add", "--prefix", "203.0.113.0/24", "--prefix", "198.51.100.0/24");
      var site = acme.withSharedKey(temporary.resolve("one"), "acme-site", "dtls");
      try (var agent = site.start()) {
        site.isGranted("203.0.113.1");
        site.isGranted("198.51.100.1");

        acme.does("set", "--remove-prefix", "198.51.100.0/24");
        site.isRefused("198.51.100.2", "198.51.100.2");
        // It shows its end for a while and is then forgotten.
        site.awaitStatus("198.51.100.1", "attack-mitigation-withdrawn", "none");
        site.isGranted("203.0.113.2");

        acme.does("set", "--approval", "true");
        site.isGranted("203.0.113.4");
        var waiting = acme.mitigations("--waiting");
        assertThat(waiting).hasSize(1);
        assertThat(waiting.path(0).path("enabled-by")).isEmpty();
        approve(waiting.path(0).path("cuid").asString(), waiting.path(0).path("mid").asLong());
        await()
            .atMost(TocsinProcess.PATIENCE)
            .untilAsserted(() -> assertThat(acme.mitigations().toString()).contains("approved"));

        acme.does("set", "--approval", "false", "--mitigations", "3");
        // Told that there is no capacity, the agent waits and asks again.
        assertThat(site.mitigate("203.0.113.5", "--timeout", "5s").exitCode()).isEqualTo(1);
        agent.stop();
      }
      server.stop();
    }
    assertThat(acme.audit())
        .contains("domain-add", "domain-issue", "domain-set", "-198.51.100.0/24", "approve")
        .contains("the domain is full");
  }

  private void approve(String cuid, long mid) {
    var approved =
        TocsinProcess.run(
            "dots", "approve", "-c", quick.serverFile().toString(), "acme/" + cuid + "/" + mid);
    assertThat(approved.exitCode()).as(approved.text()).isZero();
  }

  @Test
  void isRemovedOnlyByForceWhileItsMitigationsStandAndHasNoCredentialThen() {
    try (var server = quick.startServer()) {
      acme.does("add", "--prefix", "203.0.113.0/24");
      var certified = acme.withCertificate(temporary.resolve("one"), "tls");
      var shared = acme.withSharedKey(temporary.resolve("two"), "acme-site", "dtls");
      try (var first = certified.start();
          var second = shared.start()) {
        certified.isGranted("203.0.113.1");
        shared.isGranted("203.0.113.2");

        var refused = acme.run("remove");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.text()).contains("2 mitigations of it are left");
        assertThat(acme.mitigations()).hasSize(2);

        assertThat(String.join("\n", acme.does("remove", "--force")))
            .contains("removed acme; mitigations ended: 2");
        assertThat(acme.mitigations()).isEmpty();
        assertThat(certified.mitigate("203.0.113.3", "--timeout", "5s").exitCode()).isEqualTo(1);
        assertThat(shared.mitigate("203.0.113.4", "--timeout", "5s").exitCode()).isEqualTo(1);
        first.kill();
        second.kill();
      }
      for (var site : List.of(certified, shared)) {
        try (var again = site.start()) {
          assertThat(site.mitigate("203.0.113.5", "--timeout", "5s").exitCode()).isEqualTo(1);
          again.kill();
        }
      }
      assertThat(acme.mitigations()).isEmpty();
      server.stop();
    }
    assertThat(acme.audit())
        .contains("domain-remove", "2 mitigations ended", "2 mitigations of it are left");
  }

  @Test
  void callsForHelpWithAKeyThatItMadeItself() throws Exception {
    quick.append(quick.serverFile(), "management: {authority: ca}\n");
    var folder = Files.createDirectories(temporary.resolve("own/keys"));
    openssl(
        folder,
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key -out own.csr"
            + " -subj /CN=anything");
    try (var server = quick.startServer()) {
      acme.does("add", "--prefix", "203.0.113.0/24");
      var csr = folder.resolve("own.csr").toString();
      var printed = acme.does("issue", "--csr", csr, "--out", folder.toString());
      assertThat(folder.resolve("acme-key.pem")).doesNotExist();
      var keys = printed.stream().map(line -> line.replace("key: KEY", "key: own.key")).toList();

      helps(acme.site(folder.getParent(), keys, "dtls"), "203.0.113.1", "dtls");
      helps(acme.site(folder.getParent(), keys, "tls"), "203.0.113.2", "tls");
      server.stop();
    }
  }

  private static void openssl(Path folder, String arguments) throws Exception {
    var words = new ArrayList<>(List.of("openssl"));
    words.addAll(List.of(arguments.split(" ")));
    var process =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void isServedAgainWithANewKeyWhenTheServerHasLostTheOneThatSealed() throws Exception {
    ManagedCustomer.Site lost;
    try (var server = quick.startServer()) {
      acme.does("add", "--prefix", "203.0.113.0/24");
      lost = acme.withSharedKey(temporary.resolve("one"), "acme-site", "dtls");
      server.kill();
    }
    Files.delete(acme.state().resolve("secrets.key"));

    var refused = TocsinProcess.run("dots", "server", "-c", quick.serverFile().toString());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .filteredOn(line -> line.startsWith("tocsin"))
        .singleElement()
        .asString()
        .contains("secrets.key", "1 pre-shared key that only it opens", "--forget-secrets");

    var file = quick.serverFile().toString();
    try (var server = TocsinProcess.start("dots", "server", "-c", file, "--forget-secrets")) {
      server.awaitOut("gave up pre-shared keys of acme");
      server.awaitOut("listening on");
      try (var agent = lost.start()) {
        assertThat(lost.mitigate("203.0.113.1", "--timeout", "5s").exitCode()).isEqualTo(1);
        agent.kill();
      }
      helps(
          acme.withSharedKey(temporary.resolve("two"), "acme-site", "dtls"), "203.0.113.2", "dtls");
      server.stop();
    }
  }

  @Test
  void leavesNoTokenOfTheHttpsServiceBehind() throws Exception {
    int port = Quickstarted.freePort();
    var hash = MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(ISO_8859_1));
    Files.writeString(
        quick.folder().resolve("tokens"), "olga:" + HexFormat.of().formatHex(hash) + "\n");
    quick.append(
        quick.serverFile(),
        "management: {listen: \"127.0.0.1:%d\", tokens-file: tokens}\n".formatted(port));
    String said;
    try (var server = quick.startServer()) {
      var acmeText = "{\"name\":\"acme\",\"prefixes\":[\"203.0.113.0/24\"]}";
      assertThat(post(port, TOKEN, acmeText)).isEqualTo(201);
      assertThat(post(port, WRONG_TOKEN, acmeText)).isEqualTo(401);
      said = server.stop().text();
    }
    assertThat(acme.audit()).contains("by token olga");
    assertNowhere(new Secret("the token", TOKEN.getBytes(ISO_8859_1)), said);
    assertNowhere(new Secret("a wrong token", WRONG_TOKEN.getBytes(ISO_8859_1)), said);
  }

  private int post(int port, String token, String body) throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (var in = Files.newInputStream(acme.authority().resolve("ca.pem"))) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (var client = HttpClient.newBuilder().sslContext(context).build()) {
      var request =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/v1/domains"))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, BodyHandlers.ofString()).statusCode();
    }
  }

  private record Secret(String what, byte[] bytes) {}

  /// What nobody but its owner may find: the pre-shared key, the private keys of the two
  /// certificates, and the key that seals.
  private List<Secret> secrets() {
    var all = new ArrayList<Secret>();
    for (var folder : List.of("three", "four")) {
      var shared = read(temporary.resolve(folder + "/keys/psk.txt")).strip().replaceAll(".*:", "");
      all.add(new Secret("a pre-shared key", HexFormat.of().parseHex(shared)));
    }
    for (var folder : List.of("one", "two")) {
      var pem = read(temporary.resolve(folder + "/keys/acme-key.pem"));
      var der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      // SEC1: SEQUENCE, version, then the 32 bytes of the key as an octet string.
      all.add(new Secret("a private key", Arrays.copyOfRange(der, 7, 39)));
    }
    all.add(new Secret("the sealing key", bytes(acme.state().resolve("secrets.key"))));
    return all;
  }

  /// In no file of the server's folder but the one that is its own, and in nothing that it said;
  /// neither as it is nor in hexadecimal or base64.
  private void assertNowhere(Secret secret, String said) {
    var hex = HexFormat.of().formatHex(secret.bytes());
    var needles =
        List.of(
            new String(secret.bytes(), ISO_8859_1),
            hex,
            hex.toUpperCase(Locale.ROOT),
            Base64.getEncoder().withoutPadding().encodeToString(secret.bytes()));
    try (var files = Files.walk(acme.state())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (file.endsWith("secrets.key")) continue;
        var content = new String(Files.readAllBytes(file), ISO_8859_1);
        for (var needle : needles) {
          assertThat(content.contains(needle)).as("%s in %s", secret.what(), file).isFalse();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (var needle : needles) {
      assertThat(said.contains(needle)).as("%s in the log", secret.what()).isFalse();
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    return new String(bytes(file), ISO_8859_1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.base.identity.CertificateOrder.Names;
import dev.tocsin.base.identity.CertificateOrder.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What we write, read by OpenSSL and GnuTLS; what they write, read by us. Each test is skipped
/// where its tool is not installed.
final class OtherToolsTest {

  private static final Instant NOW = Instant.now();

  @TempDir private Path folder;

  private final CertificateAuthority authority =
      CertificateAuthority.create("Root", KeyKind.P256, Duration.ofDays(2), NOW);

  @BeforeEach
  void save() {
    authority.save(folder, false);
  }

  @ParameterizedTest
  @EnumSource
  void opensslReadsKeysAndVerifiesCertificates(KeyKind kind) throws Exception {
    requireTool("openssl");
    issue("server", Role.SERVER, kind);
    issue("client", Role.CLIENT, kind);

    run("openssl", "pkey", "-in", "server-key.pem", "-check", "-noout");
    run(
        "openssl",
        "verify",
        "-x509_strict",
        "-CAfile",
        "ca.pem",
        "-purpose",
        "sslserver",
        "-verify_hostname",
        "localhost",
        "server.pem");
    run(
        "openssl",
        "verify",
        "-x509_strict",
        "-CAfile",
        "ca.pem",
        "-purpose",
        "sslclient",
        "client.pem");
    assertThat(
            attempt(
                "openssl", "verify", "-CAfile", "ca.pem", "-purpose", "sslclient", "server.pem"))
        .isNotZero();
  }

  @ParameterizedTest
  @EnumSource
  void gnutlsReadsKeysAndVerifiesCertificates(KeyKind kind) throws Exception {
    requireTool("certtool");
    issue("server", Role.SERVER, kind);

    run("certtool", "--key-info", "--infile", "server-key.pem");
    run(
        "certtool",
        "--verify",
        "--load-ca-certificate",
        "ca.pem",
        "--verify-hostname",
        "localhost",
        "--verify-purpose",
        "1.3.6.1.5.5.7.3.1",
        "--infile",
        "server.pem");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        "genpkey -algorithm ED25519",
        "ecparam -name prime256v1 -genkey",
        "ecparam -name secp384r1 -genkey -noout",
        "genrsa -traditional 2048",
      })
  void readsKeysThatOpensslMade(String command) throws Exception {
    requireTool("openssl");
    run(
        Stream.of(("openssl " + command.replaceFirst(" ", " -out other.pem ")).split(" "))
            .toArray(String[]::new));
    run("openssl", "pkey", "-in", "other.pem", "-pubout", "-out", "public.pem");
    run(
        "openssl",
        "req",
        "-new",
        "-key",
        "other.pem",
        "-subj",
        "/CN=other",
        "-addext",
        "subjectAltName=DNS:other.example,IP:192.0.2.1",
        "-out",
        "request.pem");

    var key = Pem.privateKey(folder.resolve("other.pem"));
    var request = Pem.certificateRequest(folder.resolve("request.pem"));

    assertThat(key.publicKey()).isEqualTo(Pem.publicKey(folder.resolve("public.pem")));
    assertThat(request.publicKey()).isEqualTo(key.publicKey());
    assertThat(request.names()).containsExactly("other.example", "192.0.2.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--key-type=ecdsa", "--key-type=rsa", "--key-type=ed25519"})
  void readsKeysThatGnutlsMade(String type) throws Exception {
    requireTool("certtool");
    run("certtool", "--generate-privkey", type, "--sec-param=medium", "--outfile", "other.pem");
    run("certtool", "--load-privkey", "other.pem", "--pubkey-info", "--outfile", "public.pem");

    assertThat(Pem.privateKey(folder.resolve("other.pem")).publicKey())
        .isEqualTo(Pem.publicKey(folder.resolve("public.pem")));
  }

  @ParameterizedTest
  @CsvSource({"gnutls,gnutls", "openssl,gnutls", "gnutls,openssl", "openssl,openssl"})
  void libcoapShakesHandsWithCertificates(String serverBuild, String clientBuild) throws Exception {
    requireTool("coap-server-" + serverBuild);
    requireTool("coap-client-" + clientBuild);
    issue("server", Role.SERVER, KeyKind.P256);
    issue("client", Role.CLIENT, KeyKind.P256);
    int port = freePort();
    var server =
        start(
            "coap-server-" + serverBuild,
            "-A",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-c",
            "server.pem",
            "-j",
            "server-key.pem",
            "-C",
            "ca.pem");
    try {
      var answer =
          askUntilItAnswers(
              "coap-client-" + clientBuild,
              "-m",
              "get",
              "-B",
              "5",
              "-c",
              "client.pem",
              "-j",
              "client-key.pem",
              "-C",
              "ca.pem",
              "coaps://127.0.0.1:" + (port + 1) + "/");
      assertThat(answer).contains("libcoap");
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private void issue(String name, Role role, KeyKind kind) {
    var names = new Names(List.of("localhost"), List.of("127.0.0.1"), List.of());
    var order = new CertificateOrder(name, role, names, Duration.ofDays(1));
    KeyFiles.in(folder, name).write(authority.issue(order, kind, NOW), false);
  }

  /// The server needs a moment to listen; a refused datagram ends the client at once.
  private String askUntilItAnswers(String... command) throws Exception {
    for (int attempt = 0; attempt < 50; attempt++) {
      attempt(command);
      var answer = Files.readString(folder.resolve("output"), StandardCharsets.ISO_8859_1);
      if (answer.contains("libcoap")) return answer;
    }
    return Files.readString(folder.resolve("output"), StandardCharsets.ISO_8859_1);
  }

  private void run(String... command) throws Exception {
    assertThat(attempt(command)).as(() -> String.join(" ", command) + "\n" + output()).isZero();
  }

  private int attempt(String... command) throws Exception {
    var process = start(command);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(String.join(" ", command)).isTrue();
    return process.exitValue();
  }

  private Process start(String... command) throws IOException {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(
            folder.resolve(command[0].contains("server") ? "server-output" : "output").toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .start();
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// libcoap takes the next port for DTLS.
  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort() == 65535 ? 65533 : socket.getLocalPort();
    }
  }

  private static void requireTool(String tool) {
    boolean found =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    assumeTrue(found, tool + " is not installed");
  }
}

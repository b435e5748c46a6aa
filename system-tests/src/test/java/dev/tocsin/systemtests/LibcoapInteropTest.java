// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.dots.io.security.Credentials;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Debian's libcoap clients, built on OpenSSL and on GnuTLS, against our transports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibcoapInteropTest {

  private static final int SECONDS = 8;

  private InteropKeys keys;
  private ServerUnderTest server;
  private ServerUnderTest rawServer;

  @BeforeAll
  void start(@TempDir Path folder) {
    keys = new InteropKeys(folder);
    server = startServer(keys.server());
    rawServer = startServer(keys.rawServer());
  }

  /// The only place that knows which server it is.
  private ServerUnderTest startServer(Credentials credentials) {
    return new EchoServer(credentials);
  }

  @AfterAll
  void stop() {
    server.close();
    rawServer.close();
  }

  static Stream<Arguments> everyClientOnEveryTransport() {
    return Stream.of("coap-client-openssl", "coap-client-gnutls")
        .flatMap(client -> Stream.of("coaps", "coaps+tcp").map(uri -> Arguments.of(client, uri)));
  }

  @ParameterizedTest
  @MethodSource("everyClientOnEveryTransport")
  void servesACertificate(String client, String scheme) throws Exception {
    var said = run(client, scheme, certificate(keys.client));

    assertThat(said).contains("hello, certificate, on some/where");
  }

  @ParameterizedTest
  @MethodSource("everyClientOnEveryTransport")
  void servesASharedKey(String client, String scheme) throws Exception {
    var said =
        run(client, scheme, List.of("-u", InteropKeys.SHARED.identity(), "-k", "0123456789abcdef"));

    assertThat(said).contains("hello, shared key, on some/where");
  }

  @ParameterizedTest
  @MethodSource("everyClientOnEveryTransport")
  void refusesACertificateOfAnotherAuthority(String client, String scheme) throws Exception {
    assertThat(run(client, scheme, certificate(keys.stranger))).doesNotContain("hello");
  }

  @ParameterizedTest
  @MethodSource("everyClientOnEveryTransport")
  void refusesAWrongSharedKey(String client, String scheme) throws Exception {
    var said =
        run(client, scheme, List.of("-u", InteropKeys.SHARED.identity(), "-k", "another key 1234"));

    assertThat(said).doesNotContain("hello");
  }

  @ParameterizedTest
  @MethodSource("everyClientOnEveryTransport")
  void refusesAnUnknownIdentity(String client, String scheme) throws Exception {
    var said = run(client, scheme, List.of("-u", "somebody", "-k", "0123456789abcdef"));

    assertThat(said).doesNotContain("hello");
  }

  @ParameterizedTest
  @MethodSource("everyClientOnEveryTransport")
  void refusesAClientWithoutCredentials(String client, String scheme) throws Exception {
    assertThat(run(client, scheme, List.of("-R", keys.authorityFile.toString())))
        .doesNotContain("hello");
  }

  @ParameterizedTest
  @MethodSource("everyClientOnEveryTransport")
  void servesARawPublicKeyWhereTheClientHasThem(String client, String scheme) throws Exception {
    // Debian's libcoap has raw public keys in the GnuTLS build only, and that prefers certificates
    // even with a raw key in hand: it needs a server without any.
    assumeTrue(client.endsWith("gnutls"), client + " is built without raw public keys");

    var said = run(rawServer, client, scheme, List.of("-M", keys.client.key().toString()));

    assertThat(said).contains("hello, raw key, on some/where");
  }

  private List<String> certificate(KeyFiles files) {
    return List.of(
        "-c", files.certificate().toString(),
        "-j", files.key().toString(),
        "-C", keys.authorityFile.toString());
  }

  private String run(String client, String scheme, List<String> credentials)
      throws IOException, InterruptedException {
    return run(server, client, scheme, credentials);
  }

  private static String run(
      ServerUnderTest server, String client, String scheme, List<String> credentials)
      throws IOException, InterruptedException {
    int port = scheme.equals("coaps") ? server.dtlsPort() : server.tlsPort();
    var command = new ArrayList<>(List.of(client, "-v", "4", "-B", "4", "-m", "get"));
    command.addAll(credentials);
    command.add(scheme + "://localhost:" + port + "/some/where");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
    return said;
  }
}

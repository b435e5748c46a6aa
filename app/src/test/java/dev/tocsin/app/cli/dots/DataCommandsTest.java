// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.Main;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.dots.DotsClient;
import dev.tocsin.dots.DotsServer;
import dev.tocsin.dots.io.settings.ClientSettings;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The commands of the data channel against a whole server, over HTTPS on loopback.
final class DataCommandsTest {

  @TempDir private Path folder;
  private final CertificateAuthority authority = authority();
  private DotsServer server;

  private record Ran(int code, String out, String err) {}

  private static CertificateAuthority authority() {
    return CertificateAuthority.create("test", KeyKind.P256, Duration.ofDays(1), Instant.now());
  }

  @BeforeEach
  void start() throws IOException {
    authority.save(folder, true);
    issue(authority, "server", CertificateOrder.Role.SERVER, folder);
    issue(authority, "client", CertificateOrder.Role.CLIENT, folder);
    Files.writeString(
        folder.resolve("server.yaml"),
        """
        keys: {certificate: server.pem, key: server-key.pem, trusted-authorities: ca.pem}
        listen: {dtls: ["127.0.0.1:0"], tls: ["127.0.0.1:0"]}
        data-channel: {listen: "127.0.0.1:0"}
        observe: {metrics: false}
        mitigators: {edge: {type: none}}
        domains:
          - {name: customer, certificate-names: [client, other], prefixes: [198.51.100.0/24], names: [example.net]}
        """);
    server = DotsServer.start(ServerSettings.read(folder.resolve("server.yaml")));
    configure("client", "server");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static void issue(
      CertificateAuthority by, String name, CertificateOrder.Role role, Path folder) {
    var names = new CertificateOrder.Names(List.of(name), List.of(), List.of());
    var order = new CertificateOrder(name, role, names, Duration.ofDays(1));
    KeyFiles.in(folder, name).write(by.issue(order, KeyKind.P256, Instant.now()), true);
  }

  private void configure(String key, String expectedName) throws IOException {
    configure(key, expectedName, server.dataChannel().orElseThrow().getPort());
  }

  private void configure(String key, String expectedName, int port) throws IOException {
    Files.writeString(
        folder.resolve("client.yaml"),
        """
        servers: [{host: 127.0.0.1, expected-name: %s, data-channel: "127.0.0.1:%d"}]
        keys: {certificate: %s.pem, key: %s-key.pem, trusted-authorities: ca.pem}
        """
            .formatted(expectedName, port, key, key));
  }

  private void resources(String text) throws IOException {
    Files.writeString(folder.resolve("resources.yaml"), text);
  }

  private Ran run(String line) {
    return on(folder.resolve("client.yaml"), line);
  }

  private Ran on(Path configuration, String line) {
    var out = new StringWriter();
    var err = new StringWriter();
    var arguments = ("dots " + line + " -c " + configuration).replace("DIR", folder.toString());
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), arguments.split(" "));
    return new Ran(code, out.toString(), err.toString());
  }

  private Ran apply(String more) {
    return run("apply -f DIR/resources.yaml" + more);
  }

  @Test
  void bringsTheServerInLineWithAFileOnce() throws IOException {
    // given
    resources(Files.readString(Path.of("../docs/examples/resources.yaml")));

    // when
    var first = apply(" --yes");
    var second = apply(" --yes");

    // then
    assertThat(first.err()).isEmpty();
    assertThat(first.code()).isZero();
    assertThat(first.out())
        .contains("this client is not registered yet", "+ alias 'web'", "+ list 'partners'")
        .contains("4 changes made: 4 added, 0 changed, 0 removed");
    assertThat(second.out()).isEqualTo("nothing to do: the server has what the file says\n");
    assertThat(run("alias list").out()).contains("web", "mail", "ports 443, 80", "10080 min");
    assertThat(run("acl list").out()).containsSubsequence("partners", "immediate", "in-an-attack");
    assertThat(run("acl show partners").out())
        .containsSubsequence("branch-office", "accept", "ipv4 source 192.0.2.0/26");
  }

  @Test
  void movesChangesAndRemovesOnlyWhatDiffers() throws IOException {
    // given
    resources(
        "lists: [{name: a}, {name: b}, {name: c}]\naliases: [{name: x, names: a.example.net}]");
    assertThat(apply(" --yes").code()).isZero();

    // when
    resources("lists: [{name: c}, {name: a, activation: deactivate}, {name: new}]");
    var ran = apply(" --yes --json");

    // then
    var json = new JsonMapper().readTree(ran.out());
    assertThat(json.path("changes").valueStream().map(each -> each.path("subject").asString()))
        .containsExactly("list 'b'", "alias 'x'", "list 'c'", "list 'a'", "list 'new'");
    assertThat(run("acl list").out()).containsSubsequence("c ", "a ", "deactivate", "new ");
    assertThat(apply("").out()).startsWith("nothing to do");
  }

  @Test
  void aDryRunChangesNothing() throws IOException {
    resources("aliases: [{name: web, prefixes: 198.51.100.1}]");

    assertThat(apply(" --dry-run").out()).contains("+ alias 'web'", "nothing was changed");
    assertThat(run("alias list").out()).isEqualTo("no aliases\n");
  }

  @Test
  void showsARefusalWithTheElementAndTheReason() throws IOException {
    resources(
        """
        aliases:
          - {name: ours, prefixes: 198.51.100.1}
          - {name: theirs, prefixes: 203.0.113.1}
        """);

    var ran = apply(" --yes");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err())
        .contains("alias 'theirs'", "refused (400)", "invalid-value at /ietf-dots-data-channel")
        .contains("target-prefix", "not within the client's domain", "1 of 2 changes were made");
    assertThat(run("alias list").out()).contains("ours").doesNotContain("theirs");
  }

  @Test
  void setsAndRemovesAnAlias() {
    assertThat(run("alias set web --prefix 198.51.100.1 --port 443").out())
        .isEqualTo("created alias 'web'\n");
    assertThat(run("alias set web --prefix 198.51.100.2").out()).startsWith("replaced");
    assertThat(run("alias list --json").out()).contains("198.51.100.2/32").doesNotContain("443");
    assertThat(run("alias remove web").out()).isEqualTo("removed alias 'web'\n");
    var again = run("alias remove web");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("the server has no alias 'web'");
  }

  @Test
  void removesAList() throws IOException {
    resources("lists: [{name: a}]");
    apply(" --yes");

    assertThat(run("acl remove a").out()).isEqualTo("removed list 'a'\n");
    assertThat(run("acl list").out()).isEqualTo("no lists\n");
    assertThat(run("acl show a").err()).contains("the server has no list 'a'");
  }

  @Test
  void showsTheCapabilities() {
    assertThat(run("capabilities").out())
        .contains("address-families: ipv4, ipv6", "actions: accept, drop", "rate-limit: true");
    assertThat(run("capabilities --json").out()).contains("\"flags-bitmask\"");
  }

  @Test
  void saysThatNobodyIsThere() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    configure("client", "server", port);

    failsWith("the data channel of 127.0.0.1:" + port + " cannot be reached");
  }

  @Test
  void wantsTheNameThatItExpects() throws IOException {
    configure("client", "other.example");

    failsWith("is not trusted: its certificate is not for other.example");
  }

  @Test
  void wantsAnAuthorityThatItTrusts() throws IOException {
    authority().save(folder, true);

    failsWith("is not trusted");
  }

  @Test
  void isToldThatItIsNobodysClient() throws IOException {
    issue(authority, "stranger", CertificateOrder.Role.CLIENT, folder);
    configure("stranger", "server");

    var ran = run("alias set web --prefix 198.51.100.1");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("refused (403)", "access-denied", "no domain");
  }

  @Test
  void isRefusedWithACertificateOfAnotherAuthority() throws IOException {
    issue(authority(), "client", CertificateOrder.Role.CLIENT, folder);

    failsWith("refused this client's certificate");
  }

  @Test
  void anAgentKeepsTheServerInStepWithItsFile() throws Exception {
    // given
    resources("aliases: [{name: web, prefixes: 198.51.100.1}]");
    Files.writeString(
        folder.resolve("client.yaml"),
        "resources: resources.yaml\nobserve: {metrics: false}\n",
        StandardOpenOption.APPEND);

    try (var _ = DotsClient.start(ClientSettings.read(folder.resolve("client.yaml")))) {
      // when
      eventually(() -> run("alias list").out(), "web");
      eventually(() -> run("session").out(), "  in step    aliases: 1, lists: 0");
      resources(
          "aliases: [{name: web, prefixes: 198.51.100.1}, {name: mail, names: a.example.net}]");

      // then
      eventually(() -> run("alias list").out(), "mail");
      resources("aliases: [{name: web, prefixes: 203.0.113.1}]");
      eventually(() -> run("session").out(), "not in step  alias 'web': PUT refused (400)");
      resources("aliases: [{name: web}]");
      eventually(() -> run("session").out(), "resources.yaml:1:11: ");
    }
  }

  @Test
  void commandsAndAgentFollowToANewCuidWhenTheUsualOneIsTaken() throws Exception {
    // given two clients of one customer with one cuid, the first of which uses it
    issue(authority, "other", CertificateOrder.Role.CLIENT, folder);
    var first = agent("client", "");
    var second = agent("other", "resources: resources.yaml\n");
    resources("aliases: [{name: web, prefixes: 198.51.100.1}]");
    try (var _ = DotsClient.start(ClientSettings.read(first))) {
      eventually(() -> on(first, "mitigate --prefix 198.51.100.1 --label one").out(), "one");

      // when the second asks, and is told of the collision
      try (var _ = DotsClient.start(ClientSettings.read(second))) {
        eventually(() -> on(second, "session").out(), "in use by another identity");
        eventually(() -> on(second, "mitigate --prefix 198.51.100.2 --label two").out(), "two");

        // then agent and commands have a new one, and the same
        eventually(() -> on(second, "session").out(), "  in step    aliases: 1, lists: 0");
        assertThat(on(second, "alias list").out()).contains("web");
        assertThat(on(second, "alias set mail --prefix 198.51.100.3").code()).isZero();
      }
      assertThat(on(second, "alias list").out()).contains("web");
      assertThat(on(first, "alias list").out()).isEqualTo("no aliases\n");
    }
  }

  private Path agent(String key, String more) throws IOException {
    return Files.writeString(
        folder.resolve("agent-" + key + ".yaml"),
        """
        servers: [{host: 127.0.0.1, port: %d, expected-name: server, data-channel: "127.0.0.1:%d"}]
        keys: {certificate: %s.pem, key: %s-key.pem, trusted-authorities: ca.pem}
        cuid: shared
        state-folder: state-%s
        control-socket: %s.sock
        observe: {metrics: false}
        %s"""
            .formatted(
                server.local().getFirst().getPort(),
                server.dataChannel().orElseThrow().getPort(),
                key,
                key,
                key,
                key,
                more));
  }

  private static void eventually(Supplier<String> asked, String words) throws InterruptedException {
    var heard = "";
    for (int tries = 0; tries < 600; tries++) {
      heard = asked.get();
      if (heard.contains(words)) return;
      new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
    }
    assertThat(heard).contains(words);
  }

  private void failsWith(String words) {
    var ran = run("capabilities --timeout 5s");
    assertThat(ran.err()).contains(words);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void answersWrongUsageWithTwo() {
    assertThat(run("acl show").code()).isEqualTo(2);
    assertThat(run("alias set web").code()).isEqualTo(2);
    assertThat(run("capabilities --server nobody").err()).contains("no server 'nobody'");
    assertThat(run("capabilities --server nobody").code()).isEqualTo(2);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.Main;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.base.identity.PrivateFile;
import dev.tocsin.reload.io.enrolment.service.EnrolmentService;
import dev.tocsin.reload.io.enrolment.service.EnrolmentSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Users and their certificates from the command line.
class EnrolCommandsTest {

  private static final String OVERLAY = "ring.example";

  @TempDir private Path folder;
  private Path config;
  private Path password;
  private int port;
  private String out = "";
  private String err = "";

  @BeforeEach
  void configure() throws Exception {
    var now = Instant.now();
    var authority = CertificateAuthority.create("ca", KeyKind.P256, Duration.ofDays(1), now);
    authority.save(folder.resolve("ca"), false);
    var names = new CertificateOrder.Names(List.of(OVERLAY), List.of("127.0.0.1"), List.of());
    var order =
        new CertificateOrder("server", CertificateOrder.Role.SERVER, names, Duration.ofHours(1));
    KeyFiles.in(folder, "server").write(authority.issue(order, KeyKind.P256, now), false);
    port = freePort();
    Files.writeString(folder.resolve("overlay.xml"), document(authority));
    config = folder.resolve("enroll.yaml");
    Files.writeString(
        config,
        """
        overlay: ring.example
        listen: 127.0.0.1:%d
        tls: {certificate: server.pem, key: server-key.pem}
        authority: ca
        document: overlay.xml
        observe: {metrics: false}
        """
            .formatted(port));
    password = folder.resolve("password");
    PrivateFile.write(password, "Circle of Life\n".getBytes(StandardCharsets.UTF_8));
  }

  private String document(CertificateAuthority authority) throws CertificateEncodingException {
    var der = Base64.getEncoder().encodeToString(authority.certificate().getEncoded());
    return """
        <overlay xmlns="urn:ietf:params:xml:ns:p2p:overlay" name="ring.example" expiration="600">
          <dht name="chord-128-2-8"/>
          <root-cert>%s</root-cert>
          <credential-server url="https://127.0.0.1:%d/p2psip/credentials"/>
        </overlay>
        """
        .formatted(der, port);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private int run(String... arguments) {
    var outText = new StringWriter();
    var errText = new StringWriter();
    int code = Main.run(new PrintWriter(outText, true), new PrintWriter(errText, true), arguments);
    out = outText.toString();
    err = errText.toString();
    return code;
  }

  private int user(String command, String... more) {
    var arguments = new ArrayList<>(List.of("reload", "user", command, "-c", config.toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private JsonNode json() {
    return new JsonMapper().readTree(out);
  }

  @Test
  void entersAndRemovesUsers() {
    assertThat(user("add", "alice", "--password-file", password.toString())).isZero();
    assertThat(out).contains("user: alice", "names: alice@ring.example", "standing: admitted");
    assertThat(user("add", "bob", "--name", "alice@ring.example", "--password-file", "" + password))
        .isEqualTo(1);
    assertThat(err).contains("'alice@ring.example' is a name of user 'alice'");

    assertThat(user("deny", "alice")).isZero();
    assertThat(user("list")).isZero();
    assertThat(out).contains("alice  denied    alice@ring.example");
    assertThat(user("deny", "alice", "--undo")).isZero();
    assertThat(user("password", "alice", "--password-file", password.toString())).isZero();
    assertThat(user("remove", "alice")).isZero();
    assertThat(user("deny", "alice")).isEqualTo(1);
    assertThat(err).contains("there is no user 'alice'");

    assertThat(user("list", "--json")).isZero();
    assertThat(json().at("/0/standing").asString()).isEqualTo("removed");
    assertThat(json().at("/0/names_reserved_until").asString()).isNotEmpty();
  }

  @Test
  void refusesWhatCannotBeAUser() {
    assertThat(user("add", "a b")).isEqualTo(2);
    assertThat(err).contains("expected a user of 1 to 64 letters");
    assertThat(run("reload", "user", "list", "-c", folder.resolve("none").toString())).isEqualTo(1);
    assertThat(err).contains("no such file");
  }

  @Test
  void enrolsKeepsAndRenews() {
    user("add", "alice", "--password-file", password.toString());
    try (var _ = EnrolmentService.start(EnrolmentSettings.read(config))) {
      assertThat(enroll("--json")).as(err).isZero();
      assertThat(json().get("result").asString()).isEqualTo("enrolled");
      var peer = json().at("/peers/0").asString();
      var certificate = folder.resolve("peer/peer.pem");
      var first = Pem.certificates(certificate);

      assertThat(enroll("--json")).isZero();
      assertThat(json().get("result").asString()).isEqualTo("kept");
      assertThat(Pem.certificates(certificate)).isEqualTo(first);

      assertThat(enroll("--json", "--renew")).isZero();
      assertThat(json().get("result").asString()).isEqualTo("renewed");
      assertThat(json().at("/peers/0").asString()).isEqualTo(peer);
      assertThat(Pem.certificates(certificate)).isNotEqualTo(first);

      assertThat(enroll("--renew", "--name", "bob@ring.example")).isEqualTo(1);
      assertThat(err).contains("'bob@ring.example' is not a name of this user");
      PrivateFile.write(password, "wrong password\n".getBytes(StandardCharsets.UTF_8));
      assertThat(enroll("--renew")).isEqualTo(1);
      assertThat(err).contains("user and password do not fit");
    }
    assertThat(enroll()).isEqualTo(1);
    assertThat(err).contains("cannot be reached");
  }

  private int enroll(String... more) {
    var arguments =
        new ArrayList<>(List.of("reload", "enroll", OVERLAY, "--user", "alice", "--password-file"));
    arguments.add(password.toString());
    arguments.addAll(List.of("--server", "127.0.0.1:" + port));
    arguments.addAll(List.of("--trust", folder.resolve("ca/ca.pem").toString()));
    arguments.addAll(List.of("--state-folder", folder.resolve("peer").toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }
}

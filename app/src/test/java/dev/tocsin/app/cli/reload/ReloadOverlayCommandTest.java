// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.Main;
import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebServer;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.reload.wire.config.Access;
import dev.tocsin.reload.wire.config.Dht;
import dev.tocsin.reload.wire.config.Migration;
import dev.tocsin.reload.wire.config.OverlayConfiguration;
import dev.tocsin.reload.wire.config.OverlayDocument;
import dev.tocsin.reload.wire.config.Security;
import dev.tocsin.reload.wire.config.Usages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ReloadOverlayCommandTest {

  private final CertificateAuthority authority =
      CertificateAuthority.create("Web", KeyKind.P256, Duration.ofDays(1), Instant.now());
  private final OverlayConfiguration ring =
      new OverlayConfiguration(
          "ring.example",
          Duration.ofHours(1),
          Dht.CHORD.withPeriods(Duration.ofMinutes(10), Duration.ofHours(1)),
          new Usages(List.of("SIP", "CERTIFICATE"), OptionalInt.of(5)),
          new Access(
              new Security.Certificates(
                  List.of(authority.certificate()), List.of(URI.create("https://a.example/csr"))),
              List.of(new HostAndPort("192.0.2.2", 6084), new HostAndPort("2001:db8::2", 6084)),
              List.of()),
          Optional.of(new Migration(Migration.Stage.ASK_OLD, "next.example")));
  private final OverlayConfiguration next =
      new OverlayConfiguration(
          "next.example",
          Duration.ofHours(1),
          Dht.named("mesh"),
          Usages.NONE,
          new Access(new Security.SharedKey(), List.of(), List.of()),
          Optional.empty());

  @TempDir private Path folder;

  private Path file;
  private Path trust;
  private String out = "";
  private String err = "";

  @BeforeEach
  void writeFiles() throws IOException {
    authority.save(folder.resolve("web"), false);
    trust = folder.resolve("web/ca.pem");
    file = folder.resolve("overlay.xml");
    Files.write(file, document());
  }

  private byte[] document() {
    return new OverlayDocument(List.of(ring, next)).write();
  }

  private WebServer serve() {
    var order =
        new CertificateOrder(
            "ring.example",
            CertificateOrder.Role.SERVER,
            new CertificateOrder.Names(List.of(), List.of(), List.of()),
            Duration.ofHours(1));
    var tls =
        new WebSettings.Tls(
            authority.issue(order, KeyKind.P256, Instant.now()),
            List.of(),
            WebSettings.ClientCertificate.IGNORED);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return WebServer.start(
        "test",
        new WebSettings(address, Optional.of(tls), WebSettings.Limits.DEFAULT),
        _ -> new WebAnswer(200, Map.of("Content-Type", OverlayDocument.MEDIA_TYPE), document()));
  }

  @Test
  void showsWhatStandsInAFile() {
    assertThat(run("--file", file.toString())).isZero();

    assertThat(out.lines())
        .contains(
            "overlay             ring.example",
            "number              706d9d92",
            "expiration seconds  3600",
            "update seconds      600",
            "security            certificates",
            "credential servers  https://a.example/csr",
            "required usages     SIP",
            "                    CERTIFICATE",
            "bootstrap peers     192.0.2.2:6084",
            "                    [2001:db8::2]:6084",
            "multicast           none",
            "migration stage     1",
            "migrates to         next.example",
            "")
        .anyMatch(line -> line.startsWith("authorities         CN=Web, until "))
        .anyMatch(line -> line.matches("security +shared key"));
  }

  @Test
  void showsTheSameAsJson() {
    assertThat(run("--json", "--file", file.toString())).isZero();

    var json = new JsonMapper().readTree(out).get("overlays");
    assertThat(json.size()).isEqualTo(2);
    assertThat(json.at("/0/overlay").stringValue()).isEqualTo("ring.example");
    assertThat(json.at("/0/turn_density").intValue()).isEqualTo(5);
    assertThat(json.at("/0/authorities/0/name").stringValue()).isEqualTo("CN=Web");
    assertThat(json.at("/0/bootstrap_peers/1").stringValue()).isEqualTo("[2001:db8::2]:6084");
    assertThat(json.at("/1/security").stringValue()).isEqualTo("shared key");
  }

  @Test
  void namesTheLineOfAFileThatIsWrong() throws IOException {
    var text = Files.readString(file);
    Files.writeString(file, text.replace("<dht name=\"chord-128-2-8\"/>", "<dht/>"));

    assertThat(run("--file", file.toString())).isEqualTo(1);
    assertThat(err)
        .isEqualTo(
            "tocsin reload overlay: " + file + ": line 4: expected name in <dht>, found none\n");

    assertThat(run("--file", folder.resolve("none.xml").toString())).isEqualTo(1);
    assertThat(err).endsWith("none.xml: no such file or folder\n");
  }

  @Test
  void showsWhatTheServerOfAnOverlaySays() {
    try (var server = serve()) {
      assertThat(run("ring.example", "--server", at(server), "--trust", trust.toString())).isZero();
    }

    assertThat(out).contains("ring.example").doesNotContain("shared key");
  }

  @Test
  void saysInOneLineWhyAServerIsNotBelieved() {
    try (var server = serve()) {
      assertThat(run("other.example", "--server", at(server), "--trust", trust.toString()))
          .isEqualTo(1);
    }

    assertThat(err.lines()).hasSize(1);
    assertThat(err).contains("is not trusted").contains("other.example");
  }

  @Test
  void saysInOneLineThatAServerIsDown() {
    var server = serve();
    var address = at(server);
    server.close();

    assertThat(run("ring.example", "--server", address)).isEqualTo(1);
    assertThat(err)
        .isEqualTo(
            ("tocsin reload overlay: ring.example: the enrolment server at %s cannot be reached:"
                    + " nothing answers on that port\n")
                .formatted(address));
  }

  @Test
  void wantsANameOrAFile() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("ring.example", "--file", file.toString())).isEqualTo(2);
    assertThat(run("a b")).isEqualTo(2);
    assertThat(err).contains("'a b' is neither a name like example.com nor an address");
    assertThat(run("a.local", "--interface", "none0")).isEqualTo(2);
    assertThat(err).contains("--interface 'none0': there is none");
  }

  private static String at(WebServer server) {
    return "127.0.0.1:" + server.local().getPort();
  }

  private int run(String... arguments) {
    var line = new String[arguments.length + 2];
    line[0] = "reload";
    line[1] = "overlay";
    System.arraycopy(arguments, 0, line, 2, arguments.length);
    var printed = new StringWriter();
    var complained = new StringWriter();
    int code = Main.run(new PrintWriter(printed, true), new PrintWriter(complained, true), line);
    out = printed.toString();
    err = complained.toString();
    return code;
  }
}

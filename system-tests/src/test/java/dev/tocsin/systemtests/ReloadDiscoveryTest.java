// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.app.Main;
import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebServer;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.reload.io.discovery.mdns.LocalEnrolment;
import dev.tocsin.reload.io.discovery.mdns.MulticastPort;
import dev.tocsin.reload.io.discovery.mdns.MulticastResponder;
import dev.tocsin.reload.wire.config.Access;
import dev.tocsin.reload.wire.config.Dht;
import dev.tocsin.reload.wire.config.OverlayConfiguration;
import dev.tocsin.reload.wire.config.OverlayDocument;
import dev.tocsin.reload.wire.config.Security;
import dev.tocsin.reload.wire.config.Usages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// From the name of an overlay to its configuration: with an authoritative name server (Knot DNS),
/// with multicast DNS on the loopback interface, and over HTTPS.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadDiscoveryTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final List<String> OVERLAYS =
      List.of("ring.example.net", "backup.example.net", "other.example.net", "ring.local");

  @TempDir static Path folder;

  private WebServer enrolment;
  private NameServer dns;
  private String trust;
  private String out = "";
  private String err = "";

  @BeforeAll
  void startServers() throws IOException {
    var authority =
        CertificateAuthority.create("Web", KeyKind.P256, Duration.ofDays(1), Instant.now());
    authority.save(folder.resolve("web"), false);
    trust = folder.resolve("web/ca.pem").toString();
    enrolment = enrolment(authority);
    dns = NameServer.start(folder, Map.of("example.net.", zone()));
  }

  /// Its certificate is for all of the overlays but one.
  private static WebServer enrolment(CertificateAuthority authority) {
    var names = List.of("ring.example.net", "backup.example.net", "ring.local");
    var order =
        new CertificateOrder(
            "enrolment",
            CertificateOrder.Role.SERVER,
            new CertificateOrder.Names(names, List.of("127.0.0.1"), List.of()),
            Duration.ofHours(1));
    var tls =
        new WebSettings.Tls(
            authority.issue(order, KeyKind.P256, Instant.now()),
            List.of(),
            WebSettings.ClientCertificate.IGNORED);
    var document =
        new OverlayDocument(OVERLAYS.stream().map(ReloadDiscoveryTest::overlay).toList());
    return WebServer.start(
        "enrolment",
        new WebSettings(
            new InetSocketAddress(LOOPBACK, 0), Optional.of(tls), WebSettings.Limits.DEFAULT),
        request ->
            request.path().equals("/p2psip/enroll")
                ? new WebAnswer(
                    200, Map.of("Content-Type", OverlayDocument.MEDIA_TYPE), document.write())
                : WebAnswer.empty(404));
  }

  private static OverlayConfiguration overlay(String name) {
    return new OverlayConfiguration(
        name,
        Duration.ofDays(1),
        Dht.CHORD,
        Usages.NONE,
        new Access(new Security.SharedKey(), List.of(), List.of()),
        Optional.empty());
  }

  private String zone() throws IOException {
    int port = enrolment.local().getPort();
    int dead = deadPort();
    return """
        ns A 127.0.0.1
        enroll A 127.0.0.1
        _p2p_enroll._tcp.ring SRV 10 0 %d enroll
        _p2p_enroll._tcp.backup SRV 20 0 %d enroll
        _p2p_enroll._tcp.backup SRV 10 0 %d enroll
        _p2p_enroll._tcp.other SRV 10 0 %d enroll
        _p2p_enroll._tcp.dead SRV 10 0 %d enroll
        _p2p_enroll._tcp.homeless SRV 10 0 443 nowhere
        _p2p_enroll._tcp.off SRV 0 0 0 .
        """
        .formatted(port, port, dead, port, dead);
  }

  private static int deadPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  @AfterAll
  void stopServers() {
    if (dns != null) dns.close();
    if (enrolment != null) enrolment.close();
  }

  @Test
  void findsTheServerInTheDns() {
    assertThat(found("ring.example.net")).isEqualTo("ring.example.net");
  }

  @Test
  void goesOnToTheServerOfTheNextPriority() {
    assertThat(found("backup.example.net")).isEqualTo("backup.example.net");
  }

  @Test
  void findsTheServerAmongTheNeighbours() throws IOException {
    var server =
        new LocalEnrolment("ring.local", "Test", enrolment.local().getPort(), List.of(LOOPBACK));
    var loopback = NetworkInterface.getByInetAddress(LOOPBACK);
    try (var _ =
        MulticastResponder.start(
            server, loopback, MulticastPort.STANDARD, InstantSource.system())) {
      assertThat(found("ring.local", "--interface", loopback.getName())).isEqualTo("ring.local");
    }
  }

  @Test
  void refusesAServerThatIsNotTheOverlays() {
    assertThat(refusal("other.example.net"))
        .contains("is not trusted: No subject alternative DNS name matching other.example.net");
  }

  @Test
  void saysInOneLineWhatIsWrong() {
    assertThat(refusal("dead.example.net"))
        .contains("dead.example.net: the enrolment server at 127.0.0.1:")
        .endsWith("cannot be reached: nothing answers on that port");
    assertThat(refusal("none.example.net"))
        .endsWith(
            "none.example.net: the DNS has no enrolment server for it:"
                + " no SRV record _p2p_enroll._tcp.none.example.net");
    assertThat(refusal("off.example.net")).contains("no SRV record");
    assertThat(refusal("homeless.example.net"))
        .endsWith("its enrolment server nowhere.example.net has no address in the DNS");
  }

  private String found(String... words) {
    assertThat(run(words)).as(err).isZero();
    return new JsonMapper().readTree(out).at("/overlays/0/overlay").stringValue();
  }

  private String refusal(String name) {
    assertThat(run(name)).isEqualTo(1);
    assertThat(err.lines()).hasSize(1);
    return err.strip();
  }

  /// In this process: a start for each would take longer than all searches.
  private int run(String... words) {
    var all =
        new ArrayList<>(
            List.of("reload", "overlay", "--json", "--trust", trust, "--dns", dns.text()));
    all.addAll(List.of(words));
    var printed = new StringWriter();
    var complained = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(printed, true),
            new PrintWriter(complained, true),
            all.toArray(String[]::new));
    out = printed.toString();
    err = complained.toString();
    return code;
  }
}

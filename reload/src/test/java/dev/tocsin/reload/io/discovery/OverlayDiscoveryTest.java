// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.base.http.WebServer;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.reload.wire.config.Dht;
import dev.tocsin.reload.wire.config.OverlayConfiguration;
import dev.tocsin.reload.wire.config.OverlayDocument;
import dev.tocsin.reload.wire.config.OverlayDocuments;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OverlayDiscoveryTest {

  private static final String NAME = "chord.example.com";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] DOCUMENT = OverlayDocuments.file("overlay.xml");
  private static final EnrolmentServers NOBODY = _ -> new EnrolmentServers.Failed("nobody knows");

  private static final AtomicReference<WebAnswer> answer = new AtomicReference<>();
  private static final BlockingQueue<WebRequest> requests = new ArrayBlockingQueue<>(10);
  private static CertificateAuthority authority;
  private static WebServer server;

  @BeforeAll
  static void serve() {
    var real = Instant.now();
    authority = CertificateAuthority.create("Web", KeyKind.P256, Duration.ofDays(1), real);
    var order =
        new CertificateOrder(
            NAME,
            CertificateOrder.Role.SERVER,
            new CertificateOrder.Names(
                List.of(NAME, "xn--bcher-kva.example"), List.of("127.0.0.1"), List.of()),
            Duration.ofHours(1));
    var tls =
        new WebSettings.Tls(
            authority.issue(order, KeyKind.P256, real),
            List.of(),
            WebSettings.ClientCertificate.IGNORED);
    server =
        WebServer.start(
            "test",
            new WebSettings(
                new InetSocketAddress(loopback(), 0), Optional.of(tls), WebSettings.Limits.DEFAULT),
            request -> {
              requests.add(request);
              return answer.get();
            });
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void answerWithTheExample() {
    requests.clear();
    answers(OverlayDocument.MEDIA_TYPE, DOCUMENT);
  }

  private static void answers(String type, byte[] body) {
    answer.set(new WebAnswer(200, Map.of("Content-Type", type), body));
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static OverlayDiscovery discovery(EnrolmentServers dns, EnrolmentServers local) {
    var settings = DiscoverySettings.of(List.of(authority.certificate()));
    return new OverlayDiscovery(settings, dns, local, InstantSource.fixed(NOW));
  }

  private static Discovered ask(String name) {
    return discovery(NOBODY, NOBODY).ask(name, List.of(server.local()));
  }

  private static Discovered.Found found(Discovered discovered) {
    assertThat(discovered).isInstanceOf(Discovered.Found.class);
    return (Discovered.Found) discovered;
  }

  private static String refusal(Discovered discovered) {
    assertThat(discovered).isInstanceOf(Discovered.Failed.class);
    return ((Discovered.Failed) discovered).reason();
  }

  @Test
  void asksTheServerOfTheDnsInTheNameOfTheOverlay() throws InterruptedException {
    EnrolmentServers dns = name -> of(name.equals(NAME));

    var found = found(discovery(dns, NOBODY).find(NAME));

    assertThat(found.overlay()).isEqualTo(OverlayDocument.read(DOCUMENT).overlays().getFirst());
    assertThat(found.document()).isEqualTo(OverlayDocument.read(DOCUMENT));
    var request = requests.take();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.path()).isEqualTo("/p2psip/enroll");
    assertThat(request.header("Host")).contains(NAME);
  }

  private static EnrolmentServers.Outcome of(boolean isRight) {
    return isRight
        ? new EnrolmentServers.Found(List.of(server.local()))
        : new EnrolmentServers.Failed("another name was asked for");
  }

  @Test
  void knowsWhenADocumentExpires() {
    var found = found(ask(NAME));

    assertThat(found.expires()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    assertThat(found.isValid(NOW.plus(Duration.ofHours(23)))).isTrue();
    assertThat(found.isValid(NOW.plus(Duration.ofDays(1)))).isFalse();
  }

  @Test
  void asksTheLinkForNamesThatAreLocal() {
    EnrolmentServers dns = name -> new EnrolmentServers.Failed("dns " + name);
    EnrolmentServers local = name -> new EnrolmentServers.Failed("link " + name);
    var discovery = discovery(dns, local);

    assertThat(refusal(discovery.find("a.Local"))).isEqualTo("a.Local: link a.Local");
    assertThat(refusal(discovery.find("local"))).isEqualTo("local: dns local");
    assertThat(refusal(discovery.find("bücher.example")))
        .isEqualTo("bücher.example: dns xn--bcher-kva.example");
  }

  @Test
  void takesAnAddressAsItIs() {
    var name = loopback().getHostAddress();

    var found = found(ask(name));

    assertThat(found.overlay().name()).isEqualTo(NAME);
    // Nobody was asked for an address, and nothing listens at its port for HTTPS.
    assertThat(refusal(discovery(NOBODY, NOBODY).find("127.0.0.9")))
        .isEqualTo(
            "127.0.0.9: the enrolment server at 127.0.0.9:443 cannot be reached:"
                + " nothing answers on that port");
  }

  @Test
  void refusesAServerWithoutTheNameOfTheOverlay() {
    assertThat(refusal(ask("other.example.com")))
        .startsWith("other.example.com: the enrolment server at 127.0.0.1:")
        .contains("is not trusted: No subject alternative DNS name matching other.example.com");
    assertThat(requests).isEmpty();
  }

  @Test
  void refusesAServerOfAnotherAuthority() {
    var stranger =
        CertificateAuthority.create("Other", KeyKind.P256, Duration.ofDays(1), Instant.now());
    var discovery =
        new OverlayDiscovery(
            DiscoverySettings.of(List.of(stranger.certificate())),
            NOBODY,
            NOBODY,
            InstantSource.fixed(NOW));

    assertThat(refusal(discovery.ask(NAME, List.of(server.local())))).contains("is not trusted");
    assertThat(requests).isEmpty();
  }

  @Test
  void goesOnToTheNextAddressOfADeadServer() throws Exception {
    var dead = deadAddress();
    var discovery = discovery(NOBODY, NOBODY);

    found(discovery.ask(NAME, List.of(dead, server.local())));

    assertThat(refusal(discovery.ask(NAME, List.of(dead))))
        .isEqualTo(
            NAME
                + ": the enrolment server at 127.0.0.1:"
                + dead.getPort()
                + " cannot be reached: nothing answers on that port");
  }

  private static InetSocketAddress deadAddress() throws java.io.IOException {
    try (var socket = new ServerSocket(0, 1, loopback())) {
      return new InetSocketAddress(loopback(), socket.getLocalPort());
    }
  }

  @Test
  void givesASilentServerItsTimeAndNoMore() throws Exception {
    try (var silent = new ServerSocket(0, 1, loopback())) {
      var settings =
          new DiscoverySettings(List.of(), Duration.ofMillis(300), Duration.ofSeconds(1));
      var discovery = new OverlayDiscovery(settings, NOBODY, NOBODY, InstantSource.fixed(NOW));
      var address = new InetSocketAddress(loopback(), silent.getLocalPort());

      assertThat(refusal(discovery.ask(NAME, List.of(address)))).contains("is not done within 1 s");
    }
  }

  @Test
  void believesTheCharsetOfTheAnswer() {
    var text = new String(DOCUMENT, StandardCharsets.UTF_8).replace("\"SIP\"", "\"Bücher\"");

    answers(
        OverlayDocument.MEDIA_TYPE + "; charset=\"ISO-8859-1\"",
        text.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(found(ask(NAME)).overlay().usages().required()).containsExactly("Bücher");
  }

  @Test
  void refusesAnswersThatAreNoDocument() {
    answers("text/html", DOCUMENT);
    assertThat(refusal(ask(NAME)))
        .endsWith("answers with 'text/html' instead of application/p2p-overlay+xml");

    answer.set(WebAnswer.text(503, "later"));
    assertThat(refusal(ask(NAME))).endsWith("answers with status 503");

    answer.set(new WebAnswer(302, Map.of("Location", "https://" + NAME + "/other"), new byte[0]));
    assertThat(refusal(ask(NAME))).endsWith("answers with status 302");

    answers(OverlayDocument.MEDIA_TYPE, "<overlay>\n".getBytes(StandardCharsets.UTF_8));
    assertThat(refusal(ask(NAME)))
        .endsWith("document that cannot be read: line 1: expected name in <overlay>, found none");

    answers(OverlayDocument.MEDIA_TYPE, new byte[OverlayDocument.BYTES_MAX + 1]);
    assertThat(refusal(ask(NAME))).contains("exceed");
  }

  @Test
  void wantsTheOverlayThatWasAskedFor() {
    var other = OverlayDocument.read(DOCUMENT).overlays().getFirst();
    var renamed =
        new OverlayConfiguration(
            "else",
            other.expiration(),
            Dht.CHORD,
            other.usages(),
            other.access(),
            Optional.empty());

    answers(OverlayDocument.MEDIA_TYPE, OverlayDocument.of(renamed).write());

    assertThat(refusal(ask(NAME)))
        .isEqualTo(NAME + ": the enrolment server's document tells of else only");
  }

  @Test
  void refusesWhatCanBeNoName() {
    for (var name : List.of("", "a b", "a..b", "1.2.3.4.5", "a/b", "-a", "[::1]")) {
      assertThatThrownBy(() -> discovery(NOBODY, NOBODY).find(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebSettings.ClientCertificate;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.PeerIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebServerTest {

  private static final byte[] GET =
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.create("test", KeyKind.P256, Duration.ofDays(1), Instant.now());
  private static final CertificateAuthority STRANGER =
      CertificateAuthority.create("stranger", KeyKind.P256, Duration.ofDays(1), Instant.now());
  private static final OwnKey SERVER = issue(AUTHORITY, CertificateOrder.Role.SERVER, "127.0.0.1");
  private static final WebSettings.Limits SMALL =
      new WebSettings.Limits(1_000, 4_096, 50, 20, 2, Duration.ofSeconds(5), Duration.ofSeconds(5));

  private static OwnKey issue(
      CertificateAuthority authority, CertificateOrder.Role role, String name) {
    var names =
        Character.isDigit(name.charAt(0))
            ? new CertificateOrder.Names(List.of(), List.of(name), List.of())
            : new CertificateOrder.Names(List.of(name), List.of(), List.of());
    var order = new CertificateOrder(name, role, names, Duration.ofDays(1));
    return authority.issue(order, KeyKind.P256, Instant.now());
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static WebServer plain(WebHandler handler) {
    return WebServer.start("test", new WebSettings(loopback(), Optional.empty(), SMALL), handler);
  }

  private static WebServer secure(ClientCertificate client, WebHandler handler) {
    var tls = new WebSettings.Tls(SERVER, List.of(AUTHORITY.certificate()), client);
    return WebServer.start("test", new WebSettings(loopback(), Optional.of(tls), SMALL), handler);
  }

  private static WebAnswer echo(WebRequest request) {
    return WebAnswer.text(
        200,
        request.method() + " " + request.path() + " ? " + request.query() + " " + request.text());
  }

  private static HttpRequest.Builder to(WebServer server, String scheme, String path) {
    return HttpRequest.newBuilder(
            URI.create(scheme + "://127.0.0.1:" + server.local().getPort() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpClient client(Optional<OwnKey> key) throws Exception {
    return HttpClient.newBuilder().sslContext(context(key)).build();
  }

  private static SSLContext context(Optional<OwnKey> key) throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", AUTHORITY.certificate());
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    var own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (key.isPresent()) {
      own.setKeyEntry(
          "own",
          key.get().privateKey(),
          new char[] {'x'},
          key.get().chain().toArray(Certificate[]::new));
    }
    var keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(own, new char[] {'x'});
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void handsOverAPathAsItCame() throws Exception {
    try (var server = plain(WebServerTest::echo);
        var client = HttpClient.newHttpClient()) {
      // when
      var answer =
          send(
              client,
              to(server, "http", "/a/b=x%2Fy%25%20z?content=all")
                  .PUT(BodyPublishers.ofString("body")));

      // then
      assertThat(answer.body()).isEqualTo("PUT /a/b=x%2Fy%25%20z ? content=all body\n");
    }
  }

  @Test
  void namesTheClientByItsCertificate() throws Exception {
    var key = issue(AUTHORITY, CertificateOrder.Role.CLIENT, "client.example");
    try (var server =
            secure(
                ClientCertificate.REQUIRED,
                request ->
                    WebAnswer.text(
                        200, String.valueOf(request.peer().map(PeerIdentity.Certificate::names))));
        var client = client(Optional.of(key))) {
      var answer = send(client, to(server, "https", "/"));

      assertThat(answer.body()).contains("client.example");
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  @Test
  void turnsAwayWhoHasNoCertificateOrOneOfAStranger() throws Exception {
    var foreign = issue(STRANGER, CertificateOrder.Role.CLIENT, "client.example");
    try (var server = secure(ClientCertificate.REQUIRED, WebServerTest::echo);
        var without = client(Optional.empty());
        var stranger = client(Optional.of(foreign))) {
      assertThatThrownBy(() -> send(without, to(server, "https", "/")))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> send(stranger, to(server, "https", "/")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void letsInWithoutANameWhereACertificateIsOnlyWanted() throws Exception {
    try (var server =
            secure(
                ClientCertificate.WANTED,
                request -> WebAnswer.text(200, String.valueOf(request.peer().isPresent())));
        var client = client(Optional.empty())) {
      assertThat(send(client, to(server, "https", "/")).body()).isEqualTo("false\n");
    }
  }

  @Test
  void doesNotReadMoreThanItMay() throws Exception {
    try (var server = plain(WebServerTest::echo);
        var client = HttpClient.newHttpClient()) {
      var announced = BodyPublishers.ofString("x".repeat(1_001));
      var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[5_000]));

      assertThat(send(client, to(server, "http", "/").POST(announced)).statusCode()).isEqualTo(413);
      assertThat(send(client, to(server, "http", "/").POST(chunked)).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void answersABugWithoutDetails() throws Exception {
    try (var server =
            plain(
                _ -> {
                  throw new IllegalStateException("secret of the house");
                });
        var client = HttpClient.newHttpClient()) {
      var answer = send(client, to(server, "http", "/"));

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).isEqualTo("internal error\n");
    }
  }

  @Test
  void refusesGarbageInOneLineWithoutItsVersion() throws Exception {
    try (var server = plain(WebServerTest::echo);
        var socket = new Socket(server.local().getAddress(), server.local().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("FOO\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 400").endsWith("400 Bad Request\n");
      assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("jetty");
    }
  }

  @Test
  void tellsToComeBackWhenTooManyAskAtOnce() throws Exception {
    var arrived = new CountDownLatch(2);
    var go = new CountDownLatch(1);
    WebHandler waits =
        _ -> {
          arrived.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return WebAnswer.text(200, "done");
        };
    try (var server = plain(waits);
        var client = HttpClient.newHttpClient();
        var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      // given
      var one = tasks.submit(() -> send(client, to(server, "http", "/1")).statusCode());
      var two = tasks.submit(() -> send(client, to(server, "http", "/2")).statusCode());
      arrived.await();

      // when
      var third = send(client, to(server, "http", "/3"));
      go.countDown();

      // then
      assertThat(third.statusCode()).isEqualTo(503);
      assertThat(third.headers().firstValue("Retry-After")).contains("1");
      assertThat(List.of(one.get(), two.get())).containsOnly(200);
    }
  }

  @Test
  void stopsWhileSomebodyIsStillAnswered() throws Exception {
    var arrived = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    WebHandler waits =
        _ -> {
          arrived.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return WebAnswer.text(200, "done");
        };
    var server = plain(waits);
    var address = server.local();
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      arrived.await();

      server.close();

      assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
          .isInstanceOf(IOException.class);
    } finally {
      go.countDown();
    }
  }

  /// Who is slow comes from other addresses of loopback than who asks.
  @Test
  void isThereForOthersWhileOneSourceOpensAllItCan() throws Exception {
    try (var server = secure(ClientCertificate.WANTED, WebServerTest::echo);
        var client = client(Optional.empty());
        var crowd = new Crowd(server)) {
      // given more connections than the server has room for, that say nothing
      for (int i = 0; i < 60; i++) crowd.open("127.0.0.2");

      // then they get their share, and others are served
      for (int i = 0; i < 10; i++) {
        assertThat(send(client, to(server, "https", "/" + i)).statusCode()).isEqualTo(200);
      }
      assertThat(crowd.closed()).isGreaterThanOrEqualTo(40);
    }
  }

  @Test
  void givesASourceItsShareBackWhenItCloses() throws Exception {
    try (var server = secure(ClientCertificate.WANTED, WebServerTest::echo)) {
      for (int i = 0; i < 50; i++) {
        try (var client = client(Optional.empty())) {
          assertThat(send(client, to(server, "https", "/")).statusCode()).isEqualTo(200);
        }
      }
    }
  }

  @Test
  void makesRoomForOthersWhenManySourcesSayLittle() throws Exception {
    try (var server = secure(ClientCertificate.WANTED, WebServerTest::echo);
        var client = client(Optional.empty());
        var crowd = new Crowd(server)) {
      // given as many connections as there is room for, none of which gets done with its handshake
      for (int i = 0; i < 60; i++) {
        var socket = crowd.open("127.0.1." + (i + 1));
        // the beginning of a ClientHello
        socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 100, 1});
      }

      // then who asks is served once the first of them have had their time
      assertThat(send(client, to(server, "https", "/")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void doesNotWaitForThoseWhoNeverReadTheirAnswers() throws Exception {
    var large = "x".repeat(1 << 20);
    try (var server = plain(_ -> WebAnswer.text(200, large));
        var client = HttpClient.newHttpClient();
        var crowd = new Crowd(server)) {
      // given more than may ask at a time, who ask and do not read
      for (int i = 0; i < 10; i++) {
        var socket = crowd.open("127.0.0.2");
        var get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20);
        socket.getOutputStream().write(get.getBytes(StandardCharsets.US_ASCII));
      }

      // then others are answered, or told to come back at once
      int answered = 0;
      for (int i = 0; i < 20 && answered == 0; i++) {
        if (send(client, to(server, "http", "/")).statusCode() == 200) answered++;
      }
      assertThat(answered).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, TLS_AES_128_GCM_SHA256, true",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false",
    "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, false",
  })
  void takesAuthenticatedEncryptionOnly(String version, String suite, boolean isTaken)
      throws Exception {
    try (var server = secure(ClientCertificate.WANTED, WebServerTest::echo);
        var socket = (SSLSocket) context(Optional.empty()).getSocketFactory().createSocket()) {
      socket.setEnabledProtocols(new String[] {version});
      socket.setEnabledCipherSuites(new String[] {suite});
      socket.connect(server.local());

      if (!isTaken) {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        return;
      }
      socket.startHandshake();
      assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
    }
  }

  /// As much as anybody reads, and how much of it was made.
  private static WebAnswer endless(AtomicLong made, CountDownLatch cut) {
    WebAnswer.Writing writing =
        out -> {
          var piece = new byte[1 << 16];
          try {
            while (made.addAndGet(piece.length) < 1L << 40) out.write(piece);
          } finally {
            cut.countDown();
          }
        };
    return new WebAnswer(200, Map.of(), new WebAnswer.Content.Written(writing));
  }

  @Test
  void makesALargeAnswerOnlyAsItIsRead() throws Exception {
    var made = new AtomicLong();
    var cut = new CountDownLatch(1);
    try (var server = plain(_ -> endless(made, cut));
        var socket = new Socket()) {
      // given a reader that takes 64 MiB and then no more
      socket.connect(server.local());
      socket.getOutputStream().write(GET);
      socket.getInputStream().skipNBytes(64 << 20);

      // then what was made beyond that is in the buffers of both ends' kernels
      long before = -1;
      while (before != made.get()) {
        before = made.get();
        assertThat(cut.await(200, TimeUnit.MILLISECONDS)).isFalse();
      }
      assertThat(made.get()).isBetween(64L << 20, 96L << 20);

      // and the end of the connection ends it
      socket.close();
      assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void sendsAllOfALargeAnswerAndTheLengthOfASmallOne() throws Exception {
    WebAnswer.Writing large =
        out -> {
          for (int i = 0; i < 100_000; i++) out.write(("line " + i + "\n").getBytes(UTF_8));
        };
    WebAnswer.Writing small = out -> out.write("small".getBytes(UTF_8));
    try (var server =
            secure(
                ClientCertificate.WANTED,
                request ->
                    new WebAnswer(
                        200,
                        Map.of(),
                        new WebAnswer.Content.Written(
                            request.path().equals("/large") ? large : small)));
        var client = client(Optional.empty())) {
      var whole = send(client, to(server, "https", "/large"));
      var piece = send(client, to(server, "https", "/small"));

      assertThat(whole.body()).hasLineCount(100_000).endsWith("line 99999\n");
      assertThat(piece.body()).isEqualTo("small");
      assertThat(piece.headers().firstValueAsLong("content-length")).hasValue(5);
    }
  }

  @Test
  void cutsOffALargeAnswerThatFailsHalfway() throws Exception {
    WebAnswer.Writing failing =
        out -> {
          out.write(new byte[1 << 20]);
          throw new IllegalStateException("a fault");
        };
    try (var server =
            plain(_ -> new WebAnswer(200, Map.of(), new WebAnswer.Content.Written(failing)));
        var client = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> send(client, to(server, "http", "/")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void boundsTheLargeAnswersThatOneSourceHasUnderWay() throws Exception {
    try (var server = plain(_ -> endless(new AtomicLong(), new CountDownLatch(1)));
        var crowd = new Crowd(server)) {
      // given as many as may be, of which the first bytes came
      for (int i = 0; i < LargeBodies.PER_SOURCE_MAX; i++) {
        assertThat(status(crowd.open("127.0.0.2"))).contains(" 200 ");
      }

      // then one more has to come back, and another source has not
      assertThat(status(crowd.open("127.0.0.2"))).contains(" 503 ");
      assertThat(status(crowd.open("127.0.0.3"))).contains(" 200 ");
    }
  }

  private static String status(Socket socket) throws IOException {
    socket.getOutputStream().write(GET);
    return new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII);
  }

  /// Connections that somebody keeps open.
  private record Crowd(WebServer server, List<Socket> sockets) implements AutoCloseable {

    Crowd(WebServer server) {
      this(server, new ArrayList<>());
    }

    Socket open(String from) throws IOException {
      var socket = new Socket();
      sockets.add(socket);
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(server.local());
      return socket;
    }

    /// How many the server has closed.
    int closed() throws IOException {
      int closed = 0;
      for (var socket : sockets) {
        socket.setSoTimeout(50);
        try {
          if (socket.getInputStream().read() < 0) closed++;
        } catch (SocketTimeoutException e) {
          // still open
        } catch (SocketException e) {
          closed++;
        }
      }
      return closed;
    }

    @Override
    public void close() throws IOException {
      for (var socket : sockets) socket.close();
    }
  }

  @Test
  void refusesToServeInClearBeyondLoopback() {
    var everywhere = new InetSocketAddress("0.0.0.0", 0);

    assertThatThrownBy(() -> new WebSettings(everywhere, Optional.empty(), SMALL))
        .hasMessageContaining("without TLS");
  }

  @Test
  void saysWhichAddressItCannotHave() {
    try (var first = plain(WebServerTest::echo)) {
      var taken = new WebSettings(first.local(), Optional.empty(), SMALL);

      assertThatThrownBy(() -> WebServer.start("second", taken, WebServerTest::echo))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("second cannot listen on")
          .hasMessageContaining(String.valueOf(first.local().getPort()));
    }
  }
}

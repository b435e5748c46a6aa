// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.FileTrust;
import dev.tocsin.base.identity.Trust;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.io.coap.TestClient.Event;
import dev.tocsin.dots.io.dtls.DtlsSetup;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// When a DTLS session may be resumed, and when without a cookie.
class ResumptionTest {

  private static final int SERVER_HELLO = 2;
  private static final int HELLO_VERIFY_REQUEST = 3;
  private static final int MESSAGE_TYPE = 13;
  private static final int SESSION_ID = MESSAGE_TYPE + 12 + 2 + 32;

  @Test
  void needsNoCookieWhereThereIsNoSessionAndAnswersWithLittleMoreThanItWasSent() throws Exception {
    try (var server = TestServer.listening(TransportKind.DTLS);
        var relay = new RebindingRelay(server.port(), 0, 1);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      // given
      byte[] session = sessionThatEnded(server, relay, client);

      // when
      byte[] hello = hello(session, 1);
      byte[] answer = answeredWithoutCookie(relay, hello);

      // then
      assertThat(answer.length).isLessThan(2 * hello.length);
    }
  }

  @Test
  void wantsACookieFromASecondOneWhileTheFirstIsUnproven() throws Exception {
    try (var server = TestServer.listening(TransportKind.DTLS);
        var relay = new RebindingRelay(server.port(), 0, 1);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      // given
      byte[] session = sessionThatEnded(server, relay, client);
      answeredWithoutCookie(relay, hello(session, 1));

      // when
      byte[] answer = answerTo(hello(session, 2), server.port());

      // then
      assertThat(answer[MESSAGE_TYPE]).isEqualTo((byte) HELLO_VERIFY_REQUEST);
    }
  }

  @Test
  void aForgedOneFromALiveClientsAddressDoesNotEndItsSession() throws Exception {
    try (var server = TestServer.listening(TransportKind.DTLS);
        var relay = new RebindingRelay(server.port(), 0, 1);
        var client = new Plain(relay.port())) {
      // given: a client without a connection id, known by its address alone
      client.put("a");
      assertThat(client.answered.poll(20, SECONDS)).isNotNull();
      byte[] session = sessionOf(relay);

      // when
      relay.forge(hello(session, 1));

      // then
      assertThat(relay.handshakes.poll(10, SECONDS)[MESSAGE_TYPE])
          .isEqualTo((byte) HELLO_VERIFY_REQUEST);
      client.put("b");
      assertThat(client.answered.poll(10, SECONDS)).isNotNull();
      assertThat(server.opened).hasSize(1);
      assertThat(server.closed).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesToResumeWithoutTheTrustThatTheSessionStoodOn(TestKeys.Kind kind) throws Exception {
    var trust = new AtomicReference<>(TestKeys.server().trust());
    try (var server = TestServer.believing(new Changing(trust), Instant::now);
        var client = new TestClient(SessionsTest.impatient(), TestKeys.client(kind))) {
      // given
      client.transport.disconnect(client.connected(server.port(), TransportKind.DTLS));
      server.closed.poll(10, SECONDS);

      // when
      trust.set(nobody());
      client.dial(server.port(), TransportKind.DTLS, true);

      // then
      client.next(Event.Failed.class);
      assertThat(server.resumed.get()).isZero();
      assertThat(server.opened).hasSize(1);
    }
  }

  @Test
  void resumesNoSessionOfACertificateThatHasEnded() throws Exception {
    var now = new AtomicReference<>(Instant.now());
    try (var server = TestServer.believing(TestKeys.server().trust(), now::get);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.CERTIFICATE))) {
      // given
      client.transport.disconnect(client.connected(server.port(), TransportKind.DTLS));
      server.closed.poll(10, SECONDS);
      client.transport.disconnect(client.dial(server.port(), TransportKind.DTLS, true));
      assertThat(server.await(server.resumed)).isEqualTo(1);

      // when
      now.set(TestKeys.CLIENT.chain().getFirst().getNotAfter().toInstant().plusSeconds(1));
      assertThat(now.get()).isBefore(Instant.now().plus(Duration.ofHours(24)));
      client.events.clear();
      client.dial(server.port(), TransportKind.DTLS, true);

      // then: the certificate itself is shown again, and judged by the clock of the system
      client.next(Event.Connected.class);
      assertThat(server.resumed.get()).isEqualTo(1);
    }
  }

  private static byte[] sessionThatEnded(TestServer server, RebindingRelay relay, TestClient client)
      throws Exception {
    var connection = client.connected(relay.port(), TransportKind.DTLS);
    byte[] session = sessionOf(relay);
    client.transport.disconnect(connection);
    assertThat(server.closed.poll(10, SECONDS)).isNotNull();
    relay.handshakes.clear();
    return session;
  }

  /// The server tells of a session's end a moment before it has forgotten it.
  private static byte[] answeredWithoutCookie(RebindingRelay relay, byte[] hello) throws Exception {
    long end = System.nanoTime() + SECONDS.toNanos(10);
    while (true) {
      relay.forge(hello);
      byte[] answer = relay.handshakes.poll(10, SECONDS);
      assertThat(answer).as("an answer to a ClientHello").isNotNull();
      if (answer[MESSAGE_TYPE] == SERVER_HELLO) return answer;
      assertThat(answer[MESSAGE_TYPE]).isEqualTo((byte) HELLO_VERIFY_REQUEST);
      assertThat(System.nanoTime()).as("a ServerHello without a cookie").isLessThan(end);
    }
  }

  private static byte[] sessionOf(RebindingRelay relay) throws InterruptedException {
    while (true) {
      byte[] said = relay.handshakes.poll(10, SECONDS);
      assertThat(said).as("a ServerHello").isNotNull();
      if (said[MESSAGE_TYPE] != SERVER_HELLO) continue;
      relay.handshakes.clear();
      return Arrays.copyOfRange(said, SESSION_ID + 1, SESSION_ID + 1 + said[SESSION_ID]);
    }
  }

  /// RFC 6347 §4.2.1, §4.2.2: asks for a session, without a cookie.
  private static byte[] hello(byte[] session, int random) {
    var body = ByteBuffer.allocate(256);
    body.putShort((short) 0xFEFD).put(new byte[31]).put((byte) random);
    body.put((byte) session.length).put(session).put((byte) 0);
    // ECDHE_PSK and ECDHE_ECDSA with AES_128_GCM_SHA256, no compression, extended master secret.
    body.put(new byte[] {0, 4, (byte) 0xD0, 1, (byte) 0xC0, 0x2B, 1, 0, 0, 4, 0, 23, 0, 0});
    int length = body.flip().remaining();
    return ByteBuffer.allocate(MESSAGE_TYPE + 12 + length)
        .put(new byte[] {22, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 0})
        .putShort((short) (12 + length))
        .putInt(1 << 24 | length)
        .putInt(0)
        .putShort((short) 0)
        .putShort((short) length)
        .put(body)
        .array();
  }

  private static byte[] answerTo(byte[] hello, int port) throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var socket = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
      socket.setSoTimeout(10_000);
      socket.send(new DatagramPacket(hello, hello.length, loopback, port));
      var answer = new DatagramPacket(new byte[2_048], 2_048);
      socket.receive(answer);
      return Arrays.copyOf(answer.getData(), answer.getLength());
    }
  }

  private static Trust nobody() {
    return new FileTrust(List.of(), Set.of(), List.of());
  }

  private record Changing(AtomicReference<Trust> now) implements Trust {
    @Override
    public List<X509Certificate> authorities() {
      return now.get().authorities();
    }

    @Override
    public boolean acceptsRawKey(String fingerprint) {
      return now.get().acceptsRawKey(fingerprint);
    }

    @Override
    public Optional<byte[]> sharedKey(String identity) {
      return now.get().sharedKey(identity);
    }
  }

  /// A client without a connection id.
  private static final class Plain implements AutoCloseable {
    final BlockingQueue<byte[]> answered = new LinkedBlockingQueue<>();
    private final DTLSConnector connector;
    private final InetSocketAddress server;

    Plain(int port) throws IOException {
      server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      var configuration = DtlsSetup.configuration();
      configuration.set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY);
      configuration.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, null);
      var secret = TestKeys.SHARED;
      connector =
          new DTLSConnector(
              DtlsConnectorConfig.builder(configuration)
                  .setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                  .setAdvancedPskStore(
                      new AdvancedSinglePskStore(secret.identity(), secret.secret()))
                  .build());
      connector.setRawDataReceiver(answer -> answered.add(answer.getBytes()));
      connector.start();
    }

    /// RFC 7252 §3: Non-confirmable PUT with a message id, no token, one Uri-Path and a payload.
    void put(String path) {
      byte[] name = path.getBytes(US_ASCII);
      byte[] message = {0x50, 3, 0, name[0], (byte) 0xB1, name[0], (byte) 0xFF, 1};
      connector.send(RawData.outbound(message, new AddressEndpointContext(server), null, false));
    }

    @Override
    public void close() {
      connector.destroy();
    }
  }
}

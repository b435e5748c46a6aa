// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.io.coap.TestClient.Event;
import dev.tocsin.dots.io.dtls.DtlsSetup;
import dev.tocsin.dots.io.security.ServerLimits;
import dev.tocsin.dots.wire.CoapMessage.Method;
import dev.tocsin.dots.wire.ResponseCode;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What both transports have in common, between our client and our server on loopback.
class SessionsTest {

  static Stream<Arguments> everyCredentialOnEveryTransport() {
    return Stream.of(TransportKind.values())
        .flatMap(
            transport ->
                Stream.of(TestKeys.Kind.values()).map(kind -> Arguments.of(transport, kind)));
  }

  @ParameterizedTest
  @MethodSource("everyCredentialOnEveryTransport")
  void carriesARequestAndItsAnswer(TransportKind transport, TestKeys.Kind kind) throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(TestKeys.client(kind))) {
      // given
      var connection = client.connected(server.port(), transport);

      // when
      var request = client.send(connection, TestClient.put("x", new byte[] {1, 2, 3}));

      // then
      var answer = client.next(Event.Responded.class);
      assertThat(answer.request()).isEqualTo(request);
      assertThat(answer.response().code()).isEqualTo(ResponseCode.CHANGED);
      assertThat(answer.response().payload()).containsExactly(1, 2, 3);
      assertThat(server.opened.poll(1, SECONDS).peer())
          .satisfies(peer -> assertThat(peer.fingerprint()).isEqualTo(fingerprint(kind)))
          .isInstanceOf(
              switch (kind) {
                case CERTIFICATE -> PeerIdentity.Certificate.class;
                case RAW_KEY -> PeerIdentity.RawKey.class;
                case SHARED_KEY -> PeerIdentity.SharedKey.class;
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void servesOverIpv6(TransportKind transport) throws Exception {
    var any = new InetSocketAddress("::1", 0);
    try (var server = TestServer.listening(transport, ServerLimits.defaults(), DtlsSetup.MTU, any);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.CERTIFICATE))) {
      // given
      var connection = client.dial(new ServerAddress(0, "::1", server.port()), transport, false);
      client.next(Event.Connected.class);

      // when
      client.send(connection, TestClient.put("x", new byte[] {1}));

      // then
      assertThat(client.next(Event.Responded.class).response().payload()).containsExactly(1);
      assertThat(server.opened.poll(1, SECONDS).remote().getAddress())
          .isInstanceOf(Inet6Address.class);
    }
  }

  private static String fingerprint(TestKeys.Kind kind) {
    return switch (kind) {
      case CERTIFICATE -> Fingerprints.of(TestKeys.CLIENT.publicKey());
      case RAW_KEY -> Fingerprints.of(TestKeys.RAW_CLIENT.publicKey());
      case SHARED_KEY -> Fingerprints.of(TestKeys.SHARED.identity());
    };
  }

  @ParameterizedTest
  @MethodSource("everyCredentialOnEveryTransport")
  void refusesAStranger(TransportKind transport, TestKeys.Kind kind) throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(impatient(), TestKeys.stranger(kind))) {
      // when
      client.dial(server.port(), transport, false);

      // then
      client.next(Event.Failed.class);
      assertThat(server.opened).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void believesAServerThatProvesToBeTheNameInARedirection(TransportKind transport)
      throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(TestKeys.clientExpecting("origin.example"))) {
      // given
      client.transport.alternate(1, 0, TestKeys.SERVER_NAME + ".");

      // when
      client.dial(1, server.port(), transport, false);

      // then
      client.next(Event.Connected.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAServerThatIsAnotherThanTheRedirectionNames(TransportKind transport)
      throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(impatient(), TestKeys.clientExpecting(TestKeys.SERVER_NAME))) {
      // given: what the session with the one that redirected left behind
      var origin = client.connected(server.port(), transport);
      client.transport.disconnect(origin);
      client.transport.alternate(1, 0, "alternate.example");

      // when
      client.dial(1, server.port(), transport, true);

      // then
      assertThat(client.next(Event.Failed.class).reason()).isNotBlank();
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysGoodbyeToItsClientsWhenItEnds(TransportKind transport) throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY));
        var other = new TestClient(TestKeys.client(TestKeys.Kind.CERTIFICATE))) {
      // given
      var first = client.connected(server.port(), transport);
      var second = other.connected(server.port(), transport);

      // when
      server.close();

      // then
      assertThat(client.next(Event.Disconnected.class).connection()).isEqualTo(first);
      assertThat(other.next(Event.Disconnected.class).connection()).isEqualTo(second);
    }
  }

  static ClientSettings impatient() {
    var defaults = ClientSettings.defaults();
    return new ClientSettings(
        defaults.localAddress(),
        java.time.Duration.ofSeconds(8),
        java.time.Duration.ofSeconds(1),
        defaults.resumptionsMax(),
        defaults.pathMtu());
  }

  @ParameterizedTest
  @EnumSource
  void sendsEveryNotificationNonConfirmable(TransportKind transport) throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.CERTIFICATE))) {
      // given
      var connection = client.connected(server.port(), transport);
      client.send(connection, TestClient.get("observed", OptionalInt.of(0)));
      assertThat(client.next(Event.Responded.class).notification()).isFalse();
      var exchange = server.requested.poll(1, SECONDS).exchange();

      for (int i = 1; i <= 250; i++) {
        // when
        server.transport.exchanges().notify(exchange, TestServer.content(new byte[] {(byte) i}));

        // then
        var notification = client.next(Event.Responded.class);
        assertThat(notification.notification()).isTrue();
        assertThat(notification.response().payload()).containsExactly((byte) i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsAnObservationThatTheClientForgets(TransportKind transport) throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      // given
      var connection = client.connected(server.port(), transport);
      client.send(connection, TestClient.get("observed", OptionalInt.of(0)));
      client.next(Event.Responded.class);
      var exchange = server.requested.poll(1, SECONDS).exchange();

      // when
      client.send(connection, TestClient.get("observed", OptionalInt.of(1)));

      // then
      assertThat(server.ended.poll(10, SECONDS)).isEqualTo(exchange);
      client.next(Event.Responded.class);
      server.transport.exchanges().notify(exchange, TestServer.content(new byte[] {9}));
      client.send(connection, TestClient.put("x", new byte[] {1}));
      assertThat(client.next(Event.Responded.class).response().payload()).containsExactly(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void movesLargeBodiesInBlocks(TransportKind transport) throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      // given
      var connection = client.connected(server.port(), transport);
      byte[] body = new byte[4_095];

      // when
      client.send(connection, TestClient.get("big", OptionalInt.empty()));
      var large = client.next(Event.Responded.class);
      client.send(connection, TestClient.request(Method.PUT, "x", OptionalInt.empty(), body, true));
      var echoed = client.next(Event.Responded.class);

      // then
      assertThat(large.response().payload()).hasSize(5_000);
      assertThat(echoed.response().payload()).hasSize(4_095);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsTheListOfTenThousandMitigations(TransportKind transport) throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      // given
      var connection = client.connected(server.port(), transport);

      // when
      var get = TestClient.request(Method.GET, "list", OptionalInt.empty(), new byte[0], true);
      client.send(connection, get);

      // then
      assertThat(client.next(Event.Responded.class).response().payload()).hasSize(600_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void beatsInBothDirections(TransportKind transport) throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.CERTIFICATE))) {
      // given
      client.connected(server.port(), transport);
      var session = server.opened.poll(10, SECONDS).session();

      // when
      server.transport.exchanges().heartbeat(session, TestClient.put("hb", new byte[] {7}));

      // then
      var beat = client.next(Event.Requested.class).request();
      assertThat(beat.payload()).containsExactly(7);
      assertThat(beat.uriPath()).containsExactly("hb");
      assertThat(server.heartbeats.poll(10, SECONDS))
          .isEqualTo(new TestServer.Heartbeat(session, true));
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheServerThatTheClientLeft(TransportKind transport) throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.CERTIFICATE))) {
      // given
      var connection = client.connected(server.port(), transport);
      var session = server.opened.poll(10, SECONDS).session();
      client.send(connection, TestClient.get("observed", OptionalInt.of(0)));
      client.next(Event.Responded.class);
      var exchange = server.requested.poll(1, SECONDS).exchange();

      // when
      client.transport.disconnect(connection);

      // then
      assertThat(server.closed.poll(10, SECONDS)).isEqualTo(session);
      assertThat(server.ended.poll(10, SECONDS)).isEqualTo(exchange);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheClientThatTheServerClosedItsSession(TransportKind transport) throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.CERTIFICATE))) {
      // given
      var connection = client.connected(server.port(), transport);
      var session = server.opened.poll(10, SECONDS).session();

      // when
      server.transport.closeSession(session);

      // then
      assertThat(client.next(Event.Disconnected.class).connection()).isEqualTo(connection);
      assertThat(server.closed.poll(10, SECONDS)).isEqualTo(session);
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhenARequestStaysUnanswered(TransportKind transport) throws Exception {
    try (var server = TestServer.listening(transport);
        var client = new TestClient(impatient(), TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      // given
      var connection = client.connected(server.port(), transport);

      // when
      var request = client.send(connection, TestClient.put("silent", new byte[] {1}));

      // then
      assertThat(client.next(Event.Unanswered.class).request()).isEqualTo(request);
    }
  }
}

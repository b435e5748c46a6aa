// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.handshake.Handshakes;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.io.californium.KnownOptions;
import dev.tocsin.dots.io.coap.TestClient.Event;
import dev.tocsin.dots.io.dtls.DtlsSetup;
import dev.tocsin.dots.io.security.ServerLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.option.OpaqueOptionDefinition;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.interceptors.MessageInterceptorAdapter;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What only datagrams have: types of messages, changing addresses, resumption, loss, floods.
@Timeout(120)
class DtlsTest {

  private static final long SEED = Long.getLong("seed", System.nanoTime());

  @Test
  void neverNotifiesConfirmably() throws Exception {
    var received = new LinkedBlockingQueue<Response>();
    try (var server = TestServer.listening(TransportKind.DTLS)) {
      var client = plainClient(received);
      try {
        // given
        Request observe = Request.newGet();
        observe.setObserve().setType(Type.NON).getOptions().addUriPath("observed");
        send(client, server, observe);
        received.poll(10, SECONDS);
        var exchange = server.requested.poll(1, SECONDS).exchange();

        for (int i = 0; i < 250; i++) {
          // when
          server.transport.exchanges().notify(exchange, TestServer.content(new byte[] {1}));

          // then
          var notification = received.poll(10, SECONDS);
          assertThat(notification.getType()).isEqualTo(Type.NON);
          assertThat(notification.getOptions().hasObserve()).isTrue();
        }
      } finally {
        client.destroy();
      }
    }
  }

  @Test
  void answersConfirmableRequestsInTheAcknowledgementAndOthersWithoutOne() throws Exception {
    var received = new LinkedBlockingQueue<Response>();
    try (var server = TestServer.listening(TransportKind.DTLS)) {
      var client = plainClient(received);
      try {
        // when
        send(client, server, put(Type.CON));
        var first = received.poll(10, SECONDS);
        send(client, server, put(Type.NON));
        var second = received.poll(10, SECONDS);

        // then
        assertThat(first.getType()).isEqualTo(Type.ACK);
        assertThat(second.getType()).isEqualTo(Type.NON);
      } finally {
        client.destroy();
      }
    }
  }

  @Test
  void refusesAnUnknownCriticalOptionAndTakesHopLimit() throws Exception {
    var received = new LinkedBlockingQueue<Response>();
    try (var server = TestServer.listening(TransportKind.DTLS)) {
      var client = plainClient(received);
      try {
        // when
        Request critical = put(Type.CON);
        critical
            .getOptions()
            .addOtherOption(new OpaqueOptionDefinition(65_001, "x").create(new byte[] {1}));
        send(client, server, critical);
        var refused = received.poll(10, SECONDS);
        Request hops = put(Type.CON);
        hops.getOptions().addOtherOption(KnownOptions.HOP_LIMIT.create(16));
        send(client, server, hops);
        var taken = received.poll(10, SECONDS);

        // then
        assertThat(refused.getCode()).isEqualTo(CoAP.ResponseCode.BAD_OPTION);
        assertThat(refused.getPayloadString()).contains("65001");
        assertThat(taken.getCode()).isEqualTo(CoAP.ResponseCode.CHANGED);
      } finally {
        client.destroy();
      }
    }
  }

  @Test
  void answersInBlocksThatFitThePath() throws Exception {
    var received = new LinkedBlockingQueue<Response>();
    try (var server = TestServer.listening(TransportKind.DTLS, ServerLimits.defaults(), 576)) {
      var client = plainClient(received);
      try {
        // when
        Request big = Request.newGet();
        big.setType(Type.NON).getOptions().addUriPath("big");
        send(client, server, big);

        // then
        int bytes = 0;
        while (bytes < 5_000) {
          var block = received.poll(10, SECONDS);
          assertThat(block.getPayloadSize()).isBetween(1, 256);
          bytes += block.getPayloadSize();
        }
      } finally {
        client.destroy();
      }
    }
  }

  /// A session that asks more often than message ids may come again (RFC 7252 §4.4) is answered all
  /// the same: answers are told apart by their tokens.
  @Test
  void answersMoreRequestsThanThereAreMessageIds() throws Exception {
    var received = new LinkedBlockingQueue<Response>();
    try (var server = TestServer.listening(TransportKind.DTLS)) {
      var client = plainClient(received);
      try {
        int lost = 0;
        for (int sent = 0; sent < 70_000; sent += 16) {
          // when
          for (int i = sent; i < sent + 16; i++) {
            Request request = put(Type.NON);
            request.setMID(i % 65_000);
            send(client, server, request);
          }

          // then
          for (int i = 0; i < 16; i++) {
            if (received.poll(2, SECONDS) == null) lost++;
          }
          server.requested.clear();
          assertThat(lost).as("datagrams that the system dropped, after %d", sent).isLessThan(32);
        }
      } finally {
        client.destroy();
      }
    }
  }

  private static Request put(Type type) {
    Request request = Request.newPut();
    request.setType(type).getOptions().addUriPath("x");
    request.setPayload("x");
    return request;
  }

  private static void send(CoapEndpoint client, TestServer server, Request request) {
    request.setDestinationContext(
        new AddressEndpointContext(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())));
    client.sendRequest(request);
  }

  /// The library's own client, which shows the messages as they are.
  private static CoapEndpoint plainClient(BlockingQueue<Response> received) throws IOException {
    var configuration = DtlsSetup.configuration();
    var builder = DtlsConnectorConfig.builder(configuration);
    DtlsSetup.credentials(
        builder,
        configuration,
        TestKeys.client(TestKeys.Kind.SHARED_KEY).credentials(),
        Optional.empty(),
        true);
    var client =
        CoapEndpoint.builder()
            .setConfiguration(configuration)
            .setConnector(new DTLSConnector(builder.build()))
            .build();
    client.addInterceptor(
        new MessageInterceptorAdapter() {
          @Override
          public void receiveResponse(Response response) {
            received.add(response);
          }
        });
    client.start();
    return client;
  }

  @Test
  void keepsSessionAndObservationWhenTheAddressChanges() throws Exception {
    try (var server = TestServer.listening(TransportKind.DTLS);
        var relay = new RebindingRelay(server.port(), 0, SEED);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.CERTIFICATE))) {
      // given
      var connection = client.connected(relay.port(), TransportKind.DTLS);
      client.send(connection, TestClient.get("observed", OptionalInt.of(0)));
      client.next(Event.Responded.class);
      var observing = server.requested.poll(1, SECONDS);

      // when
      relay.rebind();
      client.send(connection, TestClient.put("x", new byte[] {1}));

      // then
      client.next(Event.Responded.class);
      assertThat(server.requested.poll(1, SECONDS).session()).isEqualTo(observing.session());
      server.transport.exchanges().notify(observing.exchange(), TestServer.content(new byte[] {5}));
      assertThat(client.next(Event.Responded.class).response().payload()).containsExactly(5);
      server
          .transport
          .exchanges()
          .heartbeat(observing.session(), TestClient.put("hb", new byte[] {1}));
      client.next(Event.Requested.class);
      assertThat(server.heartbeats.poll(10, SECONDS).answered()).isTrue();
      assertThat(server.opened).hasSize(1);
      assertThat(server.closed).isEmpty();
    }
  }

  @Test
  void resumesASessionBesideTheOldOne() throws Exception {
    try (var server = TestServer.listening(TransportKind.DTLS);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.CERTIFICATE))) {
      // given
      var old = client.connected(server.port(), TransportKind.DTLS);

      // when
      var resumed = client.dial(server.port(), TransportKind.DTLS, true);
      client.next(Event.Connected.class);

      // then
      client.send(resumed, TestClient.put("x", new byte[] {2}));
      assertThat(client.next(Event.Responded.class).response().payload()).containsExactly(2);
      client.send(old, TestClient.put("x", new byte[] {1}));
      assertThat(client.next(Event.Responded.class).response().payload()).containsExactly(1);
      assertThat(server.opened.poll().peer()).isEqualTo(server.opened.poll().peer());
      assertThat(server.resumed.get()).isEqualTo(1);
    }
  }

  @Test
  void resumesASessionAgainAndAgainAfterItEnded() throws Exception {
    try (var server = TestServer.listening(TransportKind.DTLS);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.CERTIFICATE))) {
      // given
      client.transport.disconnect(client.connected(server.port(), TransportKind.DTLS));
      server.closed.poll(10, SECONDS);

      for (int times = 1; times <= 3; times++) {
        // when
        var resumed = client.dial(server.port(), TransportKind.DTLS, true);
        client.next(Event.Connected.class);
        client.transport.disconnect(resumed);
        server.closed.poll(10, SECONDS);

        // then
        assertThat(server.resumed.get()).isEqualTo(times);
      }
      assertThat(server.opened.stream().map(TestServer.Opened::peer).distinct()).hasSize(1);
    }
  }

  @Test
  void opensASessionThroughHalfOfTheDatagramsLostEachWay() throws Exception {
    System.out.println("seed " + SEED);
    var ways = new ArrayList<RebindingRelay>();
    try (var server = TestServer.listening(TransportKind.DTLS);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      // when: five at once, each on a way of its own
      for (int attempt = 0; attempt < 5; attempt++) {
        ways.add(new RebindingRelay(server.port(), 0.5, SEED + attempt));
        client.dial(ways.getLast().port(), TransportKind.DTLS, false);
      }

      // then: the others may give up, after a minute
      var event = client.events.poll(70, SECONDS);
      while (event instanceof Event.Failed) event = client.events.poll(70, SECONDS);
      if (event instanceof Event.Connected) return;
      assertThat(server.opened).as("five attempts, a minute each").isNotEmpty();
    } finally {
      ways.forEach(RebindingRelay::close);
    }
  }

  @Test
  void shedsAFloodOfHandshakesAndServesThoseWhoHaveASession() throws Exception {
    var limits = limits(new Handshakes(4, 4, 1_000, 1_000, Duration.ofSeconds(30)));
    try (var server = TestServer.listening(TransportKind.DTLS, limits);
        var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      // given
      var connection = client.connected(server.port(), TransportKind.DTLS);

      // when handshakes are begun and never finished
      var halfOpen = new HalfOpenHandshakes(server.port());
      halfOpen.begin(8, () -> server.shed.get() > 0);

      // then
      assertThat(server.shed.get()).isPositive();
      client.send(connection, TestClient.put("x", new byte[] {1}));
      assertThat(client.next(Event.Responded.class).response().payload()).containsExactly(1);
      halfOpen.close();
    }
  }

  @Test
  void turnsAwayFullHandshakesAboveTheirRateButNoResumption() throws Exception {
    // given: two handshakes at once, and the next one years later
    var limits = limits(new Handshakes(2, 2, 1e-8, 1e-8, Duration.ofSeconds(30)));
    try (var server = TestServer.listening(TransportKind.DTLS, limits);
        var known = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY));
        var late = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      known.connected(server.port(), TransportKind.DTLS);
      known.connected(server.port(), TransportKind.DTLS);

      // when
      late.dial(server.port(), TransportKind.DTLS, false);
      known.dial(server.port(), TransportKind.DTLS, true);

      // then
      known.next(Event.Connected.class);
      assertThat(server.await(server.resumed)).isEqualTo(1);
      assertThat(server.await(server.limited)).isPositive();
      assertThat(late.events).isEmpty();
    }
  }

  @Test
  void makesRoomForANewSessionByDroppingOneThatFellSilent() throws Exception {
    var limits =
        new ServerLimits(1, Handshakes.DEFAULT, 100, Duration.ofSeconds(5), Duration.ofSeconds(1));
    try (var server = TestServer.listening(TransportKind.DTLS, limits);
        var silent = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY));
        var late = new TestClient(TestKeys.client(TestKeys.Kind.CERTIFICATE))) {
      // given: no room for another
      silent.connected(server.port(), TransportKind.DTLS);
      var dropped = server.opened.poll(10, SECONDS).session();
      late.dial(server.port(), TransportKind.DTLS, false);
      assertThat(server.await(server.shed)).isPositive();

      // when
      var closed = server.closed.poll();
      for (int i = 0; i < 100 && closed == null; i++) {
        ((DtlsServerTransport) server.transport).sweep();
        closed = server.closed.poll(100, MILLISECONDS);
      }

      // then
      assertThat(closed).isEqualTo(dropped);
      late.next(Event.Connected.class);
    }
  }

  private static ServerLimits limits(Handshakes handshakes) {
    return new ServerLimits(10, handshakes, 100, Duration.ofSeconds(5), Duration.ofMinutes(10));
  }
}

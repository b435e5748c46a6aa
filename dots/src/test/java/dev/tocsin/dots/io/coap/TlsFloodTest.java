// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.handshake.Handshakes;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.io.coap.TestClient.Event;
import dev.tocsin.dots.io.security.ServerLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections that are opened to hurt: they say nothing, or a byte now and then, or come too
/// often.
@Timeout(120)
class TlsFloodTest {

  /// Of a ClientHello that would take longer than anybody waits.
  private static final byte[] HELLO = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

  @Test
  void givesUpAPeerThatSaysNothing() throws Exception {
    try (var server = listening(new Handshakes(4, 4, 1_000, 1_000, Duration.ofSeconds(1)));
        var silent = open(server)) {
      assertThat(isClosedByTheOtherEnd(silent)).isTrue();
      assertThat(server.opened).isEmpty();
    }
  }

  /// Each byte resets what waits for the next one: only the whole handshake has a bound.
  @Test
  void givesUpAPeerThatSaysAByteNowAndThen() throws Exception {
    try (var server = listening(new Handshakes(4, 4, 1_000, 1_000, Duration.ofSeconds(1)));
        var slow = open(server)) {
      slow.setSoTimeout(300);
      boolean closed = false;
      for (int sent = 0; sent < 200 && !closed; sent++) {
        closed = sendFails(slow, sent < HELLO.length ? HELLO[sent] : 0) || readEnds(slow);
      }
      assertThat(closed).isTrue();
    }
  }

  @Test
  void shedsConnectionsAboveItsBoundAndServesThoseWhoHaveASession() throws Exception {
    var stalled = new ArrayList<Socket>();
    try (var server = listening(new Handshakes(4, 4, 1_000, 1_000, Duration.ofSeconds(60)));
        var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      // given
      var connection = client.connected(server.port(), TransportKind.TLS);

      // when
      for (int i = 0; i < 8; i++) stalled.add(open(server));

      // then
      assertThat(isClosedByTheOtherEnd(stalled.getLast())).isTrue();
      assertThat(server.shed.get()).isPositive();
      client.send(connection, TestClient.put("x", new byte[] {1}));
      assertThat(client.next(Event.Responded.class).response().payload()).containsExactly(1);

      // and when the stalled ones are gone, there is room again
      for (var each : stalled) each.close();
      client.dial(server.port(), TransportKind.TLS, false);
      while (client.next() instanceof Event.Failed) {
        client.dial(server.port(), TransportKind.TLS, false);
      }
    } finally {
      for (var each : stalled) each.close();
    }
  }

  @Test
  void turnsAwayConnectionsAboveTheirRate() throws Exception {
    try (var server = listening(new Handshakes(2, 2, 1e-8, 1e-8, Duration.ofSeconds(30)));
        var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY))) {
      client.connected(server.port(), TransportKind.TLS);
      client.connected(server.port(), TransportKind.TLS);

      client.dial(server.port(), TransportKind.TLS, false);

      client.next(Event.Failed.class);
      assertThat(server.limited.get()).isEqualTo(1);
    }
  }

  private static TestServer listening(Handshakes handshakes) {
    return TestServer.listening(
        TransportKind.TLS,
        new ServerLimits(10, handshakes, 100, Duration.ofSeconds(5), Duration.ofMinutes(10)));
  }

  private static Socket open(TestServer server) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static boolean sendFails(Socket socket, int value) {
    try {
      socket.getOutputStream().write(value);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /// Waits for as long as the socket's time-out for something to read.
  private static boolean readEnds(Socket socket) {
    try {
      return isClosedByTheOtherEnd(socket);
    } catch (SocketTimeoutException stillOpen) {
      return false;
    }
  }

  /// An alert may come first.
  private static boolean isClosedByTheOtherEnd(Socket socket) throws SocketTimeoutException {
    try {
      while (socket.getInputStream().read() >= 0) {}
      return true;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException reset) {
      return true;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import dev.tocsin.dots.core.TransportKind;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Clients behind a relay that lets the cookie exchange through, then nothing of the client's: the
/// server is left with handshakes under way.
final class HalfOpenHandshakes implements AutoCloseable {

  private final InetSocketAddress server;
  private final List<AutoCloseable> open = new ArrayList<>();

  HalfOpenHandshakes(int serverPort) {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
  }

  /// Begins handshakes until the condition holds, at most `count`.
  void begin(int count, BooleanSupplier enough) throws Exception {
    for (int i = 0; i < count && !enough.getAsBoolean(); i++) {
      var relay = new CookieRelay();
      var client = new TestClient(TestKeys.client(TestKeys.Kind.SHARED_KEY));
      open.add(client);
      open.add(relay);
      client.dial(relay.inside.getLocalPort(), TransportKind.DTLS, false);
      relay.awaitServerHello();
    }
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable one : open) one.close();
  }

  private final class CookieRelay implements AutoCloseable {
    private final DatagramSocket inside = bound();
    private final DatagramSocket outside = bound();
    private final Semaphore answers = new Semaphore(0);

    CookieRelay() throws IOException {
      Thread.startVirtualThread(this::relay);
    }

    private static DatagramSocket bound() throws IOException {
      return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /// Both ClientHellos go out, only the cookie comes back.
    private void relay() {
      try {
        outside.setSoTimeout(2_000);
        for (int hello = 0; hello < 2; hello++) {
          SocketAddress client = pass(inside, outside, server);
          if (hello == 0) {
            pass(outside, inside, client);
          } else {
            outside.receive(new DatagramPacket(new byte[4_096], 4_096));
          }
          answers.release();
        }
      } catch (IOException shedOrClosed) {
        answers.release(2);
      }
    }

    private static SocketAddress pass(
        DatagramSocket from, DatagramSocket to, SocketAddress destination) throws IOException {
      var packet = new DatagramPacket(new byte[4_096], 4_096);
      from.receive(packet);
      to.send(new DatagramPacket(packet.getData(), packet.getLength(), destination));
      return packet.getSocketAddress();
    }

    void awaitServerHello() throws InterruptedException {
      if (!answers.tryAcquire(2, 10, TimeUnit.SECONDS)) {
        throw new AssertionError("the server said nothing and dropped nothing");
      }
    }

    @Override
    public void close() {
      inside.close();
      outside.close();
    }
  }
}

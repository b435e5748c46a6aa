// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A NAT between one client and one server, which takes a new port for the client when asked, and
/// may lose datagrams both ways. What the server says in clear can be looked at, and strangers can
/// forge the client's address.
final class RebindingRelay implements AutoCloseable {

  private static final int HANDSHAKE = 22;

  /// Datagrams of the server that begin with a handshake record without encryption.
  final BlockingQueue<byte[]> handshakes = new LinkedBlockingQueue<>();

  private final InetSocketAddress server;
  private final Random random;
  private final double loss;
  private final DatagramSocket inside;
  private volatile DatagramSocket outside;
  private volatile @Nullable SocketAddress client;

  RebindingRelay(int serverPort, double loss, long seed) throws IOException {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
    random = new Random(seed);
    this.loss = loss;
    inside = bound();
    outside = bound();
    Thread.startVirtualThread(this::outwards);
    inwards(outside);
  }

  private static DatagramSocket bound() throws IOException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  int port() {
    return inside.getLocalPort();
  }

  void rebind() throws IOException {
    var before = outside;
    outside = bound();
    inwards(outside);
    before.close();
  }

  /// Sends to the server from the client's address, as the server knows it.
  void forge(byte[] datagram) throws IOException {
    outside.send(new DatagramPacket(datagram, datagram.length, server));
  }

  private void outwards() {
    var packet = new DatagramPacket(new byte[4_096], 4_096);
    while (receive(inside, packet)) {
      client = packet.getSocketAddress();
      forward(outside, packet, server);
    }
  }

  private void inwards(DatagramSocket from) {
    Thread.startVirtualThread(
        () -> {
          var packet = new DatagramPacket(new byte[4_096], 4_096);
          while (receive(from, packet)) {
            // RFC 6347 §4.1: type, version, then the epoch.
            var data = Arrays.copyOf(packet.getData(), packet.getLength());
            if (data[0] == HANDSHAKE && data[3] == 0 && data[4] == 0) handshakes.add(data);
            SocketAddress to = client;
            if (to != null) forward(inside, packet, to);
          }
        });
  }

  private static boolean receive(DatagramSocket socket, DatagramPacket packet) {
    packet.setLength(4_096);
    try {
      socket.receive(packet);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  private void forward(DatagramSocket from, DatagramPacket packet, SocketAddress to) {
    synchronized (random) {
      if (random.nextDouble() < loss) return;
    }
    try {
      from.send(new DatagramPacket(packet.getData(), packet.getLength(), to));
    } catch (IOException closed) {
      // like a datagram lost while the port changes
    }
  }

  @Override
  public void close() {
    inside.close();
    outside.close();
  }
}

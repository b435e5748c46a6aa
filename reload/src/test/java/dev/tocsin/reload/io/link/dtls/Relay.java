// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Stands between one client and a server, and knows what the client sent.
final class Relay implements AutoCloseable {

  private final DatagramSocket atClient = new DatagramSocket(Ports.ANY);
  private final DatagramSocket atServer = new DatagramSocket(Ports.ANY);
  private final SocketAddress server;
  private final List<byte[]> fromClient = new CopyOnWriteArrayList<>();
  private volatile SocketAddress client = Ports.ANY;

  Relay(SocketAddress server) throws IOException {
    this.server = server;
    Thread.ofVirtual().start(this::toServer);
    Thread.ofVirtual().start(this::toClient);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) atClient.getLocalSocketAddress();
  }

  /// What the client sent of a sort, last first.
  List<byte[]> sent(DatagramSort sort) {
    return fromClient.reversed().stream().filter(each -> DatagramSort.of(each) == sort).toList();
  }

  /// As if the client had sent it.
  void send(byte[] datagram) throws IOException {
    atServer.send(new DatagramPacket(datagram, datagram.length, server));
  }

  private void toServer() {
    try {
      while (true) {
        var packet = receive(atClient);
        client = packet.getSocketAddress();
        var datagram = Arrays.copyOf(packet.getData(), packet.getLength());
        fromClient.add(datagram);
        send(datagram);
      }
    } catch (IOException _) {
      // It was closed.
    }
  }

  private void toClient() {
    try {
      while (true) {
        var packet = receive(atServer);
        atClient.send(new DatagramPacket(packet.getData(), packet.getLength(), client));
      }
    } catch (IOException _) {
      // It was closed.
    }
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(packet);
    return packet;
  }

  @Override
  public void close() {
    atClient.close();
    atServer.close();
  }
}

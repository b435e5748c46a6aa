// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery.mdns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Message;

/// Messages of the DNS on the sockets of multicast.
final class MulticastSockets {

  // RFC 6762 §17.
  static final int MESSAGE_BYTES_MAX = 9000;

  // RFC 6762 §11: "sent with IP TTL set to 255".
  private static final int HOPS = 255;

  private MulticastSockets() {}

  /// @param port 0 takes a free one
  static MulticastSocket open(int port) throws IOException {
    var socket = new MulticastSocket(port);
    socket.setTimeToLive(HOPS);
    return socket;
  }

  /// @return whether it went to any of the groups
  static boolean send(
      MulticastSocket socket,
      NetworkInterface on,
      List<InetSocketAddress> groups,
      Message message) {
    byte[] bytes = message.toWire();
    boolean isSent = false;
    for (var group : groups) {
      try {
        socket.setNetworkInterface(on);
        socket.send(new DatagramPacket(bytes, bytes.length, group));
        isSent = true;
      } catch (IOException e) {
        // An interface need not have addresses of both families.
      }
    }
    return isSent;
  }

  /// What came, if it is a message at all.
  static Optional<Message> read(DatagramPacket packet) {
    var bytes = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    try {
      return Optional.of(new Message(bytes));
    } catch (IOException | RuntimeException e) {
      // Hostile bytes may fail in any way.
      return Optional.empty();
    }
  }
}

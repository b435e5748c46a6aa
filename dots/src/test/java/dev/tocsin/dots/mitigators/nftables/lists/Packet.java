// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Packets with every field as a test wants it. The network layer's checksum is the sender's work;
/// nobody looks at the others.
final class Packet {

  static final String SOURCE = "198.18.0.1";
  static final String SOURCE6 = "2001:db8:bad::1";

  private Packet() {}

  /// Fields of an IPv4 header that are not usual.
  record V4(String source, int tos, int id, int fragment, int ttl, int optionWords) {
    static final V4 USUAL = new V4(SOURCE, 0, 1, 0, 64, 0);

    V4 source(String other) {
      return new V4(other, tos, id, fragment, ttl, optionWords);
    }

    V4 tos(int other) {
      return new V4(source, other, id, fragment, ttl, optionWords);
    }

    V4 id(int other) {
      return new V4(source, tos, other, fragment, ttl, optionWords);
    }

    /// Flags and offset together.
    V4 fragment(int other) {
      return new V4(source, tos, id, other, ttl, optionWords);
    }

    V4 ttl(int other) {
      return new V4(source, tos, id, fragment, other, optionWords);
    }

    V4 optionWords(int other) {
      return new V4(source, tos, id, fragment, ttl, other);
    }

    byte[] with(String destination, int protocol, byte[] payload) {
      int header = 20 + 4 * optionWords;
      var packet = ByteBuffer.allocate(header + payload.length);
      packet.put((byte) (0x40 | header / 4)).put((byte) tos);
      packet.putShort((short) packet.capacity()).putShort((short) id).putShort((short) fragment);
      packet.put((byte) ttl).put((byte) protocol).putShort((short) 0);
      packet.put(bytes(source)).put(bytes(destination));
      // No operation.
      while (packet.position() < header) packet.put((byte) 1);
      return packet.put(payload).array();
    }
  }

  /// Fields of an IPv6 header that are not usual.
  record V6(String source, int trafficClass, int flowLabel, int hopLimit) {
    static final V6 USUAL = new V6(SOURCE6, 0, 0, 64);

    byte[] with(String destination, int next, byte[] payload) {
      var packet = ByteBuffer.allocate(40 + payload.length);
      packet.putInt(6 << 28 | trafficClass << 20 | flowLabel);
      packet.putShort((short) payload.length).put((byte) next).put((byte) hopLimit);
      return packet.put(bytes(source)).put(bytes(destination)).put(payload).array();
    }
  }

  /// A fragment header (number 44) and what follows it.
  static byte[] fragment(int next, int offset, boolean more, byte[] payload) {
    var header = ByteBuffer.allocate(8 + payload.length).put((byte) next).put((byte) 0);
    header.putShort((short) (offset << 3 | (more ? 1 : 0))).putInt(7);
    return header.put(payload).array();
  }

  /// Destination options (number 60), only padding, and what follows them.
  static byte[] options(int next, byte[] payload) {
    var header = ByteBuffer.allocate(8 + payload.length).put((byte) next).put((byte) 0);
    return header.put(new byte[] {1, 4, 0, 0, 0, 0}).put(payload).array();
  }

  static byte[] udp(int source, int destination, int dataBytes) {
    var packet = ByteBuffer.allocate(8 + dataBytes);
    packet.putShort((short) source).putShort((short) destination);
    return packet.putShort((short) packet.capacity()).array();
  }

  /// Fields of a TCP header that are not usual.
  ///
  /// @param bits the last twelve of bytes 12 and 13
  record Tcp(int source, int destination, int sequence, int acknowledgement, int words, int bits) {
    static Tcp flags(int bits) {
      return new Tcp(1000, 80, 0, 0, 5, bits);
    }

    static Tcp ports(int source, int destination) {
      return new Tcp(source, destination, 0, 0, 5, 2);
    }

    byte[] with(int window, int urgent) {
      var packet = ByteBuffer.allocate(4 * words);
      packet.putShort((short) source).putShort((short) destination);
      packet.putInt(sequence).putInt(acknowledgement).putShort((short) (words << 12 | bits));
      return packet.putShort((short) window).putShort((short) 0).putShort((short) urgent).array();
    }

    byte[] bytes() {
      return with(1024, 0);
    }
  }

  static byte[] icmp(int type, int code, String restHex) {
    var rest = HexFormat.of().parseHex(restHex);
    var packet = ByteBuffer.allocate(4 + rest.length).put((byte) type).put((byte) code);
    return packet.putShort((short) 0).put(rest).array();
  }

  private static byte[] bytes(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A file of packets as tcpdump writes it.
///
/// @param linkType as tcpdump.org lists them
record Capture(int linkType, List<byte[]> packets) {

  private static final int USER0 = 147;
  private static final int RAW_IP = 101;
  private static final int MAGIC = 0xa1b2c3d4;
  private static final int SNAP = 1 << 20;
  private static final int UDP = 17;
  private static final int TCP = 6;
  private static final short PORT = 16_084;

  /// Nothing but the messages.
  static Capture ofMessages(List<byte[]> messages) {
    return new Capture(USER0, messages);
  }

  static Capture ofDatagrams(List<byte[]> messages) {
    return new Capture(RAW_IP, messages.stream().map(each -> ip(UDP, udp(each))).toList());
  }

  /// The messages behind each other, in segments of so many bytes.
  static Capture ofStream(List<byte[]> messages, int segmentBytes) {
    var stream = new ByteArrayOutputStream();
    messages.forEach(stream::writeBytes);
    var bytes = stream.toByteArray();
    var packets = new ArrayList<byte[]>();
    for (int at = 0; at < bytes.length; at += segmentBytes) {
      var part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + segmentBytes));
      packets.add(ip(TCP, tcp(1 + at, part)));
    }
    return new Capture(RAW_IP, packets);
  }

  // 192.0.2.1 to 192.0.2.2, without checksums.
  private static byte[] ip(int protocol, byte[] payload) {
    return ByteBuffer.allocate(20 + payload.length)
        .putShort((short) 0x4500)
        .putShort((short) (20 + payload.length))
        .putInt(0)
        .put((byte) 64)
        .put((byte) protocol)
        .putShort((short) 0)
        .putInt(0xc0000201)
        .putInt(0xc0000202)
        .put(payload)
        .array();
  }

  private static byte[] udp(byte[] payload) {
    return ByteBuffer.allocate(8 + payload.length)
        .putShort(PORT)
        .putShort(PORT)
        .putShort((short) (8 + payload.length))
        .putShort((short) 0)
        .put(payload)
        .array();
  }

  private static byte[] tcp(int sequence, byte[] payload) {
    return ByteBuffer.allocate(20 + payload.length)
        .putShort(PORT)
        .putShort(PORT)
        .putInt(sequence)
        .putInt(1)
        .putShort((short) 0x5010)
        .putShort((short) 0xffff)
        .putInt(0)
        .put(payload)
        .array();
  }

  Path write(Path folder) throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        words(24)
            .putInt(MAGIC)
            .putInt(4 << 16 | 2)
            .putInt(0)
            .putInt(0)
            .putInt(SNAP)
            .putInt(linkType)
            .array());
    for (var packet : packets) {
      out.writeBytes(
          words(16).putInt(1).putInt(0).putInt(packet.length).putInt(packet.length).array());
      out.writeBytes(packet);
    }
    return Files.write(Files.createTempFile(folder, "capture", ".pcap"), out.toByteArray());
  }

  private static ByteBuffer words(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

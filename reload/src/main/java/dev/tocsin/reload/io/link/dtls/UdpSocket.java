// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.dtls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Objects;
import java.util.function.BiConsumer;
import jdk.net.ExtendedSocketOptions;

/// The socket that all datagrams of a port come and go through. Sent from any thread, read by one.
///
/// A thread that is interrupted while it sends would close it for all: nobody interrupts them.
final class UdpSocket implements AutoCloseable {

  private static final int DATAGRAM_BYTES_MAX = 1 << 16;
  private static final int BUFFER_BYTES = 1 << 20;

  private final DatagramChannel channel;
  private final InetSocketAddress address;
  private final String tooLarge;

  private UdpSocket(DatagramChannel channel, InetSocketAddress address, String tooLarge) {
    this.channel = channel;
    this.address = address;
    this.tooLarge = tooLarge;
  }

  static UdpSocket bind(InetSocketAddress address) throws IOException {
    var channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
      // The kernel then says which datagrams are too large, and learns it from routers.
      channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
      channel.bind(address);
      var bound = (InetSocketAddress) channel.getLocalAddress();
      return new UdpSocket(channel, bound, tooLarge(channel, bound));
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot listen at " + address + ": " + e.getMessage(), e);
    }
  }

  // What this system's refusal of large datagrams says, in its language.
  private static String tooLarge(DatagramChannel channel, InetSocketAddress own) {
    try {
      channel.send(ByteBuffer.allocate(DATAGRAM_BYTES_MAX), own);
      return "";
    } catch (IOException e) {
      return Objects.requireNonNullElse(e.getMessage(), "");
    }
  }

  InetSocketAddress address() {
    return address;
  }

  void send(byte[] bytes, int offset, int length, InetSocketAddress remote) throws IOException {
    channel.send(ByteBuffer.wrap(bytes, offset, length), remote);
  }

  boolean saysTooLarge(IOException refusal) {
    return tooLarge.equals(refusal.getMessage());
  }

  /// Waits for a datagram.
  void receive(ByteBuffer buffer, BiConsumer<InetSocketAddress, byte[]> taker) throws IOException {
    var from = (InetSocketAddress) channel.receive(buffer.clear());
    var datagram = new byte[buffer.flip().remaining()];
    buffer.get(datagram);
    taker.accept(from, datagram);
  }

  static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(DATAGRAM_BYTES_MAX);
  }

  boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that cannot be closed", e);
    }
  }
}

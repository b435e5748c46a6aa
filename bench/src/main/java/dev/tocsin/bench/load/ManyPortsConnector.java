// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;

/// Scandium with one socket for each session, so that a server sees as many clients, on one thread.
/// The connector knows every session by an address of its own that never goes on the wire; here it
/// is exchanged for the socket that is connected to the server. Everything that the connector does
/// with a datagram happens on its receiver thread; so do the tasks given to {@link #run}.
final class ManyPortsConnector extends DTLSConnector {

  private static final int DATAGRAM_BYTES_MAX = 2048;
  private static final int SOCKET_BUFFER_BYTES = 1 << 20;

  private final InetSocketAddress server;
  private final Selector selector;
  private final ConcurrentMap<InetSocketAddress, DatagramChannel> channels =
      new ConcurrentHashMap<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(DATAGRAM_BYTES_MAX);
  private final ByteBuffer out = ByteBuffer.allocateDirect(DATAGRAM_BYTES_MAX);

  ManyPortsConnector(DtlsConnectorConfig configuration, InetSocketAddress server) {
    super(configuration);
    this.server = server;
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Opens the socket of a session.
  ///
  /// @param number of the session, from 0
  /// @return the address under which the connector knows it
  InetSocketAddress open(int number) {
    try {
      var name = new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
      var session = new InetSocketAddress(InetAddress.getByAddress(name), 1);
      var channel = DatagramChannel.open();
      channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
      channel.connect(server);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, session);
      channels.put(session, channel);
      return session;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the socket of session " + number, e);
    }
  }

  /// Runs a task on the receiver thread.
  void run(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  @Override
  protected void receiveNextDatagramFromNetwork(DatagramPacket packet) throws IOException {
    try {
      selector.select(key -> receive(key, packet), 100);
    } catch (ClosedSelectorException e) {
      return;
    }
    for (var task = tasks.poll(); task != null; task = tasks.poll()) task.run();
  }

  private void receive(SelectionKey key, DatagramPacket packet) {
    var session = (InetSocketAddress) key.attachment();
    try {
      while (true) {
        in.clear();
        if (((DatagramChannel) key.channel()).read(in) <= 0) return;
        in.flip();
        int length = in.remaining();
        in.get(packet.getData(), 0, length);
        packet.setLength(length);
        packet.setSocketAddress(session);
        processDatagram(packet);
      }
    } catch (PortUnreachableException _) {
      // The server is not there yet, or no longer: what was sent counts as lost.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void sendNextDatagramOverNetwork(DatagramPacket packet) throws IOException {
    var channel = channels.get((InetSocketAddress) packet.getSocketAddress());
    if (channel == null) throw new IOException("the session has no socket");
    synchronized (out) {
      out.clear();
      out.put(packet.getData(), packet.getOffset(), packet.getLength()).flip();
      try {
        channel.write(out);
      } catch (PortUnreachableException _) {
        // As above.
      }
    }
  }

  @Override
  public void destroy() {
    super.destroy();
    try {
      for (var channel : channels.values()) channel.close();
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

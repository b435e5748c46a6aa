// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.meter;

import dev.tocsin.lab.Arguments;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// Counts what arrives of a stream and prints it as one line of JSON per interval. A program of its
/// own.
final class StreamReceiver {

  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

  private final LongAdder bytes = new LongAdder();
  private final LongAdder packets = new LongAdder();
  private final LongAdder others = new LongAdder();

  private StreamReceiver() {}

  public static void main(String[] arguments) throws IOException {
    var given = Arguments.parse(arguments);
    var mark = Mark.of(given.text("stream"));
    var receiver = new StreamReceiver();
    var intervalMillis = given.number("interval_ms", 60_000);
    switch (given.text("protocol")) {
      case "udp" ->
          receiver.udp(given.address("listen"), mark, Integer.parseInt(given.text("answers", "0")));
      case "tcp" -> receiver.tcp(given.address("listen"), mark);
      default -> throw new IllegalArgumentException("protocol is udp or tcp");
    }
    receiver.report(intervalMillis);
  }

  private void udp(InetSocketAddress listen, Mark mark, int answers) throws IOException {
    var channel = DatagramChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
    channel.bind(listen);
    Thread.ofPlatform().daemon().name("receive").start(() -> receive(channel, mark, answers));
  }

  private void receive(DatagramChannel channel, Mark mark, int answers) {
    var packet = ByteBuffer.allocateDirect(65_536);
    while (true) {
      try {
        var from = channel.receive(packet.clear());
        packet.flip();
        count(packet, mark);
        // A service answers whoever asks, attackers too.
        for (int i = 0; i < answers; i++) channel.send(packet.rewind(), from);
      } catch (IOException e) {
        // An unreachable sender is its own loss; the stream goes on.
        others.increment();
      }
    }
  }

  private void count(ByteBuffer packet, Mark mark) {
    if (mark.isAtStartOf(packet)) {
      packets.increment();
      bytes.add(packet.remaining());
    } else {
      others.increment();
    }
  }

  private void tcp(InetSocketAddress listen, Mark mark) throws IOException {
    var server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(listen);
    Thread.ofPlatform()
        .daemon()
        .name("accept")
        .start(
            () -> {
              while (true) accept(server, mark);
            });
  }

  private void accept(ServerSocket server, Mark mark) {
    try {
      var socket = server.accept();
      Thread.ofVirtual().start(() -> drain(socket, mark));
    } catch (IOException e) {
      System.err.println("accept failed: " + e.getMessage());
    }
  }

  private void drain(Socket socket, Mark mark) {
    try (socket) {
      var in = socket.getInputStream();
      var buffer = new byte[65_536];
      var head = in.readNBytes(mark.bytes().length);
      if (!mark.isAtStartOf(ByteBuffer.wrap(head))) return;
      bytes.add(head.length);
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.add(n);
        packets.increment();
      }
    } catch (IOException e) {
      System.err.println("connection lost: " + e.getMessage());
    }
  }

  private void report(long intervalMillis) {
    var last = System.nanoTime();
    System.out.println("{\"listening\":true}");
    while (!System.out.checkError()) {
      LockSupport.parkNanos(intervalMillis * 1_000_000 - (System.nanoTime() - last));
      var now = System.nanoTime();
      if (now - last < intervalMillis * 1_000_000) continue;
      System.out.printf(
          "{\"at_ms\":%d,\"interval_ms\":%d,\"bytes\":%d,\"packets\":%d,\"others\":%d}%n",
          System.currentTimeMillis(),
          (now - last) / 1_000_000,
          bytes.sumThenReset(),
          packets.sumThenReset(),
          others.sumThenReset());
      last = now;
    }
  }
}

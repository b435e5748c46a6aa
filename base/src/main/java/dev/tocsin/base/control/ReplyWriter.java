// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/// Writes the replies of one connection on a thread of its own, from a bounded queue. Ends with the
/// connection, or once the peer has nothing more to ask and everything that it asked is answered.
final class ReplyWriter implements ControlServer.Replies {

  private static final int PROBE_SECONDS = 1;
  // White space in front of an object means nothing to who reads it; to write it tells whether
  // anybody is there: a connection that is closed on both sides reads like one that is half-closed.
  private static final String PROBE = " ";

  private final SocketChannel channel;
  // An empty one only wakes the writer.
  private final ArrayBlockingQueue<Optional<ObjectNode>> replies;
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean asking = true;

  ReplyWriter(SocketChannel channel, int repliesMax) {
    this.channel = channel;
    this.replies = new ArrayBlockingQueue<>(repliesMax);
  }

  /// Before an order that a last reply will answer.
  void expectReplies() {
    unanswered.incrementAndGet();
  }

  void noMoreOrders() {
    asking = false;
    // Where there is no room the writer is awake.
    boolean _ = replies.offer(Optional.empty());
  }

  @Override
  public void send(ObjectNode reply) {
    if (!replies.offer(Optional.of(reply))) ControlServer.close(channel);
  }

  void run() {
    try {
      while (asking || unanswered.get() > 0) {
        var next = replies.poll(PROBE_SECONDS, TimeUnit.SECONDS);
        if (next != null && next.isPresent()) {
          write(next.get() + "\n");
          if (next.get().path("last").asBoolean(true)) unanswered.decrementAndGet();
        } else if (!asking && unanswered.get() > 0) {
          write(PROBE);
        }
      }
    } catch (IOException | InterruptedException end) {
      ControlServer.close(channel);
    }
  }

  private void write(String text) throws IOException {
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) channel.write(bytes);
  }
}

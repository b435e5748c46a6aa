// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import dev.tocsin.base.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes messages to other nodes through the database, all that wait at once. What does not fit or
/// does not get through is dropped and counted.
final class Teller {

  private static final Logger log = LoggerFactory.getLogger(Teller.class);
  private static final int WAITING_MAX = 10_000;
  private static final int AT_ONCE_MAX = 500;
  private static final int MESSAGE_BYTES_MAX = 64 << 10;
  private static final String PUT =
      "INSERT INTO message (sender, recipient, body) VALUES (?, ?, ?)";
  private static final String NOTIFY = "SELECT pg_notify('" + Feed.CHANNEL + "', '')";

  private record Message(String node, byte[] body) {}

  private final SharedStore store;
  private final Reach reach;
  private final Link link;
  private final BlockingQueue<Message> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private volatile boolean isClosed;

  Teller(SharedStore store, Reach reach) {
    this.store = store;
    this.reach = reach;
    this.link = new Link(store, "teller");
  }

  void start(String name) {
    thread.setName(name);
    thread.start();
  }

  void stop() {
    isClosed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    link.close();
  }

  long dropped() {
    return dropped.get();
  }

  void tell(String node, byte[] body) {
    if (body.length > MESSAGE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "expected a message of at most %d bytes, found %d"
              .formatted(MESSAGE_BYTES_MAX, body.length));
    }
    if (reach.isCutOff() || !waiting.offer(new Message(node, body.clone()))) {
      dropped.incrementAndGet();
    }
  }

  private void run() {
    var messages = new ArrayList<Message>();
    while (!isClosed) {
      messages.clear();
      try {
        messages.add(waiting.take());
        waiting.drainTo(messages, AT_ONCE_MAX - 1);
        send(link.get(), messages);
      } catch (InterruptedException e) {
        // Only stopping interrupts.
        return;
      } catch (SQLException e) {
        link.drop();
        dropped.addAndGet(messages.size());
        if (!isClosed) reach.failed(e);
      } catch (StoreException e) {
        dropped.addAndGet(messages.size());
        log.error("messages to other nodes are lost: {}", e.getMessage());
      }
    }
  }

  private void send(Connection connection, List<Message> messages) throws SQLException {
    try (var put = connection.prepareStatement(PUT);
        var notify = connection.prepareStatement(NOTIFY)) {
      for (var message : messages) {
        put.setString(1, store.node());
        put.setString(2, message.node());
        put.setBytes(3, message.body());
        put.addBatch();
      }
      put.executeBatch();
      notify.executeQuery().close();
    }
    connection.commit();
  }
}

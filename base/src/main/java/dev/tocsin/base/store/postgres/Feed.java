// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import dev.tocsin.base.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for notifications and tells what other nodes did and say. A notification that gets lost
/// costs no more than the time until the next look.
final class Feed<C> {

  static final String CHANNEL = "tocsin";

  private static final Logger log = LoggerFactory.getLogger(Feed.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  // Kept a little, for nodes that were cut off meanwhile: what is older than this says nothing new.
  private static final String HEAR =
      """
      SELECT id, sender, body FROM message
      WHERE id > ? AND sender <> ? AND recipient IN (?, '') ORDER BY id LIMIT 500
      """;
  private static final String LAST = "SELECT coalesce(max(id), 0) FROM message";

  private final SharedStore store;
  private final Order<C> order;
  private final NodeListener<C> listener;
  private final Reach reach;
  private final Link link;
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean listens;
  private long heard = -1;
  private volatile long looked = System.nanoTime();

  Feed(SharedStore store, Order<C> order, NodeListener<C> listener, Reach reach) {
    this.store = store;
    this.order = order;
    this.listener = listener;
    this.reach = reach;
    this.link = new Link(store, "feed");
  }

  /// Since it last had all there was.
  Duration lag() {
    return Duration.ofNanos(System.nanoTime() - looked);
  }

  void start(String name) {
    thread.setName(name);
    thread.start();
  }

  void stop() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    link.close();
  }

  private void run() {
    while (isOpen()) {
      try {
        look(link.get());
      } catch (SQLException e) {
        link.drop();
        listens = false;
        if (isOpen()) reach.failed(e);
        pause();
      } catch (StoreException e) {
        log.error("the feed cannot connect: {}", e.getMessage());
        pause();
      } catch (RuntimeException bug) {
        // Who cannot read what others do must not promise anything.
        log.error("the feed failed", bug);
        link.drop();
        listens = false;
        reach.failed(bug);
        pause();
      }
    }
  }

  private void look(Connection connection) throws SQLException {
    if (!listens) listen(connection);
    long begin = System.nanoTime();
    // First what is there already: a notification from before this connection listened is lost.
    while (order.others(connection)) {
      // There may be more.
    }
    looked = begin;
    hear(connection);
    reach.worked();
    // Idle, so that no snapshot stays open.
    int wait = (int) Math.min(RETRY.toMillis(), store.timing().renewal().toMillis());
    connection.unwrap(PGConnection.class).getNotifications(wait);
  }

  private void listen(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
      if (heard < 0) {
        try (var row = statement.executeQuery(LAST)) {
          row.next();
          heard = row.getLong(1);
        }
      }
    }
    connection.commit();
    order.compare(connection);
    listens = true;
  }

  private void hear(Connection connection) throws SQLException {
    try (var query = connection.prepareStatement(HEAR)) {
      query.setLong(1, heard);
      query.setString(2, store.node());
      query.setString(3, store.node());
      try (var row = query.executeQuery()) {
        while (row.next()) {
          heard = row.getLong(1);
          listener.told(row.getString(2), row.getBytes(3));
        }
      }
    }
    connection.commit();
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  private void pause() {
    try {
      closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts " + thread.getName(), e);
    }
  }
}

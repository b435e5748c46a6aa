// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import dev.tocsin.base.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one node at a time may hold, on the database's clock, and which nodes are there at all. A
/// holder counts from before it asked and stops a little early, so that nobody else can hold it by
/// then; a thread of its own looks at that, since the database may not answer.
final class Leases {

  private static final Logger log = LoggerFactory.getLogger(Leases.class);
  private static final String NODE = "node:";
  private static final long LOOK_MILLIS = 100;
  private static final String TAKE =
      """
      INSERT INTO lease (name, holder, incarnation, expires)
      VALUES (?, ?, ?, clock_timestamp() + ? * interval '1 millisecond')
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,
        incarnation = excluded.incarnation, expires = excluded.expires
      WHERE lease.expires < clock_timestamp() OR lease.incarnation = excluded.incarnation
        OR (lease.holder = excluded.holder AND lease.name NOT LIKE 'node:%')
      RETURNING name
      """;
  private static final String ALIVE =
      "SELECT substr(name, 6) FROM lease WHERE name LIKE 'node:%' AND expires > clock_timestamp()";
  private static final String RELEASE = "DELETE FROM lease WHERE incarnation = ?";
  // Every node has passed by then, or hears that it is outdated.
  private static final String PRUNE =
      """
      DELETE FROM change WHERE written < clock_timestamp() - interval '10 minutes'
        AND sequence < (SELECT sequence FROM change_head WHERE id = 1)
      """;
  private static final String PRUNE_MESSAGES =
      "DELETE FROM message WHERE written < clock_timestamp() - interval '1 minute'";
  private static final long PRUNE_MILLIS = 60_000;

  private final SharedStore store;
  private final String incarnation;
  private final Reach reach;
  private final Link link;
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> heldUntil = new HashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("lease-watch").unstarted(task));
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private NodeListener<?> listener;
  private Set<String> alive = Set.of();
  private final CountDownLatch closed = new CountDownLatch(1);
  private long pruned = System.nanoTime();

  Leases(SharedStore store, String incarnation, NodeListener<?> listener, Reach reach) {
    this.store = store;
    this.incarnation = incarnation;
    this.listener = listener;
    this.reach = reach;
    this.link = new Link(store, "leases");
  }

  /// Makes sure that no other process is this node.
  ///
  /// @throws StoreException if one is
  void claimNode(Connection connection) throws SQLException {
    long end = System.nanoTime() + store.timing().lease().multipliedBy(2).toNanos();
    boolean isTold = false;
    while (!take(connection, NODE + store.node())) {
      connection.commit();
      if (System.nanoTime() - end > 0) {
        throw new StoreException(
            "another process is node '%s' of %s: every node needs a name of its own"
                .formatted(store.node(), store.url()));
      }
      if (!isTold) log.info("waiting for the lease of node {}'s last run to end", store.node());
      isTold = true;
      pause(LOOK_MILLIS);
    }
    connection.commit();
  }

  void start(String name, NodeListener<?> other) {
    listener = other;
    wanted.add(NODE + store.node());
    thread.setName(name);
    thread.start();
    watch.scheduleWithFixedDelay(
        this::lookForEnds, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Tries to hold it from now on, again and again.
  void want(String lease) {
    wanted.add(lease);
  }

  void stop() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.shutdownNow();
    release();
    link.close();
  }

  /// So that others need not wait for them to end.
  private void release() {
    try (var delete = link.get().prepareStatement(RELEASE)) {
      delete.setString(1, incarnation);
      delete.executeUpdate();
      link.get().commit();
    } catch (SQLException | StoreException e) {
      log.info("leases end by themselves: {}", e.getMessage());
    }
  }

  private void run() {
    while (isOpen()) {
      try {
        renew(link.get());
      } catch (SQLException e) {
        link.drop();
        if (isOpen()) reach.failed(e);
      } catch (StoreException e) {
        log.error("leases cannot be renewed: {}", e.getMessage());
      } catch (RuntimeException bug) {
        log.error("leases failed", bug);
        link.drop();
      }
      pause(store.timing().renewal().toMillis());
    }
  }

  private void renew(Connection connection) throws SQLException {
    // One statement and one commit for each: a lock is never held while another is waited for.
    for (var lease : List.copyOf(wanted)) {
      long asked = System.nanoTime();
      boolean isHeld = take(connection, lease);
      connection.commit();
      if (isHeld) held(lease, asked);
      else ended(lease);
    }
    tellAlive(connection);
    prune(connection);
  }

  private boolean take(Connection connection, String lease) throws SQLException {
    try (var take = connection.prepareStatement(TAKE)) {
      take.setString(1, lease);
      take.setString(2, store.node());
      take.setString(3, incarnation);
      take.setLong(4, store.timing().lease().toMillis());
      try (var row = take.executeQuery()) {
        return row.next();
      }
    }
  }

  private void tellAlive(Connection connection) throws SQLException {
    var now = new TreeSet<String>();
    try (var query = connection.prepareStatement(ALIVE);
        var row = query.executeQuery()) {
      while (row.next()) now.add(row.getString(1));
    }
    connection.commit();
    if (now.equals(alive)) return;
    alive = now;
    listener.alive(now);
  }

  private void prune(Connection connection) throws SQLException {
    long now = System.nanoTime();
    if (now - pruned < TimeUnit.MILLISECONDS.toNanos(PRUNE_MILLIS)) return;
    pruned = now;
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(PRUNE);
      statement.executeUpdate(PRUNE_MESSAGES);
    }
    connection.commit();
  }

  private void held(String lease, long asked) {
    // Half a second early: others may hold it only after the whole.
    long until =
        asked + store.timing().lease().toNanos() - TimeUnit.MILLISECONDS.toNanos(5 * LOOK_MILLIS);
    // Told under the lock: two threads look at leases, and what they find comes in order.
    synchronized (heldUntil) {
      boolean isNew = heldUntil.put(lease, until) == null;
      if (isNew && !lease.startsWith(NODE)) listener.leased(lease, true);
    }
  }

  private void ended(String lease) {
    synchronized (heldUntil) {
      boolean wasHeld = heldUntil.remove(lease) != null;
      if (wasHeld && !lease.startsWith(NODE)) listener.leased(lease, false);
    }
  }

  private void lookForEnds() {
    long now = System.nanoTime();
    synchronized (heldUntil) {
      var over = new ArrayList<String>();
      heldUntil.forEach(
          (lease, until) -> {
            if (now - until >= 0) over.add(lease);
          });
      over.forEach(this::ended);
    }
  }

  private boolean isOpen() {
    return closed.getCount() > 0;
  }

  private void pause(long millis) {
    try {
      closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while the database was asked for a lease", e);
    }
  }
}

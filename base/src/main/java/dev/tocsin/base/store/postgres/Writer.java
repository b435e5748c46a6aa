// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import dev.tocsin.base.store.ChangeCodec;
import dev.tocsin.base.store.ChangeTables;
import dev.tocsin.base.store.Commit;
import dev.tocsin.base.store.CommitFigures;
import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.base.store.CommitQueue;
import dev.tocsin.base.store.StoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread of a node that writes to the database: all commits that wait become one
/// transaction, and are acknowledged in their order.
final class Writer<C> {

  private static final Logger log = LoggerFactory.getLogger(Writer.class);
  private static final int BATCH_BYTES = 4 << 20;
  private static final long PAUSE_MILLIS = 200;

  // The lock on the row makes sequences those of the commits, on all nodes.
  private static final String NEXT =
      "UPDATE change_head SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence";
  private static final String PUT =
      "INSERT INTO change (sequence, node, batch, body) VALUES (?, ?, ?, ?)";
  private static final String NOTIFY = "SELECT pg_notify('" + Feed.CHANNEL + "', ?)";
  private static final String FENCE = "SELECT sequence FROM change_head WHERE id = 1 FOR UPDATE";
  private static final String FIND = "SELECT sequence FROM change WHERE batch = ?";

  /// @param tables key and SQL of the changes
  record Form<C>(ChangeCodec<C> codec, ChangeTables<C> tables) {}

  private final SharedStore store;
  private final String incarnation;
  private final Form<C> form;
  private final Order<C> order;
  private final Reach reach;
  private final CommitOptions options;
  private final CommitQueue<C> queue;
  private final Link link;
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private final CountDownLatch closing = new CountDownLatch(1);
  private long batches;
  private volatile CommitFigures figures = new CommitFigures(0, 0, 0, 0, 0, 0);

  Writer(
      SharedStore store,
      String incarnation,
      Form<C> form,
      Order<C> order,
      Reach reach,
      CommitOptions options) {
    this.store = store;
    this.incarnation = incarnation;
    this.form = form;
    this.order = order;
    this.reach = reach;
    this.options = options;
    this.queue = new CommitQueue<>(options.queueMax());
    this.link = new Link(store, "writer");
  }

  CommitQueue<C> queue() {
    return queue;
  }

  CommitFigures figures() {
    var now = figures;
    return new CommitFigures(
        now.commits(), now.batches(), now.bytes(), now.forceNanos(), now.applied(), queue.size());
  }

  void start(String name) {
    thread.setName(name);
    thread.start();
  }

  /// Finishes what is in the queue, which takes nothing any more.
  void stop() {
    queue.close();
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    link.close();
  }

  private void run() {
    var waiting = new ArrayList<Commit<C>>();
    try {
      while (queue.take(waiting, options.batchMax())) {
        for (int from = 0; from < waiting.size(); ) from = commit(waiting, from);
        waiting.clear();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts " + thread.getName(), e);
    }
  }

  private record Batch<C>(List<Commit<C>> commits, List<C> changes, byte[] body) {}

  /// Commits what fits one batch and returns where the next one begins.
  private int commit(List<Commit<C>> waiting, int from) {
    var commits = new ArrayList<Commit<C>>();
    var last = new LinkedHashMap<Object, C>();
    var encoded = new ArrayList<byte[]>();
    int next = from;
    for (int bytes = 0; next < waiting.size() && bytes < BATCH_BYTES; next++) {
      var commit = waiting.get(next);
      commits.add(commit);
      for (var change : commit.changes()) {
        // Of several changes to one thing only the last one is to be applied.
        last.remove(form.tables().key(change));
        last.put(form.tables().key(change), change);
        encoded.add(form.codec().encode(change));
        bytes += encoded.getLast().length;
      }
    }
    write(new Batch<>(commits, List.copyOf(last.values()), BatchBody.write(encoded)));
    return next;
  }

  private void write(Batch<C> batch) {
    if (reach.isCutOff()) {
      fail(batch, new StoreException("the database is out of reach"));
      return;
    }
    if (batch.changes().isEmpty()) {
      acknowledge(batch);
      return;
    }
    long begin = System.nanoTime();
    var name = "%s/%s/%d".formatted(store.node(), incarnation, ++batches);
    Optional<Long> sequence;
    try {
      sequence = Optional.of(attempt(batch, name));
    } catch (Uncertain doubt) {
      sequence = resolve(name, doubt);
    } catch (SQLException e) {
      link.drop();
      lookAt(e);
      fail(batch, store.failure(e));
      return;
    } catch (RuntimeException e) {
      link.drop();
      log.error("a batch cannot be written", e);
      fail(batch, new StoreException("changes could not be written: " + e.getMessage(), e));
      return;
    }
    if (sequence.isEmpty()) {
      fail(batch, new StoreException("the database lost the commit"));
      return;
    }
    count(batch, sequence.get(), System.nanoTime() - begin);
    told(batch, new Order.Mark(sequence.get(), name));
  }

  /// What others committed before goes first, however long it takes to read it. Who cannot read it,
  /// because a newer program has written it, is as good as cut off. Only a process that ends does
  /// without.
  private void told(Batch<C> batch, Order.Mark own) {
    while (true) {
      try {
        order.own(link.get(), own, () -> acknowledge(batch));
        return;
      } catch (SQLException | RuntimeException e) {
        link.drop();
        reach.failed(e);
        if (pause()) continue;
        acknowledge(batch);
        return;
      }
    }
  }

  /// The answer to COMMIT did not come: it may have been done.
  private static final class Uncertain extends SQLException {
    private static final long serialVersionUID = 1L;

    Uncertain(SQLException cause) {
      super(cause.getMessage(), cause.getSQLState(), cause);
    }
  }

  /// A connection that has been idle may have ended meanwhile: what fails before COMMIT has not
  /// been done, and is tried once more with a new one.
  private long attempt(Batch<C> batch, String name) throws SQLException {
    boolean isOld = link.isOpen();
    try {
      return transaction(batch, name);
    } catch (Uncertain doubt) {
      throw doubt;
    } catch (SQLException e) {
      if (!isOld || !Failures.areOfReach(String.valueOf(e.getSQLState()))) throw e;
      link.drop();
      return transaction(batch, name);
    }
  }

  private long transaction(Batch<C> batch, String name) throws SQLException {
    var connection = link.get();
    long sequence;
    try (var next = connection.prepareStatement(NEXT);
        var row = next.executeQuery()) {
      if (!row.next()) throw new SQLException("the table change_head is empty");
      sequence = row.getLong(1);
    }
    form.tables().apply(connection, batch.changes());
    try (var put = connection.prepareStatement(PUT);
        var notify = connection.prepareStatement(NOTIFY)) {
      put.setLong(1, sequence);
      put.setString(2, store.node());
      put.setString(3, name);
      put.setBytes(4, batch.body());
      put.executeUpdate();
      notify.setString(1, Long.toString(sequence));
      notify.executeQuery().close();
    }
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new Uncertain(e);
    }
    return sequence;
  }

  /// Asks until the database says whether the batch is there. Whoever waits for it waits as long.
  private Optional<Long> resolve(String name, Uncertain doubt) {
    reach.failed(doubt);
    while (true) {
      link.drop();
      try {
        var connection = link.get();
        // The lock is free once the transaction in doubt has ended, one way or the other.
        try (var fence = connection.createStatement()) {
          fence.executeQuery(FENCE).close();
        }
        try (var find = connection.prepareStatement(FIND)) {
          find.setString(1, name);
          try (var row = find.executeQuery()) {
            Optional<Long> found = row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            connection.commit();
            return found;
          }
        }
      } catch (SQLException e) {
        if (!pause()) return Optional.empty();
      }
    }
  }

  /// @return false if there is nothing to wait for any more: the process ends
  private boolean pause() {
    try {
      return !closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts " + thread.getName(), e);
    }
  }

  /// A refused statement is a fault of ours; a connection that is gone is the network's.
  private void lookAt(SQLException e) {
    var state = String.valueOf(e.getSQLState());
    boolean isReach = Failures.areOfReach(state);
    if (isReach) reach.failed(e);
    else log.error("the database refuses a batch", e);
  }

  private void acknowledge(Batch<C> batch) {
    for (var commit : batch.commits()) tell(commit.durable());
  }

  private void fail(Batch<C> batch, StoreException failure) {
    for (var commit : batch.commits()) tell(() -> commit.failed().accept(failure));
  }

  private void tell(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException | Error bug) {
      // The commits behind it must be told all the same.
      log.error("a callback failed", bug);
    }
  }

  private void count(Batch<C> batch, long sequence, long nanos) {
    var before = figures;
    figures =
        new CommitFigures(
            before.commits() + batch.commits().size(),
            before.batches() + 1,
            before.bytes() + batch.body().length,
            before.forceNanos() + nanos,
            sequence,
            0);
  }
}

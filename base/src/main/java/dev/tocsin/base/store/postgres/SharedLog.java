// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import dev.tocsin.base.store.ChangeCodec;
import dev.tocsin.base.store.ChangeLog;
import dev.tocsin.base.store.ChangeTables;
import dev.tocsin.base.store.Commit;
import dev.tocsin.base.store.CommitFigures;
import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.base.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A log of changes that several nodes share, in PostgreSQL: each change is applied to the tables
/// and stands in the one order of all nodes' changes, in one transaction. A positive answer means
/// that it is durable there (`synchronous_commit=on`).
///
/// {@link #read} the tables first, then {@link #join}: from there on every change of every other
/// node is told, without a gap.
public final class SharedLog<C> implements ChangeLog<C> {

  private final SharedStore store;
  private final ChangeTables<C> tables;
  private final Order<C> order;
  private final Writer<C> writer;
  private final Leases leases;
  private final Teller teller;
  private final Reach reach;
  private Order.Mark position = Order.Mark.NONE;
  private @Nullable Feed<C> feed;
  private boolean isClosed;

  private SharedLog(
      SharedStore store,
      ChangeCodec<C> codec,
      ChangeTables<C> tables,
      CommitOptions options,
      String incarnation) {
    this.store = store;
    this.tables = tables;
    this.reach = new Reach(store.url());
    var nobody = new Nobody<C>();
    this.order = new Order<>(store.node(), codec, nobody);
    this.teller = new Teller(store, reach);
    this.leases = new Leases(store, incarnation, nobody, reach);
    this.writer =
        new Writer<>(store, incarnation, new Writer.Form<>(codec, tables), order, reach, options);
  }

  /// Hears of nothing.
  private static final class Nobody<C> implements NodeListener<C> {
    @Override
    public void changed(String node, long sequence, List<C> changes) {}

    @Override
    public void told(String node, byte[] message) {}

    @Override
    public void alive(Set<String> nodes) {}

    @Override
    public void leased(String lease, boolean held) {}

    @Override
    public void cutOff(boolean isCutOff) {}

    @Override
    public void outdated() {}
  }

  /// Connects, brings the schema up to date, and makes sure that no other process has this node's
  /// name.
  ///
  /// @throws StoreException if the database cannot be used, with the server's reason
  public static <C> SharedLog<C> open(
      SharedStore store, ChangeCodec<C> codec, ChangeTables<C> tables, CommitOptions options) {
    var incarnation = UUID.randomUUID().toString();
    var log = new SharedLog<>(store, codec, tables, options, incarnation);
    try (var connection = store.connect("start")) {
      Schema.migrate(connection, tables);
      log.leases.claimNode(connection);
      log.position = Order.Mark.head(connection);
      connection.commit();
      log.order.begin(new Nobody<>(), log.position);
    } catch (SQLException e) {
      throw store.failure(e);
    }
    log.writer.start(tables.name() + "-writer");
    return log;
  }

  /// This node's name.
  public String node() {
    return store.node();
  }

  @Override
  public void submit(List<Commit<C>> commits) {
    int taken = writer.queue().offer(commits);
    if (taken == commits.size()) return;
    var refusal =
        writer.queue().isClosed()
            ? "the store is closed"
            : writer.queue().size() + " commits wait for the database already";
    for (var commit : commits.subList(taken, commits.size())) {
      commit.failed().accept(new StoreException(refusal));
    }
  }

  /// All tables as they are at one moment. What {@link #join} tells begins behind the last reading
  /// before it.
  @Override
  public <S> S read(Query<S> query) {
    try (var connection = store.connect("reader")) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      var at = Order.Mark.head(connection);
      var result = query.read(connection);
      connection.commit();
      synchronized (this) {
        if (feed == null) position = at;
      }
      return result;
    } catch (SQLException e) {
      throw store.failure(e);
    }
  }

  /// Begins to hear of the others. Nothing was submitted before, or what was is not told in order.
  public synchronized void join(NodeListener<C> listener) {
    if (feed != null) throw new IllegalStateException("this node has joined already");
    order.begin(listener, position);
    reach.tell(listener::cutOff);
    var started = new Feed<>(store, order, listener, reach);
    feed = started;
    teller.start(tables.name() + "-teller");
    leases.start(tables.name() + "-leases", listener);
    started.start(tables.name() + "-feed");
  }

  /// Tries to hold a lease from now on; {@link NodeListener#leased} tells when it does.
  public void want(String lease) {
    leases.want(lease);
  }

  /// Says something to one other node, or to all: at most once, unordered with changes, not kept.
  /// Never waits.
  ///
  /// @param node empty for all
  public void tell(String node, byte[] message) {
    teller.tell(node, message);
  }

  /// What all nodes have to hold alike, by name: the first one that asks decides.
  ///
  /// @throws StoreException if the database does not answer
  public String agree(String name, String proposal) {
    try (var connection = store.connect("start");
        var put =
            connection.prepareStatement(
                "INSERT INTO agreement (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING");
        var get = connection.prepareStatement("SELECT value FROM agreement WHERE name = ?")) {
      put.setString(1, name);
      put.setString(2, proposal);
      put.executeUpdate();
      connection.commit();
      get.setString(1, name);
      try (var row = get.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException e) {
      throw store.failure(e);
    }
  }

  /// The next node that asks decides anew.
  ///
  /// @throws StoreException if the database does not answer
  public void disagree(String name) {
    try (var connection = store.connect("start");
        var delete = connection.prepareStatement("DELETE FROM agreement WHERE name = ?")) {
      delete.setString(1, name);
      delete.executeUpdate();
      connection.commit();
    } catch (SQLException e) {
      throw store.failure(e);
    }
  }

  @Override
  public CommitFigures figures() {
    return writer.figures();
  }

  /// Up to where this node knows what others committed.
  public long position() {
    return order.position();
  }

  /// How long ago this node had seen all that was committed by then: some tenths of a second at
  /// most, unless the database is out of reach.
  public synchronized Duration lag() {
    return feed == null ? Duration.ZERO : feed.lag();
  }

  /// Messages to other nodes that were lost.
  public long dropped() {
    return teller.dropped();
  }

  public boolean isCutOff() {
    return reach.isCutOff();
  }

  /// Finishes what was submitted and lets the leases go.
  @Override
  public void close() {
    Feed<C> started;
    synchronized (this) {
      if (isClosed) return;
      isClosed = true;
      started = feed;
    }
    writer.stop();
    if (started != null) {
      teller.stop();
      started.stop();
    }
    leases.stop();
  }
}

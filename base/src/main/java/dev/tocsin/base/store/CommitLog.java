// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes changes durable, many at once: a journal that is only ever appended to takes them with one
/// write and one fsync per batch, and SQLite follows behind it.
///
/// {@link #submit} hands over to the writer's thread, which acknowledges in the order of
/// submission; the applier's thread sums the changes up in the tables and removes the journal files
/// that are no longer needed. Whatever was acknowledged is there after a crash, in its order, so
/// that a removal never comes back.
public final class CommitLog<C> implements ChangeLog<C> {

  private static final Logger log = LoggerFactory.getLogger(CommitLog.class);

  private final StateFolder folder;
  private final Database<C> database;
  private final Journal journal;
  private final CommitQueue<C> queue;
  private final CommitWriter<C> writer;
  private final CommitApplier<C> applier;
  private boolean closed;

  private CommitLog(
      StateFolder folder,
      Database<C> database,
      Journal journal,
      CommitWriter<C> writer,
      CommitApplier<C> applier) {
    this.folder = folder;
    this.database = database;
    this.journal = journal;
    this.queue = writer.queue();
    this.writer = writer;
    this.applier = applier;
  }

  /// Opens the state folder, or makes one, and brings the tables up to the last durable change.
  ///
  /// @throws StoreException if another process has it, if what is there is corrupt or was written
  ///   by a newer version; nothing is changed then
  public static <C> CommitLog<C> open(
      Path stateFolder, ChangeCodec<C> codec, ChangeTables<C> tables, CommitOptions options) {
    return open(stateFolder, codec, tables, options, JournalDisk.real());
  }

  static <C> CommitLog<C> open(
      Path stateFolder,
      ChangeCodec<C> codec,
      ChangeTables<C> tables,
      CommitOptions options,
      JournalDisk disk) {
    var folder = StateFolder.lock(stateFolder, tables.name());
    try {
      return new Opening<>(stateFolder, codec, tables, options, disk).open(folder);
    } catch (RuntimeException e) {
      closing(folder);
      throw e;
    }
  }

  private record Opening<C>(
      Path path,
      ChangeCodec<C> codec,
      ChangeTables<C> tables,
      CommitOptions options,
      JournalDisk disk) {

    CommitLog<C> open(StateFolder folder) {
      var file = path.resolve(tables.name() + ".db");
      long applied = Database.inspect(file, tables);
      var segments = Segment.list(path, tables.name());
      var tail = new JournalReader<>(codec, tables, applied).read(segments);
      var database = Database.open(file, tables);
      try {
        if (tail.sequence() > applied) database.apply(tail.changes().values(), tail.sequence());
        // All of it is in the tables now. The old files go before a new one comes, so that an
        // unfinished record is never found in front of a later file.
        for (var segment : segments) disk.delete(segment.file());
        disk.forceFolder(path);
        var journal = Journal.begin(path, tables.name(), options, disk, tail.sequence() + 1);
        return start(folder, database, journal, tail.sequence());
      } catch (SQLException | IOException e) {
        closing(database);
        throw new StoreException("state folder " + path + " cannot be written: " + e, e);
      }
    }

    private CommitLog<C> start(
        StateFolder folder, Database<C> database, Journal journal, long sequence) {
      var pending = new Pending<C>(tables::key, options, sequence);
      var writer = new CommitWriter<>(codec, journal, pending, options);
      var applier = new CommitApplier<>(database, journal, pending, sequence);
      var commits = new CommitLog<>(folder, database, journal, writer, applier);
      writer.start(tables.name() + "-journal");
      applier.start(tables.name() + "-tables");
      return commits;
    }
  }

  /// The writer finds commits that come together together, so that they share an fsync.
  @Override
  public void submit(List<Commit<C>> commits) {
    int taken = queue.offer(commits);
    if (taken == commits.size()) return;
    var refusal =
        queue.isClosed()
            ? "the store is closed"
            : queue.size() + " commits wait for the disk already";
    for (var commit : commits.subList(taken, commits.size())) {
      commit.failed().accept(new StoreException(refusal));
    }
  }

  @Override
  public <S> S read(Query<S> query) {
    synchronized (database) {
      return database.read(query);
    }
  }

  @Override
  public CommitFigures figures() {
    return writer.figures(applier.applied());
  }

  /// Finishes everything submitted, writes the tables, and lets the folder go.
  @Override
  public void close() {
    synchronized (this) {
      if (closed) return;
      closed = true;
    }
    writer.stop();
    applier.stop();
    closing(journal);
    closing(database);
    closing(folder);
  }

  private static void closing(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      log.warn("{} did not close", resource, e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.store.ChangeLog;
import dev.tocsin.base.store.CommitLog;
import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.base.store.StateFolder;
import dev.tocsin.base.store.postgres.SharedLog;
import dev.tocsin.base.store.postgres.SharedStore;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.ServerState;
import java.nio.file.Path;
import java.util.Optional;

/// Keeps what a DOTS server promised.
public final class SignalStore implements AutoCloseable {

  private final ChangeLog<Change> log;
  private final ServerTables tables;

  private SignalStore(ChangeLog<Change> log, ServerTables tables) {
    this.log = log;
    this.tables = tables;
  }

  /// @throws StoreException if another process has the folder, or what is in it cannot be trusted
  public static SignalStore open(Path stateFolder) {
    return open(stateFolder, CommitOptions.DEFAULT);
  }

  public static SignalStore open(Path stateFolder, CommitOptions options) {
    var tables = new ServerTables();
    return new SignalStore(
        CommitLog.open(stateFolder, new ServerChangeCodec(), tables, options), tables);
  }

  /// On a database that several nodes share.
  ///
  /// @throws StoreException if it cannot be used, or another process is this node
  public static SignalStore open(SharedStore shared, CommitOptions options) {
    var tables = new ServerTables();
    return new SignalStore(
        SharedLog.open(shared, new ServerChangeCodec(), tables, options), tables);
  }

  /// Keeps other processes out of a folder in which a store would lie, or files that belong to one.
  ///
  /// @throws StoreException if another process has the folder
  public static StateFolder lock(Path stateFolder) {
    return StateFolder.lock(stateFolder, new ServerTables().name());
  }

  /// What the nodes have in common; empty for a state folder of this process's own.
  public Optional<SharedLog<Change>> shared() {
    return log instanceof SharedLog<Change> common ? Optional.of(common) : Optional.empty();
  }

  /// Everything that was acknowledged before this was opened; to be asked before the first commit.
  public ServerState load() {
    return log.read(tables::load);
  }

  /// Where changes are handed in to become durable; closed with this.
  public ChangeLog<Change> commits() {
    return log;
  }

  @Override
  public void close() {
    log.close();
  }
}

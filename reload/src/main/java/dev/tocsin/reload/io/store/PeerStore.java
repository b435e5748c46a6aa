// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.store;

import dev.tocsin.base.store.CommitLog;
import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.reload.core.storage.StorageChange;
import java.nio.file.Path;
import java.util.List;

/// Keeps what a peer stores for its overlay: one folder for each peer in each overlay.
public final class PeerStore implements AutoCloseable {

  private final CommitLog<StorageChange> log;
  private final StorageTables tables;

  private PeerStore(CommitLog<StorageChange> log, StorageTables tables) {
    this.log = log;
    this.tables = tables;
  }

  /// @throws dev.tocsin.base.store.StoreException if another process has the folder, or what is in
  ///   it cannot be trusted
  public static PeerStore open(Path stateFolder) {
    return open(stateFolder, CommitOptions.DEFAULT);
  }

  public static PeerStore open(Path stateFolder, CommitOptions options) {
    var tables = new StorageTables();
    return new PeerStore(
        CommitLog.open(stateFolder, new StorageChangeCodec(), tables, options), tables);
  }

  /// Everything that was acknowledged before this was opened; to be asked before the first commit.
  public List<StorageChange> load() {
    return log.read(tables::load);
  }

  /// Where changes are handed in to become durable; closed with this.
  public CommitLog<StorageChange> commits() {
    return log;
  }

  @Override
  public void close() {
    log.close();
  }
}

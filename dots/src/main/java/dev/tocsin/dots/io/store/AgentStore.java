// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.store.CommitLog;
import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientState;
import java.nio.file.Path;

/// Keeps what a DOTS client agent must not forget.
public final class AgentStore implements AutoCloseable {

  private final CommitLog<ClientChange> log;
  private final ClientTables tables;

  private AgentStore(CommitLog<ClientChange> log, ClientTables tables) {
    this.log = log;
    this.tables = tables;
  }

  /// @throws StoreException if another process has the folder, or what is in it cannot be trusted
  public static AgentStore open(Path stateFolder) {
    return open(stateFolder, CommitOptions.DEFAULT);
  }

  public static AgentStore open(Path stateFolder, CommitOptions options) {
    var tables = new ClientTables();
    return new AgentStore(
        CommitLog.open(stateFolder, new ClientChangeCodec(), tables, options), tables);
  }

  /// Everything that was acknowledged before this was opened; to be asked before the first commit.
  public ClientState load() {
    return log.read(tables::load);
  }

  /// Where changes are handed in to become durable; closed with this.
  public CommitLog<ClientChange> commits() {
    return log;
  }

  @Override
  public void close() {
    log.close();
  }
}

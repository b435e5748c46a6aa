// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import dev.tocsin.base.store.CommitFigures;
import dev.tocsin.base.store.CommitLog;
import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.base.store.StoreException;
import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientState;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

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

  /// Makes the changes durable together; see {@link CommitLog#submit}.
  public void commit(
      List<ClientChange> changes, Runnable durable, Consumer<RuntimeException> failed) {
    log.submit(changes, durable, failed);
  }

  public CommitFigures figures() {
    return log.figures();
  }

  @Override
  public void close() {
    log.close();
  }
}

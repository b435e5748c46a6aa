// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.devices;

import dev.tocsin.base.store.CommitLog;
import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.base.store.StoreException;
import dev.tocsin.reload.core.enrolment.Device;
import dev.tocsin.reload.core.enrolment.DeviceChange;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Remembers which peers were given to whom, through any end of the process.
public final class DeviceStore implements AutoCloseable {

  private static final long WAIT_SECONDS = 20;

  private final CommitLog<DeviceChange> log;
  private final DeviceTables tables;

  private DeviceStore(CommitLog<DeviceChange> log, DeviceTables tables) {
    this.log = log;
    this.tables = tables;
  }

  /// @throws StoreException if another process has the folder, or what is in it cannot be trusted
  public static DeviceStore open(Path stateFolder) {
    var tables = new DeviceTables();
    return new DeviceStore(
        CommitLog.open(stateFolder, new DeviceChangeCodec(), tables, CommitOptions.DEFAULT),
        tables);
  }

  /// To be asked before the first change.
  public List<Device> load() {
    return log.read(tables::load);
  }

  /// Returns when the changes are durable.
  ///
  /// @throws StoreException if they cannot be kept
  public void keep(List<DeviceChange> changes) {
    var kept = new CompletableFuture<Void>();
    log.submit(changes, () -> kept.complete(null), kept::completeExceptionally);
    try {
      kept.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new StoreException("what was given cannot be kept: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while the disk was waited for", e);
    }
  }

  @Override
  public void close() {
    log.close();
  }
}

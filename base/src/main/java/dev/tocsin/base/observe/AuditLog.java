// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import dev.tocsin.base.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An append-only file of JSON lines, one event each, written by a thread of its own. Whoever
/// records never waits: an event that finds no room or cannot be written is counted, and the count
/// is the next thing written once there is room again.
public final class AuditLog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
  private static final int BATCH_MAX = 512;
  private static final int CLOSE_WAIT_MILLIS = 10_000;

  /// Wakes the writer when the log is closed; never written.
  private static final AuditEvent END = new AuditEvent(Instant.MAX, "", "", "", "", "");

  /// @param bytesMax size at which a file is put aside
  /// @param filesKept files put aside that are kept, `NAME.1` being the latest
  /// @param queueMax events that may wait for the disk; by default what a server with very many
  ///   mitigations records when all their lifetimes end at once, some 100 MB at worst
  /// @param sync whether each batch is forced to the disk
  public record Options(long bytesMax, int filesKept, int queueMax, boolean sync) {
    public static final Options DEFAULT = new Options(64L * 1024 * 1024, 8, 1 << 18, false);

    public Options {
      if (bytesMax < 1 || filesKept < 0 || queueMax < 1) {
        throw new IllegalArgumentException(bytesMax + ", " + filesKept + ", " + queueMax);
      }
    }
  }

  private final AuditFile file;
  private final ArrayBlockingQueue<AuditEvent> queue;
  private final LongAdder dropped = new LongAdder();
  private final Thread writer;
  private volatile boolean closing;
  private volatile long droppedReported;
  private boolean failing;

  private AuditLog(AuditFile file, Options options) {
    this.file = file;
    this.queue = new ArrayBlockingQueue<>(options.queueMax());
    this.writer = Thread.ofPlatform().daemon().name("audit").unstarted(this::run);
  }

  /// @throws ConfigException if the file cannot be written
  public static AuditLog open(Path path, Options options) {
    try {
      var audit = new AuditLog(AuditFile.open(path, options), options);
      audit.writer.start();
      return audit;
    } catch (IOException e) {
      throw new ConfigException(path, "the audit log cannot be written: " + e.getMessage(), e);
    }
  }

  /// Never waits. False if the event is lost.
  public boolean record(AuditEvent event) {
    if (!closing && queue.offer(event)) return true;
    dropped.increment();
    return false;
  }

  /// Events lost since the start, for want of room or by a failing disk.
  public long dropped() {
    return dropped.sum();
  }

  private void run() {
    var batch = new ArrayList<AuditEvent>(BATCH_MAX);
    try {
      while (!closing || !queue.isEmpty()) {
        if (queue.drainTo(batch, BATCH_MAX) == 0 && !closing) {
          batch.add(queue.take());
          // More of it comes when many record: one write for all of it.
          Thread.yield();
          queue.drainTo(batch, BATCH_MAX - 1);
        }
        batch.remove(END);
        write(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the audit log's writer", e);
    } finally {
      file.close();
    }
  }

  private void write(List<AuditEvent> batch) {
    if (batch.isEmpty()) return;
    long before = file.lines();
    try {
      for (var event : batch) file.append(line(event));
      var missing = dropped.sum();
      reportDropped(missing - droppedReported, batch.getLast().time());
      file.flush();
      droppedReported = missing;
      if (failing) log.info("the audit log is written again");
      failing = false;
    } catch (IOException e) {
      dropped.add(Math.max(0, batch.size() - (file.lines() - before)));
      if (!failing) log.error("the audit log cannot be written: {}", e.getMessage());
      failing = true;
    }
  }

  private void reportDropped(long count, Instant time) throws IOException {
    if (count == 0) return;
    log.warn("{} audit events were lost", count);
    file.append(line(new AuditEvent(time, "events-lost", "", "", "", Long.toString(count))));
  }

  private static byte[] line(AuditEvent event) {
    return new JsonLine()
        .field("time", event.time().toString())
        .field("action", event.action())
        .field("domain", event.domain())
        .field("client", event.client())
        .field("peer", event.peer())
        .field("detail", event.detail())
        .bytes();
  }

  /// Writes what waits, for at most ten seconds.
  @Override
  public void close() {
    if (closing) return;
    closing = true;
    // Not by interrupt: that would close the file under the writer's hands.
    queue.offer(END);
    try {
      writer.join(CLOSE_WAIT_MILLIS);
      queue.remove(END);
      dropped.add(queue.size());
      if (dropped() > droppedReported) log.error("{} audit events were lost", dropped());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes the journal: takes all commits that wait, makes them durable with one
/// write, and acknowledges them in their order.
final class CommitWriter<C> {

  private static final Logger log = LoggerFactory.getLogger(CommitWriter.class);
  // A batch is closed at this size, so that the first of it need not wait long for the last.
  private static final int BATCH_BYTES = 4 << 20;

  private final ChangeCodec<C> codec;
  private final Journal journal;
  private final Pending<C> pending;
  private final CommitOptions options;
  private final CommitQueue<C> queue;
  private final Frame frame = new Frame();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);

  private volatile CommitFigures figures = new CommitFigures(0, 0, 0, 0, 0, 0);

  CommitWriter(ChangeCodec<C> codec, Journal journal, Pending<C> pending, CommitOptions options) {
    this.codec = codec;
    this.journal = journal;
    this.pending = pending;
    this.options = options;
    this.queue = new CommitQueue<>(options.queueMax());
  }

  CommitQueue<C> queue() {
    return queue;
  }

  void start(String name) {
    thread.setName(name);
    thread.start();
  }

  /// Finishes what is in the queue, which takes nothing any more.
  void stop() {
    queue.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  CommitFigures figures(long applied) {
    var now = figures;
    return new CommitFigures(
        now.commits(), now.batches(), now.bytes(), now.forceNanos(), applied, queue.size());
  }

  private void run() {
    var waiting = new ArrayList<Commit<C>>(options.batchMax());
    try {
      while (queue.take(waiting, options.batchMax())) {
        for (int from = 0; from < waiting.size(); ) from = commit(waiting, from);
        waiting.clear();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts " + thread.getName(), e);
    }
  }

  /// Commits what fits one frame and returns where the next one begins.
  private int commit(List<Commit<C>> waiting, int from) {
    var batch = new ArrayList<Commit<C>>(waiting.size() - from);
    StoreException failure = null;
    frame.clear();
    int next = from;
    while (next < waiting.size() && frame.bytes() < BATCH_BYTES && failure == null) {
      var commit = waiting.get(next++);
      failure = add(commit);
      if (failure == null) batch.add(commit);
    }
    finish(batch);
    if (failure != null) fail(List.of(waiting.get(next - 1)), failure);
    return next;
  }

  private @Nullable StoreException add(Commit<C> commit) {
    if (commit.changes().isEmpty()) return null;
    try {
      var encoded = new ArrayList<byte[]>(commit.changes().size());
      for (var change : commit.changes()) encoded.add(codec.encode(change));
      frame.add(encoded);
      return null;
    } catch (RuntimeException | Error e) {
      log.error("a commit cannot be written", e);
      return new StoreException("a change cannot be written: " + e.getMessage(), e);
    }
  }

  private void finish(List<Commit<C>> batch) {
    try {
      if (frame.commits() > 0) pending.add(batch, journal.append(frame));
    } catch (IOException | RuntimeException | Error e) {
      fail(batch, new StoreException("changes could not be made durable: " + e.getMessage(), e));
      return;
    }
    count(batch);
    for (var commit : batch) tell(commit.durable());
  }

  private void fail(List<Commit<C>> batch, StoreException failure) {
    for (var commit : batch) tell(() -> commit.failed().accept(failure));
  }

  private void tell(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException | Error bug) {
      // The commits behind it must be told all the same.
      log.error("a callback failed", bug);
    }
  }

  private void count(List<Commit<C>> batch) {
    var before = figures;
    boolean written = frame.commits() > 0;
    figures =
        new CommitFigures(
            before.commits() + batch.size(),
            before.batches() + (written ? 1 : 0),
            before.bytes() + (written ? frame.bytes() : 0),
            journal.forceNanos(),
            0,
            0);
  }
}

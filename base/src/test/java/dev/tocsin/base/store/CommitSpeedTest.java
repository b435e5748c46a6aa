// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitSpeedTest {

  private static final int COMMITS = 60_000;

  @TempDir Path folder;

  /// Prints what a commit costs with so many waiting; every second one replaces an earlier one.
  @ParameterizedTest
  @ValueSource(ints = {1, 16, 64})
  void printsWhatACommitCosts(int waiting) throws Exception {
    int count = waiting == 1 ? COMMITS / 10 : COMMITS;
    try (var log =
        CommitLog.open(folder, new Note.Codec(), new Note.Tables(), CommitOptions.DEFAULT)) {
      run(log, waiting, count / 3);
      var before = log.figures();
      long began = System.nanoTime();
      run(log, waiting, count);
      double seconds = (System.nanoTime() - began) / 1e9;
      var after = log.figures();
      long batches = after.batches() - before.batches();
      System.out.printf(
          "%d waiting: %.0f commits/s, %.1f per batch, fsync %.0f us, %d bytes/commit%n",
          waiting,
          count / seconds,
          (after.commits() - before.commits()) / (double) batches,
          (after.forceNanos() - before.forceNanos()) / 1e3 / batches,
          (after.bytes() - before.bytes()) / count);

      assertThat(after.commits() - before.commits()).isEqualTo(count);
    }
  }

  private static void run(CommitLog<Note> log, int waiting, int count) throws Exception {
    var permits = new LinkedBlockingQueue<RuntimeException[]>();
    for (int i = 0; i < waiting; i++) permits.add(new RuntimeException[0]);
    var text = "x".repeat(130);
    for (int i = 0; i < count + waiting; i++) {
      for (var failure : permits.take()) throw failure;
      if (i >= count) continue;
      var note = Note.put("note-" + i / 2, text);
      log.submit(
          List.of(note),
          () -> permits.add(new RuntimeException[0]),
          failure -> permits.add(new RuntimeException[] {failure}));
    }
  }
}

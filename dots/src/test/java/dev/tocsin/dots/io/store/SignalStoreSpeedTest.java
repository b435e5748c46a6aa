// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.store.ChangeLog;
import dev.tocsin.dots.core.server.Change;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalStoreSpeedTest {

  private static final int COMMITS = 60_000;

  @TempDir Path folder;

  /// Prints what keeping a request costs, half of them new and half refreshed.
  @ParameterizedTest
  @ValueSource(ints = {1, 16, 64})
  void printsWhatAMitigationCosts(int waiting) throws Exception {
    int count = waiting == 1 ? COMMITS / 10 : COMMITS;
    try (var store = SignalStore.open(folder)) {
      run(store.commits(), waiting, 0, count / 2);
      var before = store.commits().figures();
      long began = System.nanoTime();
      run(store.commits(), waiting, count / 2, count);
      double seconds = (System.nanoTime() - began) / 1e9;
      var after = store.commits().figures();
      long batches = after.batches() - before.batches();
      System.out.printf(
          "%d waiting: %.0f commits/s, %.1f per batch, fsync %.0f us, %d bytes/commit%n",
          waiting,
          count / seconds,
          count / (double) batches,
          (after.forceNanos() - before.forceNanos()) / 1e3 / batches,
          (after.bytes() - before.bytes()) / count);
    }
    try (var store = SignalStore.open(folder)) {
      assertThat(store.load().mitigations()).hasSize((count / 2 + count) / 2);
    }
  }

  private static void run(ChangeLog<Change> log, int waiting, int from, int count)
      throws Exception {
    var permits = new LinkedBlockingQueue<RuntimeException[]>();
    for (int i = 0; i < waiting; i++) permits.add(new RuntimeException[0]);
    for (int i = from; i < from + count + waiting; i++) {
      for (var failure : permits.take()) throw failure;
      if (i >= from + count) continue;
      log.submit(
          List.of(new Change.PutMitigation(SignalStoreTest.mitigation(i / 2))),
          () -> permits.add(new RuntimeException[0]),
          failure -> permits.add(new RuntimeException[] {failure}));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitLogTest {

  @TempDir Path temporary;

  @Test
  void keepsWhatItAcknowledged() throws Exception {
    try (var log = open()) {
      commit(log, Note.put("a", "1"), Note.put("b", "1"));
      commit(log, Note.put("a", "2"));
      commit(log, Note.remove("b"));
    }

    try (var log = open()) {
      assertThat(log.read(Note.Tables::load)).isEqualTo(Map.of("a", "2"));
    }
  }

  @Test
  void writesNoFileThatOthersMayRead() throws Exception {
    // given: a folder that an operator made, open to all
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var log = CommitLog.open(temporary, new Note.Codec(), new Note.Tables(), options(16));
        var files = Files.list(temporary)) {
      assertThat(log.figures().waiting()).isZero();
      assertThat(files.toList())
          .hasSizeGreaterThan(2)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .as(file.toString())
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void acknowledgesInTheOrderOfSubmission() throws Exception {
    var acknowledged = new ArrayList<Integer>();
    try (var log = open()) {
      for (int i = 0; i < 1000; i++) {
        int number = i;
        // An empty commit changes nothing and still waits for those before it.
        var changes = i % 7 == 0 ? List.<Note>of() : List.of(Note.put("n", "" + i));
        log.submit(changes, () -> acknowledged.add(number), CommitLogTest::unexpected);
      }
    }

    assertThat(acknowledged).hasSize(1000).isSorted();
  }

  @Test
  void refusesWhatExceedsTheQueueAtOnce() throws Exception {
    var reached = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var refused = new ArrayList<RuntimeException>();
    var acknowledged = new ArrayList<String>();
    try (var log = open(options(2))) {
      // given a writer that is busy with a callback, and a full queue
      log.submit(
          List.of(Note.put("a", "1")), () -> await(reached, release), CommitLogTest::unexpected);
      reached.await();
      log.submit(
          List.of(Note.put("b", "1")), () -> acknowledged.add("b"), CommitLogTest::unexpected);
      log.submit(
          List.of(Note.put("c", "1")), () -> acknowledged.add("c"), CommitLogTest::unexpected);

      log.submit(List.of(Note.put("d", "1")), () -> acknowledged.add("d"), refused::add);

      assertThat(refused).singleElement().isInstanceOf(StoreException.class);
      release.countDown();
    }
    assertThat(acknowledged).containsExactly("b", "c");
    try (var log = open()) {
      assertThat(log.read(Note.Tables::load)).containsOnlyKeys("a", "b", "c");
    }
  }

  @Test
  void writesOnceForCommitsThatComeTogether() {
    var acknowledged = new ArrayList<String>();
    var refused = new ArrayList<RuntimeException>();
    var log = open(new CommitOptions(3, 100, 1 << 20, 1 << 22, 100, Duration.ofMillis(1)));
    log.submit(
        Stream.of("a", "b", "c", "d")
            .map(
                name ->
                    new Commit<>(
                        List.of(Note.put(name, "1")), () -> acknowledged.add(name), refused::add))
            .toList());
    log.close();

    // The queue holds three of the four.
    assertThat(acknowledged).containsExactly("a", "b", "c");
    assertThat(refused).singleElement().isInstanceOf(StoreException.class);
    assertThat(log.figures().batches()).isEqualTo(1);
  }

  @Test
  void failsACommitThatCannotBeWrittenAndKeepsTheOthers() throws Exception {
    try (var log = open()) {
      commit(log, Note.put("a", "1"));
      assertThatThrownBy(() -> commit(log, Note.put("b", "1"), Note.put("b", "unwritable")))
          .hasRootCauseInstanceOf(IllegalStateException.class);
      commit(log, Note.put("c", "1"));
    }

    try (var log = open()) {
      assertThat(log.read(Note.Tables::load)).containsOnlyKeys("a", "c");
    }
  }

  @Test
  void goesOnAfterACallbackFailed() throws Exception {
    try (var log = open()) {
      log.submit(
          List.of(Note.put("a", "1")),
          () -> {
            throw new IllegalStateException("planted");
          },
          CommitLogTest::unexpected);
      commit(log, Note.put("b", "1"));
    }
  }

  @Test
  void refusesWhatComesAfterItWasClosed() {
    var log = open();
    log.close();
    log.close();

    assertThatThrownBy(() -> commit(log, Note.put("a", "1"))).hasMessageContaining("closed");
  }

  @Test
  void makesAFolderThatOnlyItsOwnerCanRead() throws Exception {
    try (var log = open()) {
      commit(log, Note.put("a", "1"));

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void isLockedAgainstASecondUser() {
    try (var log = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(folder().toString())
          .hasMessageContaining("in use by another process");
    }
    open().close();
  }

  @Test
  void removesJournalFilesOnceTheTablesHaveThem() throws Exception {
    var small = new CommitOptions(1000, 1, 2_000, 1 << 20, 1, Duration.ZERO);
    try (var log = open(small)) {
      for (int i = 0; i < 500; i++) commit(log, Note.put("n" + i, "x".repeat(50)));
    }

    assertThat(Segment.list(folder(), "notes")).hasSizeLessThan(5);
    try (var log = open(small)) {
      assertThat(log.read(Note.Tables::load)).hasSize(500);
    }
    assertThat(Segment.list(folder(), "notes")).hasSize(1);
  }

  @Test
  void measuresItself() throws Exception {
    try (var log = open()) {
      for (int i = 0; i < 10; i++) commit(log, Note.put("a", "" + i));

      assertThat(log.figures().commits()).isEqualTo(10);
      assertThat(log.figures().batches()).isEqualTo(10);
      assertThat(log.figures().forceNanos()).isPositive();
      assertThat(log.figures().waiting()).isZero();
    }
  }

  private CommitLog<Note> open() {
    return open(CommitOptions.DEFAULT);
  }

  private CommitLog<Note> open(CommitOptions options) {
    return CommitLog.open(folder(), new Note.Codec(), new Note.Tables(), options);
  }

  private Path folder() {
    return temporary.resolve("deep/state");
  }

  private static CommitOptions options(int queueMax) {
    return new CommitOptions(queueMax, 1, 1 << 20, 1 << 20, 1, Duration.ZERO);
  }

  private static void commit(CommitLog<Note> log, Note... notes) throws Exception {
    var done = new CompletableFuture<Void>();
    log.submit(List.of(notes), () -> done.complete(null), done::completeExceptionally);
    done.get(30, TimeUnit.SECONDS);
  }

  private static void await(CountDownLatch reached, CountDownLatch release) {
    reached.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void unexpected(RuntimeException failure) {
    throw new AssertionError(failure);
  }
}

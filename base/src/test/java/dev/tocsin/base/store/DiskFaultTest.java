// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.store.PlantedDisk.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiskFaultTest {

  @TempDir Path folder;

  private final PlantedDisk disk = new PlantedDisk();

  @ParameterizedTest
  @EnumSource(names = {"WRITE", "FORCE"})
  void aCommitThatDoesNotReachTheDiskFailsAndLeavesNothing(Operation failing) {
    try (var log = open(Notes.JOURNAL_ONLY)) {
      Notes.commit(log, List.of(Note.put("a", "before")));
      // given a write that gets half-way, or an fsync that fails
      disk.writeMax = 20;
      failAfter(failing, failing == Operation.WRITE ? 1 : 0, Set.of(failing));

      assertThatThrownBy(() -> Notes.commit(log, List.of(Note.put("a", "failed"))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("planted");

      disk.fault = _ -> {};
      Notes.commit(log, List.of(Note.put("b", "after")));
    }
    assertThat(Notes.reopened(folder)).isEqualTo(Map.of("a", "before", "b", "after"));
  }

  @Test
  void aFailedCommitIsNotFoundAfterACrashRightBehindIt() throws Exception {
    var crashed = folder.resolveSibling(folder.getFileName() + "-crashed");
    try (var log = open(Notes.JOURNAL_ONLY)) {
      Notes.commit(log, List.of(Note.put("a", "before")));
      failAfter(Operation.FORCE, 0, Set.of(Operation.FORCE));
      assertThatThrownBy(() -> Notes.commit(log, List.of(Note.put("a", "failed"))));
      Notes.copy(folder, crashed);
    }

    assertThat(Notes.reopened(crashed)).isEqualTo(Map.of("a", "before"));
  }

  @Test
  void nothingIsAcceptedOnceTheJournalCannotBeMended() {
    try (var log = open(Notes.JOURNAL_ONLY)) {
      Notes.commit(log, List.of(Note.put("a", "before")));
      disk.writeMax = 20;
      failAfter(Operation.WRITE, 1, Set.of(Operation.WRITE, Operation.TRUNCATE));
      assertThatThrownBy(() -> Notes.commit(log, List.of(Note.put("a", "failed"))));

      disk.fault = _ -> {};
      assertThatThrownBy(() -> Notes.commit(log, List.of(Note.put("b", "after"))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("nothing is accepted until a restart")
          .hasMessageContaining(folder.toString());
    }
    assertThat(Notes.reopened(folder)).isEqualTo(Map.of("a", "before"));
  }

  @Test
  void shortWritesAreCarriedOn() {
    disk.writeMax = 7;
    try (var log = open(Notes.JOURNAL_ONLY)) {
      for (int i = 0; i < 50; i++) Notes.commit(log, List.of(Note.put("n" + i, "text " + i)));
    }

    assertThat(Notes.reopened(folder)).hasSize(50).containsEntry("n49", "text 49");
  }

  @Test
  void goesOnOnceANewFileCanBeMade() {
    try (var log = open(Notes.JOURNAL_ONLY)) {
      // given a journal file that is almost full, and no room for the next
      Notes.commit(log, List.of(Note.put("a", "x".repeat(1_800))));
      failAfter(Operation.CREATE, 0, Set.of(Operation.CREATE));
      assertThatThrownBy(() -> Notes.commit(log, List.of(Note.put("b", "x".repeat(500)))))
          .hasMessageContaining("planted");
      Notes.commit(log, List.of(Note.put("c", "fits")));

      disk.fault = _ -> {};
      Notes.commit(log, List.of(Note.put("d", "x".repeat(500))));
    }

    assertThat(Notes.reopened(folder)).containsOnlyKeys("a", "c", "d");
  }

  @Test
  void refusesCommitsWhileTheTablesFallTooFarBehind() {
    var options = new CommitOptions(100, 1, 1_000, 3_000, 1, Duration.ofHours(1));
    var tables = new FailingTables();
    try (var log = CommitLog.open(folder, new Note.Codec(), tables, options, JournalDisk.real())) {
      tables.failing = true;

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  Notes.commit(log, List.of(Note.put("n" + i, "x".repeat(100))));
                }
              })
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("more than 3000 bytes");
      tables.failing = false;
    }
    // then what was acknowledged is there, from the journal
    assertThat(Notes.reopened(folder)).hasSizeBetween(10, 40);
  }

  private CommitLog<Note> open(CommitOptions options) {
    return CommitLog.open(folder, new Note.Codec(), new Note.Tables(), options, disk);
  }

  /// Lets so many operations of this kind pass, then fails those.
  private void failAfter(Operation counted, int passing, Set<Operation> failing) {
    var seen = new int[1];
    disk.fault =
        operation -> {
          if (operation == counted) seen[0]++;
          if (seen[0] > passing && failing.contains(operation)) {
            // An fsync that failed once works again, as on Linux.
            if (operation == Operation.FORCE) disk.fault = _ -> {};
            throw new IOException("planted " + operation);
          }
        };
  }

  private static final class FailingTables extends Note.Tables {
    volatile boolean failing;

    @Override
    public void apply(Connection connection, Collection<Note> changes) throws SQLException {
      if (failing) throw new SQLException("planted");
      super.apply(connection, changes);
    }
  }
}

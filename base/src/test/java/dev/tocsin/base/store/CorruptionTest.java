// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever cannot be trusted is refused with its name, and left as it is.
class CorruptionTest {

  @TempDir Path temporary;

  private final Random random = Notes.seeded();
  private final Notes notes = new Notes(random);
  private Path state;

  @BeforeEach
  void writeAState() throws Exception {
    var running = temporary.resolve("running");
    try (var log =
        CommitLog.open(running, new Note.Codec(), new Note.Tables(), CommitOptions.DEFAULT)) {
      for (int i = 0; i < 200; i++) Notes.commit(log, notes.next());
    }
    state = temporary.resolve("state");
    try (var log =
        CommitLog.open(running, new Note.Codec(), new Note.Tables(), Notes.JOURNAL_ONLY)) {
      for (int i = 0; i < 60; i++) Notes.commit(log, notes.next());
      Notes.copy(running, state);
    }
    assertThat(journals()).hasSizeGreaterThan(2);
  }

  @Test
  void theStateAsItIsOpens() {
    assertThat(Notes.reopened(state)).isEqualTo(notes.stateAfter(260));
  }

  @Test
  void aBitThatFlippedInTheJournalIsRefused() throws Exception {
    var first = journals().getFirst();
    byte[] whole = Files.readAllBytes(first);
    for (int run = 0; run < 60; run++) {
      byte[] flipped = whole.clone();
      flipped[random.nextInt(1_500)] ^= (byte) (1 << random.nextInt(8));
      Files.write(first, flipped);
      assertRefused(first, "corrupt");
    }
    Files.write(first, whole);
    theStateAsItIsOpens();
  }

  @Test
  void aBitThatFlippedBeforeTheEndOfTheLastFileIsRefused() throws Exception {
    state = temporary.resolve("several");
    writeFive();
    var last = journals().getLast();
    byte[] flipped = Files.readAllBytes(last);
    flipped[Segment.HEADER_BYTES + Frame.HEADER_BYTES + 3] ^= 1;
    Files.write(last, flipped);

    assertRefused(last, "valid records follow");
  }

  @Test
  void anyBytesInTheJournalGiveAStateOrARefusal() throws Exception {
    state = temporary.resolve("hostile");
    writeFive();
    var file = journals().getFirst();
    byte[] whole = Arrays.copyOf(Files.readAllBytes(file), 300);
    for (int run = 0; run < 2_000; run++) {
      byte[] hostile = whole.clone();
      for (int edits = random.nextInt(6); edits >= 0; edits--) {
        int at = random.nextInt(hostile.length);
        hostile[at] = (byte) random.nextInt();
        if (random.nextInt(3) == 0) hostile = Arrays.copyOf(hostile, at + random.nextInt(100));
        if (hostile.length == 0) hostile = new byte[1];
      }
      Files.write(file, hostile);
      try {
        assertThat(Notes.count(Notes.replayed(state))).isBetween(0, 5);
      } catch (StoreException refusal) {
        assertThat(refusal).hasMessageContaining(file.toString());
      }
    }
  }

  @Test
  void aMissingJournalFileIsRefused() throws Exception {
    Files.delete(journals().get(1));

    assertRefused(journals().get(1), "is next");
  }

  @Test
  void aMissingDatabaseIsRefused() throws Exception {
    Files.delete(state.resolve("notes.db"));
    Files.deleteIfExists(state.resolve("notes.db-wal"));

    assertRefused(journals().getFirst(), "where 1 is next");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws Exception {
    var database = state.resolve("notes.db");
    Files.deleteIfExists(state.resolve("notes.db-wal"));
    Files.writeString(database, "this is no database ".repeat(500));

    assertRefused(database, "may be corrupt");
  }

  @Test
  void aDatabaseThatSqliteFindsCorruptIsRefused() throws Exception {
    var folder = temporary.resolve("running");
    Notes.reopened(folder);
    state = folder;
    var database = folder.resolve("notes.db");
    byte[] bytes = Files.readAllBytes(database);
    // The pages behind the first hold the tables and their indices.
    for (int at = 4096; at < bytes.length; at++)
      if (at % 4096 < 64) bytes[at] = (byte) random.nextInt();
    Files.write(database, bytes);

    assertRefused(database, "corrupt");
  }

  @Test
  void aDatabaseOfANewerVersionIsRefused() throws Exception {
    var folder = temporary.resolve("running");
    Notes.reopened(folder);
    state = folder;
    var database = folder.resolve("notes.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 99");
    }

    assertRefused(database, "schema version 99");
  }

  @Test
  void aRecordThatThisVersionCannotReadIsRefused() throws Exception {
    var folder = temporary.resolve("alien");
    var alien =
        new ChangeCodec<Note>() {
          @Override
          public byte[] encode(Note change) {
            return new byte[] {1, 2, 3};
          }

          @Override
          public Note decode(byte[] bytes) {
            throw new IllegalStateException("not used");
          }
        };
    state = temporary.resolve("alien-crashed");
    try (var log = CommitLog.open(folder, alien, new Note.Tables(), Notes.JOURNAL_ONLY)) {
      Notes.commit(log, List.of(Note.put("a", "1")));
      Notes.copy(folder, state);
    }

    assertRefused(journals().getFirst(), "cannot read: a note has a name and a text");
  }

  /// Five commits that share a file.
  private void writeFive() throws Exception {
    var running = temporary.resolve("running-five");
    try (var log =
        CommitLog.open(running, new Note.Codec(), new Note.Tables(), Notes.JOURNAL_ONLY)) {
      for (int i = 0; i < 5; i++) Notes.commit(log, List.of(Note.put(Notes.LAST, "" + (i + 1))));
      Notes.copy(running, state);
    }
  }

  private void assertRefused(Path file, String reason) throws Exception {
    var before = Notes.contents(state);
    assertThatThrownBy(() -> Notes.reopened(state))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason)
        .hasMessageContaining(reason.contains("cannot read") ? "" : "nothing was changed");
    var after = Notes.contents(state);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    for (var name : before.keySet())
      assertThat(after.get(name)).as(name).isEqualTo(before.get(name));
  }

  private List<Path> journals() {
    return new ArrayList<>(Segment.list(state, "notes")).stream().map(Segment::file).toList();
  }
}

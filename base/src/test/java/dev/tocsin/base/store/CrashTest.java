// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A crash at any moment leaves the first so many commits, all that were acknowledged among them.
class CrashTest {

  @TempDir Path temporary;

  private final Random random = Notes.seeded();
  private final Notes notes = new Notes(random);

  @Test
  void atEveryByteOfTheLastFile() throws Exception {
    // given a journal, with the commits that each of its lengths must hold
    var durable = journal(60);
    var last = Segment.list(temporary.resolve("copy"), "notes").getLast().file();
    byte[] whole = Files.readAllBytes(last);
    int before = durable.headMap(0, true).lastEntry().getValue();

    for (int length = 0; length <= whole.length; length++) {
      int acknowledged = Math.max(before, length == 0 ? 0 : durable.floorEntry(length).getValue());

      // when only so many bytes reached the disk, and then when zeros follow them
      Files.write(last, Arrays.copyOf(whole, length));
      var truncated = Notes.replayed(temporary.resolve("copy"));
      Files.write(last, Arrays.copyOf(Arrays.copyOf(whole, length), whole.length));
      var zeroed = Notes.replayed(temporary.resolve("copy"));

      // then exactly the commits within them are there
      assertThat(truncated).as("length " + length).isEqualTo(notes.stateAfter(acknowledged));
      assertThat(zeroed).as("zeros at " + length).isEqualTo(notes.stateAfter(acknowledged));
    }
  }

  @Test
  void neverLosesTheMiddleSilently() throws Exception {
    journal(60);
    var copy = temporary.resolve("copy");
    var first = Segment.list(copy, "notes").getFirst().file();
    byte[] whole = Files.readAllBytes(first);
    int refused = 0;

    for (int length = 0; length < whole.length; length++) {
      Files.write(first, Arrays.copyOf(whole, length));
      try {
        assertThat(Notes.replayed(copy)).isEqualTo(notes.stateAfter(60));
      } catch (StoreException refusal) {
        assertThat(refusal).hasMessageContaining(copy.toString()).hasMessageContaining("corrupt");
        refused++;
      }
    }

    assertThat(refused).isGreaterThan(1000);
  }

  @Test
  void reopensAndGoesOn() throws Exception {
    var durable = journal(60);
    var pristine = temporary.resolve("copy");
    var last = Segment.list(pristine, "notes").getLast().file().getFileName();
    for (int run = 0; run < 15; run++) {
      var crashed = temporary.resolve("crashed-" + run);
      Notes.copy(pristine, crashed);
      byte[] whole = Files.readAllBytes(crashed.resolve(last));
      int length = random.nextInt(Segment.HEADER_BYTES, whole.length);
      Files.write(crashed.resolve(last), Arrays.copyOf(whole, length));

      var state = Notes.reopened(crashed);
      assertThat(state).isEqualTo(notes.stateAfter(durable.floorEntry(length).getValue()));

      try (var log =
          CommitLog.open(crashed, new Note.Codec(), new Note.Tables(), Notes.JOURNAL_ONLY)) {
        Notes.commit(log, List.of(Note.put("after", "the crash"), Note.remove("n1")));
      }
      var expected = new TreeMap<>(state);
      expected.put("after", "the crash");
      expected.remove("n1");
      assertThat(Notes.reopened(crashed)).isEqualTo(expected);
    }
  }

  @Test
  void losesOnlyWhatWasNotAcknowledgedWhenPowerFails() throws Exception {
    var disk = new PlantedDisk();
    var acknowledged = new AtomicInteger();
    var crashes = new ArrayList<Map.Entry<Path, Integer>>();
    disk.fault =
        operation -> {
          // Just before an fsync is the worst moment: all that the batch wrote may be lost in part.
          if (operation == PlantedDisk.Operation.FORCE && random.nextInt(4) == 0) {
            crashes.add(Map.entry(crash(disk, crashes.size()), acknowledged.get()));
          }
        };
    try (var log =
        CommitLog.open(state(), new Note.Codec(), new Note.Tables(), Notes.JOURNAL_ONLY, disk)) {
      for (int i = 0; i < 200; i++) {
        var commit = notes.next();
        log.submit(commit, acknowledged::incrementAndGet, CrashTest::unexpected);
        if (random.nextInt(4) == 0) Notes.commit(log, List.of());
      }
      Notes.commit(log, List.of());
    }

    assertThat(crashes).hasSizeGreaterThan(10);
    for (var crash : crashes) {
      var state = Notes.reopened(crash.getKey());
      assertThat(state).isEqualTo(notes.stateAfter(Notes.count(state)));
      assertThat(Notes.count(state)).isGreaterThanOrEqualTo(crash.getValue());
    }
  }

  @Test
  void betweenTheTablesAndTheJournalAppliesNothingTwice() throws Exception {
    // given journal files that the tables have taken over, found again after a crash
    try (var log =
        CommitLog.open(state(), new Note.Codec(), new Note.Tables(), Notes.JOURNAL_ONLY)) {
      for (int i = 0; i < 30; i++) Notes.commit(log, notes.next());
      Notes.copy(state(), temporary.resolve("before"));
    }
    var before = temporary.resolve("before");
    var journals = Notes.contents(before);
    journals.keySet().removeIf(name -> !name.endsWith(".journal"));
    Notes.reopened(before);
    for (var journal : journals.entrySet()) {
      Files.write(before.resolve(journal.getKey()), journal.getValue());
    }

    assertThat(Notes.reopened(before)).isEqualTo(notes.stateAfter(30));
  }

  /// Writes commits, and copies the folder as it is before it is closed. Gives for every length of
  /// the last file how many commits it holds; for 0 how many the files before it do.
  private TreeMap<Integer, Integer> journal(int commits) throws Exception {
    var durable = new TreeMap<Integer, Integer>();
    try (var log =
        CommitLog.open(state(), new Note.Codec(), new Note.Tables(), Notes.JOURNAL_ONLY)) {
      var last = state();
      for (int i = 1; i <= commits; i++) {
        Notes.commit(log, notes.next());
        var segment = Segment.list(state(), "notes").getLast().file();
        if (!segment.equals(last)) durable.clear();
        if (!segment.equals(last)) durable.put(0, i - 1);
        last = segment;
        durable.put(written(segment), i);
      }
      Notes.copy(state(), temporary.resolve("copy"));
    }
    assertThat(Segment.list(temporary.resolve("copy"), "notes")).hasSizeGreaterThan(2);
    return durable;
  }

  private static int written(Path segment) throws IOException {
    var bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
    long salt = bytes.getLong(16);
    int at = Segment.HEADER_BYTES;
    for (int payload = Frame.payloadBytes(bytes, at, salt);
        payload >= 0;
        payload = Frame.payloadBytes(bytes, at, salt)) {
      at += Frame.HEADER_BYTES + payload;
    }
    return at;
  }

  private Path crash(PlantedDisk disk, int number) throws IOException {
    var crashed = temporary.resolve("power-" + number);
    Notes.copy(state(), crashed);
    disk.losePower(crashed, random);
    return crashed;
  }

  private Path state() {
    return temporary.resolve("state");
  }

  private static void unexpected(RuntimeException failure) {
    throw new AssertionError(failure);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Random commits whose number can be read off any state that they lead to.
final class Notes {

  /// The note that every commit writes its number into.
  static final String LAST = "last";

  /// The tables stay as they were at opening: everything new is in the journal only.
  static final CommitOptions JOURNAL_ONLY =
      new CommitOptions(10_000, 3, 2_000, 1 << 20, 1 << 20, Duration.ofHours(1));

  private final Random random;
  private final List<List<Note>> commits = new ArrayList<>();
  private final List<Map<String, String>> states = new ArrayList<>();

  Notes(Random random) {
    this.random = random;
    states.add(Map.of());
  }

  static Random seeded() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    return new Random(seed);
  }

  /// The next commit, which puts and removes a few notes.
  List<Note> next() {
    var commit = new ArrayList<Note>();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      var name = "n" + random.nextInt(8);
      commit.add(
          random.nextInt(3) == 0
              ? Note.remove(name)
              : Note.put(name, "x".repeat(random.nextInt(90)) + commits.size()));
    }
    commit.add(Note.put(LAST, "" + (commits.size() + 1)));
    commits.add(commit);
    var state = new TreeMap<>(states.getLast());
    for (var note : commit) {
      if (note.text().equals(Note.REMOVED)) state.remove(note.name());
      else state.put(note.name(), note.text());
    }
    states.add(state);
    return commit;
  }

  int submitted() {
    return commits.size();
  }

  /// What the first commits, this many, lead to.
  Map<String, String> stateAfter(int count) {
    return states.get(count);
  }

  /// How many commits led to this state.
  static int count(Map<String, String> state) {
    return Integer.parseInt(state.getOrDefault(LAST, "0"));
  }

  static void commit(CommitLog<Note> log, List<Note> notes) {
    var done = new CompletableFuture<Void>();
    log.submit(notes, () -> done.complete(null), done::completeExceptionally);
    try {
      done.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      throw new IllegalStateException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static Map<String, String> reopened(Path folder) {
    try (var log =
        CommitLog.open(folder, new Note.Codec(), new Note.Tables(), CommitOptions.DEFAULT)) {
      return log.read(Note.Tables::load);
    }
  }

  /// What the journal alone leads to, with nothing in the tables.
  static Map<String, String> replayed(Path folder) {
    var tail =
        new JournalReader<>(new Note.Codec(), new Note.Tables(), 0)
            .read(Segment.list(folder, "notes"));
    return Note.sum(tail.changes().values());
  }

  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (var entry : contents(from).entrySet())
      Files.write(to.resolve(entry.getKey()), entry.getValue());
  }

  static Map<String, byte[]> contents(Path folder) throws IOException {
    var contents = new HashMap<String, byte[]>();
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        var name = file.getFileName().toString();
        boolean state = !name.endsWith(".lock") && !name.endsWith("-shm");
        // Reading a database leaves an empty log of its own behind.
        if (name.endsWith("-wal") && Files.size(file) == 0) state = false;
        if (state) contents.put(name, Files.readAllBytes(file));
      }
    }
    return contents;
  }
}

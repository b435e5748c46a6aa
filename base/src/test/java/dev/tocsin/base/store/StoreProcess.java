// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/// What tests run as a process of its own, to kill it or to take its disk away.
final class StoreProcess {

  private StoreProcess() {}

  public static void main(String[] arguments) throws Exception {
    var folder = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "commit" -> commit(folder);
      case "fill" -> fill(folder);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  static ProcessBuilder builder(String mode, Path folder) {
    return new ProcessBuilder(new ArrayList<>(command(mode, folder)))
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  static List<String> command(String mode, Path folder) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx128m",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        StoreProcess.class.getName(),
        mode,
        folder.toString());
  }

  /// Puts a note and removes the one before it, for ever; prints the number of each commit that was
  /// acknowledged. Goes on from where the store stands.
  private static void commit(Path folder) throws Exception {
    var options = new CommitOptions(1000, 20, 20_000, 1 << 20, 50, Duration.ofMillis(5));
    var log = CommitLog.open(folder, new Note.Codec(), new Note.Tables(), options);
    int begun = Notes.count(log.read(Note.Tables::load));
    var room = new Semaphore(100);
    for (int i = begun + 1; ; i++) {
      int number = i;
      room.acquire();
      log.submit(
          List.of(
              Note.put("note-" + i, "text"),
              Note.remove("note-" + (i - 1)),
              Note.put(Notes.LAST, "" + i)),
          () -> {
            System.out.println(number);
            room.release();
          },
          failure -> System.exit(3));
    }
  }

  /// Fills a small disk until nothing fits, makes room, and goes on; prints what happened. The room
  /// is enough for what the tables may be behind the journal by then: as much again in the tables
  /// and as much in their log.
  private static void fill(Path folder) throws Exception {
    var ballast = folder.resolve("ballast");
    Files.write(ballast, new byte[44 << 20]);
    var state = folder.resolve("state");
    var options = new CommitOptions(1000, 20, 100_000, 1 << 30, 50, Duration.ofMillis(5));
    var kept = new ArrayList<String>();
    try (var log = CommitLog.open(state, new Note.Codec(), new Note.Tables(), options)) {
      System.out.println("refused: " + commitUntilRefused(log, kept));
      Files.delete(ballast);
      for (int i = 0; i < 100; i++) {
        var name = "after-" + i;
        Notes.commit(log, List.of(Note.put(name, "text")));
        kept.add(name);
      }
    }
    var reopened = Notes.reopened(state);
    System.out.println("kept: " + kept.size() + " " + reopened.keySet().containsAll(kept));
    System.out.println("others: " + (reopened.size() - kept.size()));
  }

  private static String commitUntilRefused(CommitLog<Note> log, List<String> kept)
      throws IOException {
    for (int i = 0; i < 100_000; i++) {
      var name = "before-" + i;
      try {
        Notes.commit(log, List.of(Note.put(name, "x".repeat(1000))));
        kept.add(name);
      } catch (StoreException full) {
        return String.valueOf(full.getMessage());
      }
    }
    throw new IOException("the disk never filled up");
  }
}

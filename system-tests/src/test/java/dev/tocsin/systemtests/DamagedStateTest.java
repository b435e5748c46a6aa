// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that finds its state folder damaged does not start, and touches nothing.
class DamagedStateTest {

  @TempDir Path temporary;
  private Quickstarted quick;
  private Path state;

  @BeforeEach
  void makeConfigurations() {
    quick = Quickstarted.in(temporary.resolve("dots"));
    state = quick.folder().resolve("server-state");
  }

  private void leaveRequestsBehind(Consumer<TocsinProcess> ending) {
    try (var server = quick.startServer();
        var client = quick.startClient()) {
      for (int i = 1; i <= 3; i++) {
        var granted = quick.dots("mitigate", "--prefix", "192.0.2." + i, "--label", "web" + i);
        assertThat(granted.exitCode()).as(granted.text()).isZero();
      }
      client.kill();
      ending.accept(server);
    }
  }

  @Test
  void refusesADamagedDatabase() throws IOException {
    // Ended in order, all of it lies in the one file.
    leaveRequestsBehind(TocsinProcess::stop);
    var database = only(".db");
    damage(database, 100, 4000);

    assertRefused(database);
  }

  @Test
  void refusesAJournalWithABadRecordBeforeGoodOnes() throws IOException {
    leaveRequestsBehind(TocsinProcess::kill);
    // The first record begins behind the header of the file.
    var journal = only(".journal");
    damage(journal, 80, 90);

    assertRefused(journal);
  }

  @Test
  void refusesAStateFolderThatAnotherServerUses() {
    try (var _ = quick.startServer()) {
      var second = TocsinProcess.run("dots", "server", "-c", quick.serverFile().toString());

      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(lastLine(second))
          .contains("state folder " + state + " is in use by another process")
          .doesNotContain("internal error");
    }
  }

  private void assertRefused(Path file) throws IOException {
    var before = contents();

    var started = TocsinProcess.run("dots", "server", "-c", quick.serverFile().toString());

    assertThat(started.exitCode()).as(started.text()).isEqualTo(1);
    assertThat(lastLine(started))
        .contains(file.toString(), "corrupt", "nothing was changed")
        .doesNotContain("internal error");
    assertThat(started.text()).doesNotContain("\tat ");
    assertThat(contents()).isEqualTo(before);
  }

  private static String lastLine(TocsinProcess.Ended ended) {
    return ended.err().getLast();
  }

  private static void damage(Path file, int from, int to) throws IOException {
    var bytes = Files.readAllBytes(file);
    for (int i = from; i < to; i++) bytes[i] ^= 0x5a;
    Files.write(file, bytes);
  }

  private Path only(String suffix) throws IOException {
    try (var files = Files.list(state)) {
      var found = files.filter(file -> file.toString().endsWith(suffix)).toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }

  /// Without what SQLite makes to read at all: an index in shared memory and an empty log.
  private Map<Path, String> contents() throws IOException {
    var all = new TreeMap<Path, String>();
    try (var files = Files.walk(state)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().endsWith("-shm") || Files.size(file) == 0) continue;
        all.put(state.relativize(file), digest(file));
      }
    }
    return all;
  }

  private static String digest(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

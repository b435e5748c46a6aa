// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {

  @TempDir Path folder;

  @Test
  void keepsEveryAcknowledgedCommitOverKillMinusNine() throws Exception {
    var random = Notes.seeded();
    for (int round = 0; round < 4; round++) {
      // given a process that is killed somewhere among its commits
      int acknowledged = killedAfter(random.nextInt(1, 2_000), random);

      // then nothing acknowledged is missing, and what was removed did not come back
      var state = Notes.reopened(folder);
      int last = Notes.count(state);
      assertThat(last).isGreaterThanOrEqualTo(acknowledged);
      assertThat(state).containsOnlyKeys("note-" + last, Notes.LAST);
    }
  }

  @Test
  void leavesNoLibraryBehindWhenItIsKilled(@TempDir Path temporary) throws Exception {
    // given a process that has SQLite loaded
    var builder = StoreProcess.builder("commit", folder);
    builder.command().add(1, "-Djava.io.tmpdir=" + temporary);
    var process = builder.start();
    try (var lines = process.inputReader()) {
      assertThat(lines.readLine()).matches("\\d+");
    } finally {
      // when it is killed
      process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }

    // then nothing of it is left
    try (var left = Files.list(temporary)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.contains("sqlite"));
    }
  }

  /// Runs until so many more commits are acknowledged, then kills; gives the last acknowledged one.
  private int killedAfter(int commits, Random random) throws Exception {
    var process = StoreProcess.builder("commit", folder).start();
    int acknowledged = 0;
    try (var lines = process.inputReader()) {
      for (int i = 0; i < commits; i++) acknowledged = Integer.parseInt(lines.readLine());
      // Not through Process, which would close the pipe with what is still in it.
      process.toHandle().destroyForcibly();
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        // The last line may be torn itself.
        if (line.matches("\\d+") && Integer.parseInt(line) == acknowledged + 1) acknowledged++;
      }
    } finally {
      process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }
    return acknowledged;
  }

  @Test
  void refusesOnAFullDiskAndGoesOnOnceThereIsRoom() throws Exception {
    assumeTrue(
        canMount(), "a small disk needs user and mount namespaces, which are not allowed here");
    var command = String.join("' '", StoreProcess.command("fill", folder));
    var process =
        unshared("mount -t tmpfs -o size=60m none '%s' && '%s'".formatted(folder, command)).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    System.out.println(output);
    assertThat(output)
        .containsPattern("refused: .*No space left on device")
        .containsPattern("kept: \\d{3,} true")
        .contains("others: 0");
  }

  private static boolean canMount() throws Exception {
    return unshared("mount -t tmpfs none /mnt").start().waitFor() == 0;
  }

  private static ProcessBuilder unshared(String script) throws IOException {
    return new ProcessBuilder("unshare", "-Urm", "sh", "-c", script).redirectErrorStream(true);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose state folder lies on a file system that runs full.
class FullDiskLabTest {

  private static final int REQUESTS_MAX = 500;

  @TempDir Path temporary;

  @Test
  void refusesWhatItCannotKeepAndHoldsWhatItKept() throws Exception {
    try (var lab = Lab.open()) {
      var host = lab.host("provider");
      var made = LabServer.make(temporary.resolve("dots"), "127.0.0.1", "none");
      var state = Files.createDirectory(made.stateFolder());
      host.run("mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", state.toString());
      var server = made.start(host);
      try (var load = made.startLoad(host, 1)) {
        assertThat(ask(load, 0)).contains(" 2.01 ");

        fill(host, state);
        // What is left of the last page takes some more. Odd numbers may be of another domain.
        int number = 2;
        while (ask(load, number).contains(" 2.01 ") && number < REQUESTS_MAX) number += 2;
        var refused = ask(load, number += 2);
        assertThat(refused).contains(" 5.03 ", "the server cannot store anything at the moment");
        assertThat(server.output()).containsIgnoringCase("no space left on device");

        host.run("rm", state.resolve("filler").toString());
        assertThat(ask(load, number += 2)).contains(" 2.01 ");
        fill(host, state);
        assertThat(server.isAlive()).isTrue();
        server.kill();
        load.tell("halt 1");
        load.awaitOut("halted 1 ");
        host.run("rm", state.resolve("filler").toString());
        server = made.start(host);
        load.tell("check 1 " + temporary.resolve("filters"));
        System.out.println(load.awaitOut("checked 1 "));
        assertThat(load.output()).doesNotContain("WRONG");
      } finally {
        server.close();
      }
    }
  }

  private static String ask(TocsinProcess load, int number) {
    load.tell("ask " + number);
    return load.awaitOut("asked " + number + " ");
  }

  private static void fill(Host host, Path folder) {
    var full = host.attempt("dd", "if=/dev/zero", "of=" + folder.resolve("filler"), "bs=4096");
    assertThat(full.succeeded()).isFalse();
  }
}

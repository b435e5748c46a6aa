// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operator changes the configuration of a server that runs: real processes.
class ReloadProcessTest {

  @TempDir Path temporary;

  @Test
  void aChangedFileHoldsAfterTheCommandAndAfterASignal() {
    var quick = Quickstarted.in(temporary.resolve("dots"));
    try (var server = quick.startServer();
        var client = quick.startClient()) {
      assertThat(mitigate(quick, "203.0.113.1")).isEqualTo(1);
      quick.edit(
          quick.serverFile(), "\"192.0.2.0/24\"", "\"192.0.2.0/24\"\n      - 203.0.113.0/24");
      quick.edit(quick.serverFile(), "{metrics: false}", "{metrics: false, log: {level: info}}");

      var reloaded = reload(quick);

      assertThat(reloaded.exitCode()).as(reloaded.text()).isZero();
      assertThat(reloaded.out())
          .containsExactly("changed: example", "needs a restart: observe.log.level");
      assertThat(mitigate(quick, "203.0.113.1")).isZero();

      quick.edit(quick.serverFile(), "203.0.113.0/24", "203.0.113.0/33");
      var refused = reload(quick);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.text()).contains("server.yaml:", "203.0.113.0/33");
      assertThat(mitigate(quick, "203.0.113.2")).isZero();

      quick.edit(quick.serverFile(), "203.0.113.0/33", "198.51.100.0/24");
      server.hangUp();
      // the command has said that it was read again before: only what holds tells
      await().atMost(TocsinProcess.PATIENCE).until(() -> mitigate(quick, "198.51.100.1") == 0);
      assertThat(mitigate(quick, "203.0.113.3")).isEqualTo(1);

      quick.edit(quick.serverFile(), "198.51.100.0/24", "nonsense");
      server.hangUp();
      server.awaitErr("nothing was changed");
      await().atMost(TocsinProcess.PATIENCE).until(() -> mitigate(quick, "198.51.100.2") == 0);
      assertThat(server.isAlive()).isTrue();
      client.stop();
      server.stop();
    }
  }

  private static TocsinProcess.Ended reload(Quickstarted quick) {
    return TocsinProcess.run("dots", "reload", "-c", quick.serverFile().toString());
  }

  private static int mitigate(Quickstarted quick, String address) {
    return quick.dots("mitigate", "--prefix", address, "--label", address).exitCode();
  }
}

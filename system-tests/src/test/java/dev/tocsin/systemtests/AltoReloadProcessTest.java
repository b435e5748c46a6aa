// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operator changes the configuration of an ALTO server that runs: real processes.
class AltoReloadProcessTest {

  @TempDir Path folder;

  @Test
  void aChangedFileHoldsAfterASignal() throws IOException {
    Files.writeString(folder.resolve("prefixes.txt"), "192.0.2.0/24 near\n198.51.100.0/24 far\n");
    var file = configure("net");
    try (var server = TocsinProcess.start("alto", "server", "-c", file)) {
      var line = server.awaitOut("listening on ");
      var directory = line.substring(line.indexOf("http://"));
      assertThat(get(directory, "net").exitCode()).isZero();
      assertThat(get(directory, "other").exitCode()).isNotZero();

      configure("other");
      server.hangUp();

      await().atMost(TocsinProcess.PATIENCE).until(() -> get(directory, "other").exitCode() == 0);
      assertThat(get(directory, "net").exitCode()).isNotZero();

      Files.writeString(folder.resolve("alto.yaml"), "listen: here\n");
      server.hangUp();

      server.awaitErr("the one of before holds");
      assertThat(get(directory, "other").exitCode()).isZero();
      server.stop();
    }
  }

  private static TocsinProcess.Ended get(String directory, String resource) {
    return TocsinProcess.run("alto", "get", directory, resource);
  }

  private String configure(String map) throws IOException {
    var text =
        """
        listen: 127.0.0.1:0
        sources: {prefixes: [{format: list, file: prefixes.txt}]}
        maps: {%s: {costs: {routingcost: {unknown: 99}}}}
        observe: {metrics: false, log: {level: info}}
        """
            .formatted(map);
    return Files.writeString(folder.resolve("alto.yaml"), text).toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.lab.Host;
import dev.tocsin.systemtests.load.MitigationLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A quickstart for hosts of a lab, without the limits that would slow a test down.
///
/// @param folder of the configurations
record LabServer(Path folder) {

  /// @param mitigator `none` or `nftables`
  static LabServer make(Path folder, String address, String mitigator) throws IOException {
    var made =
        TocsinProcess.run(
            "dots",
            "server",
            "--quickstart",
            folder.toString(),
            "--listen",
            address,
            "--prefix",
            "10.0.0.0/8",
            "--mitigator",
            mitigator);
    assertThat(made.exitCode()).as(made.text()).isZero();
    var file = folder.resolve("server.yaml");
    // The domain is the last thing in the file.
    Files.writeString(
        file,
        Files.readString(file)
            + """
                limits: {requests-per-second: 100000, mitigations: 1000000}
                policy: {terminating: 1s, terminating-max: 1s}
            observe: {metrics: false}
            """);
    return new LabServer(folder);
  }

  Path stateFolder() {
    return folder.resolve("server-state");
  }

  TocsinProcess start(Host host) {
    var server = launch(host);
    server.awaitOut("listening on");
    return server;
  }

  /// Without waiting until it listens.
  TocsinProcess launch(Host host) {
    var file = folder.resolve("server.yaml").toString();
    return TocsinProcess.startOn(host, "dots", "server", "-c", file);
  }

  TocsinProcess startLoad(Host host, long seed) {
    var file = folder.resolve("client.yaml").toString();
    return TocsinProcess.startOn(host, MitigationLoad.class, file, Long.toString(seed));
  }
}

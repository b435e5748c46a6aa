// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes a first network: four routers in two regions, the prefixes behind them, and a
/// configuration that serves them on loopback.
///
/// @param folder must be empty or absent
record AltoQuickstart(Path folder) {

  private static final String TOPOLOGY =
      """
      # Routers, what is attached to them, and what their links cost.
      nodes:
        hamburg: {labels: {region: north}, prefixes: [192.0.2.0/26, 2001:db8:1::/48]}
        berlin: {labels: {region: north}, prefixes: [192.0.2.64/26, 2001:db8:2::/48]}
        frankfurt: {labels: {region: south}, prefixes: [192.0.2.128/26, 2001:db8:3::/48]}
        munich: {labels: {region: south}, prefixes: [192.0.2.192/26, 2001:db8:4::/48]}
      links:
        - {from: hamburg, to: berlin, metric: 3}
        - {from: hamburg, to: frankfurt, metric: 5}
        - {from: berlin, to: munich, metric: 6}
        - {from: frankfurt, to: munich, metric: 4}
      """;

  private static final String PREFIXES =
      """
      # Prefixes of others: the PID that they belong to, and where they are reached.
      198.51.100.0/24 peer node=frankfurt
      203.0.113.0/24 transit node=hamburg
      """;

  private static final String CONFIGURATION =
      """
      listen: 127.0.0.1:8647
      sources:
        topology: {format: yaml, file: topology.yaml}
        prefixes:
          - {format: list, file: prefixes.txt}
      maps:
        network:
          pids: {by: [list, first-hop]}
          costs:
            routingcost:
              igp: 1
              preferences:
                - {to: transit, add: 20}
              unknown: 100
        regions:
          pids: {by: [list, region]}
          costs:
            routingcost: {igp: 1, unknown: 100}
      """;

  void write(PrintWriter out) {
    try {
      if (Files.isDirectory(folder)) {
        try (var inside = Files.list(folder)) {
          if (inside.findAny().isPresent()) {
            throw new FileAlreadyExistsException(folder + " is not empty; it");
          }
        }
      }
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("topology.yaml"), TOPOLOGY);
      Files.writeString(folder.resolve("prefixes.txt"), PREFIXES);
      Files.writeString(folder.resolve("alto.yaml"), CONFIGURATION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.printf(
        """
        Made a network of four routers and a configuration in %s.

        See what comes of it:  tocsin alto build -c %s
        Run the server:        tocsin alto server -c %s
        Ask it:                curl http://127.0.0.1:8647/directory
        """,
        folder, folder.resolve("alto.yaml"), folder.resolve("alto.yaml"));
    out.flush();
  }
}

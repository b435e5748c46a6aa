// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.bench.peer.Keys;
import dev.tocsin.bench.peer.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Configurations of our server, and the files that they name.
final class AltoFiles {

  private static final int PIDS = 1_000;
  private static final int LINKS_PER_NODE = 2;
  // Of the real network.
  private static final int REAL_NODES = 754;
  private static final int NODES_PER_PEER = 3;
  // The network in which all next hops of the real table are.
  private static final String PEERS = "202.249.2.";
  // So that large maps stay below the usual bound of 1,000 PIDs: what is above becomes one.
  private static final int PREFIXES_PER_PID = 64;

  private final Path folder;

  AltoFiles(Path folder) {
    this.folder = folder;
  }

  /// What starts a server.
  static List<String> command(Path configuration) {
    return Tools.java("dev.tocsin.app.Main", "alto", "server", "-c", configuration.toString());
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A network map of so many prefixes.
  ///
  /// @param keys for HTTPS; without them it is HTTP
  Path web(WebLoad.Size size, java.util.Optional<Keys> keys, int port) {
    var random = new SplittableRandom(5);
    var lines = new StringBuilder();
    int pids = Math.max(8, size.prefixes / PREFIXES_PER_PID);
    // Neighbours in different PIDs, so that none is left out.
    for (int i = 0; i < size.prefixes; i++) {
      lines.append(
          "%d.%d.%d.0/24 pid%d%n"
              .formatted(i >> 16 | 16, i >> 8 & 255, i & 255, random.nextInt(pids)));
    }
    write("prefixes-" + size.word + ".txt", lines.toString());
    var tls =
        keys.map(
                each ->
                    "tls: {certificate: %1$s/server.pem, key: %1$s/server-key.pem}\n"
                        .formatted(each.folder()))
            .orElse("");
    return write(
        "web-" + size.word + ".yaml",
        """
        listen: 127.0.0.1:%d
        %ssources:
          prefixes: [{format: list, file: prefixes-%s.txt}]
        limits: {connections: 20000, connections-per-source: 20000}
        streams: {max: 20000, per-client: 20000}
        maps:
          network: {pids: {by: [list]}, costs: {routingcost: {as-path: 1}}}
        observe: {metrics: false, log: {level: warn}}
        """
            .formatted(port, tls, size.word));
  }

  /// A thousand PIDs at the nodes of a network, and so many prefixes of today's tables.
  ///
  /// @param updates a section of the configuration; without one versions come as often as usual,
  ///   and nothing is logged
  Path network(int ipv4, int ipv6, int port, String updates) {
    var lines = new StringBuilder();
    var prefixes = new ArrayList<Prefix>(RandomTable.ipv4(ipv4, 6));
    prefixes.addAll(RandomTable.ipv6(ipv6, 7));
    for (int i = 0; i < prefixes.size(); i++) {
      int pid = i % PIDS;
      lines
          .append(prefixes.get(i))
          .append(" pid")
          .append(pid)
          .append(" node=n")
          .append(pid)
          .append('\n');
    }
    write("prefixes.txt", lines.toString());
    topology(1);
    return write(
        "network.yaml",
        """
        listen: 127.0.0.1:%d
        sources:
          topology: {format: yaml, file: topology.yaml}
          prefixes: [{format: list, file: prefixes.txt}]
        limits: {connections: 20000, connections-per-source: 20000}
        maps:
          network: {pids: {by: [list], max: 1100}, costs: {routingcost: {igp: 1, unknown: 1000}}}
        %sobserve: {metrics: false, log: {level: %s}}
        """
            .formatted(port, updates, updates.isEmpty() ? "warn" : "debug"));
  }

  /// Writes the network again.
  ///
  /// @param metric of its first link
  void topology(int metric) {
    var random = new SplittableRandom(8);
    var text = new StringBuilder("nodes:\n");
    for (int i = 0; i < PIDS; i++) text.append("  n%d: {}\n".formatted(i));
    text.append("links:\n");
    for (int i = 0; i < PIDS; i++) {
      for (int each = 0; each < LINKS_PER_NODE; each++) {
        int to = each == 0 ? (i + 1) % PIDS : random.nextInt(PIDS);
        if (to == i) continue;
        int cost = i == 0 && each == 0 ? metric : 1 + random.nextInt(20);
        text.append("  - {from: n%d, to: n%d, metric: %d}\n".formatted(i, to, cost));
      }
    }
    write("topology.yaml", text.toString());
  }

  /// A real table, and a network that says nothing of costs.
  Path real(RealData real, int port) {
    return write(
        "real.yaml",
        """
        listen: 127.0.0.1:%d
        sources:
          topology: {format: graphml, file: %s}
          prefixes: [{format: mrt, file: %s}]
        maps:
          network: {pids: {by: [origin-as], max: %d}, costs: {routingcost: {as-path: 10, igp: 0}}}
        observe: {metrics: false, log: {level: warn}}
        """
            .formatted(port, real.network(), real.table(), PIDS));
  }

  /// A real table whose next hops stand all over a real network, so that costs are of both.
  Path realChanging(RealData real, int port, String updates) {
    var nodes = new StringBuilder();
    for (int host = 1; host < 255; host++) {
      int node = host * NODES_PER_PEER % REAL_NODES;
      nodes.append("    %s%d: \"%d\"\n".formatted(PEERS, host, node));
    }
    return write(
        "real-changing.yaml",
        """
        listen: 127.0.0.1:%d
        sources:
          topology: {format: graphml, file: changing.graphml}
          prefixes: [{format: mrt, file: %s}]
          next-hops:
        %smaps:
          network:
            pids: {by: [origin-as], max: %d}
            costs: {routingcost: {as-path: 10, igp: 1, unknown: 1000}}
        %sobserve: {metrics: false, log: {level: debug}}
        """
            .formatted(port, real.table(), nodes, PIDS, updates));
  }

  /// Writes the real network again.
  ///
  /// @param metric of its first link
  void realNetwork(RealData real, int metric) {
    var first = "<edge[^>]*>";
    try {
      var text = Files.readString(real.network());
      write(
          "changing.graphml",
          text.replaceFirst(first, "$0<data key=\"metric\">%d</data>".formatted(metric)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

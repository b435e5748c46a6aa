// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.build;

import dev.tocsin.alto.core.policy.RouteTable;
import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.alto.io.settings.SourceSettings;
import dev.tocsin.alto.io.settings.SourceSettings.Prefixes;
import dev.tocsin.alto.io.settings.SourceSettings.TopologyFile;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.alto.sources.SourceFile;
import dev.tocsin.alto.sources.mrt.MrtReader;
import dev.tocsin.alto.sources.routes.BgpTable;
import dev.tocsin.alto.sources.routes.PrefixList;
import dev.tocsin.alto.sources.topology.ExaBgpJson;
import dev.tocsin.alto.sources.topology.FrrJson;
import dev.tocsin.alto.sources.topology.GobgpJson;
import dev.tocsin.alto.sources.topology.GraphMl;
import dev.tocsin.alto.sources.topology.OspfText;
import dev.tocsin.alto.sources.topology.SourceJson;
import dev.tocsin.alto.sources.topology.YamlTopology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Reads what the sources say of prefixes, and of the network.
final class SourceReader {

  private final SourceSettings settings;
  private final LiveTables live;
  private final Consumer<String> progress;

  SourceReader(SourceSettings settings, LiveTables live, Consumer<String> progress) {
    this.settings = settings;
    this.live = live;
    this.progress = progress;
  }

  /// All that is said about prefixes, or nothing.
  ///
  /// @throws SourceException if a file cannot be read as what it should be
  RouteTable routes() {
    var table = new RouteTable.Builder();
    for (var each : settings.prefixes()) {
      switch (each) {
        case Prefixes.Mrt mrt -> mrt(mrt, table);
        case Prefixes.Gobgp gobgp -> {
          int count = live.of(gobgp).addTo(table);
          progress.accept("gobgpd at %s: %,d routes".formatted(gobgp.endpoint(), count));
        }
        case Prefixes.Listed(var file) -> {
          int count = PrefixList.read(file.toString(), SourceFile.lines(file), table);
          progress.accept("%s: %,d prefixes".formatted(file, count));
        }
      }
    }
    return table.build();
  }

  private void mrt(Prefixes.Mrt mrt, RouteTable.Builder table) {
    var bgp = new BgpTable(mrt.peers());
    dump(mrt.file(), bgp);
    for (var update : mrt.updates()) dump(update, bgp);
    int before = table.size();
    bgp.addTo(table);
    progress.accept(
        "%s: %,d routes, %,d prefixes".formatted(mrt.file(), bgp.taken(), table.size() - before));
  }

  private void dump(Path file, BgpTable bgp) {
    try (var in = SourceFile.open(file)) {
      var reader = new MrtReader(file.toString(), in);
      for (var next = reader.next(); next.isPresent(); next = reader.next()) bgp.take(next.get());
    } catch (IOException e) {
      throw new SourceException(file.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }

  /// The network; an empty one if there is no file.
  ///
  /// @throws SourceException if the file cannot be read as what it should be
  Topology topology() {
    return settings.topology().map(this::topology).orElseGet(new Topology.Builder()::build);
  }

  private Topology topology(TopologyFile source) {
    var file = source.file();
    var topology =
        switch (source.format()) {
          case OSPF_TEXT -> OspfText.read(file.toString(), SourceFile.lines(file));
          case FRR_JSON -> FrrJson.read(file.toString(), json(file));
          case GOBGP_JSON -> GobgpJson.read(file.toString(), json(file));
          case EXABGP_JSON -> ExaBgpJson.read(file.toString(), json(file));
          case GRAPHML -> graphMl(file);
          case YAML -> YamlTopology.read(file);
        };
    progress.accept(
        "%s: %,d nodes, %,d links, %,d prefixes attached"
            .formatted(
                file,
                topology.nodes().size(),
                topology.linkCount(),
                topology.attachments().size()));
    return topology;
  }

  private static byte[] json(Path file) {
    return SourceFile.bytes(file, SourceJson.BYTES_MAX);
  }

  private static Topology graphMl(Path file) {
    try (var in = SourceFile.open(file)) {
      return GraphMl.read(file.toString(), in);
    } catch (IOException e) {
      throw new SourceException(file.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }
}

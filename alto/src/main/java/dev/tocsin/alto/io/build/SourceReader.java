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
import dev.tocsin.alto.sources.topology.GraphMl;
import dev.tocsin.alto.sources.topology.OspfText;
import dev.tocsin.alto.sources.topology.YamlTopology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Reads all sources from their files: all of them, or none.
final class SourceReader {

  /// What they said.
  record Known(RouteTable routes, Topology topology) {}

  private final SourceSettings settings;
  private final Consumer<String> progress;

  SourceReader(SourceSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /// @throws SourceException if a file cannot be read as what it should be
  Known read() {
    var topology = settings.topology().map(this::topology).orElseGet(new Topology.Builder()::build);
    var table = new RouteTable.Builder();
    for (var each : settings.prefixes()) {
      switch (each) {
        case Prefixes.Mrt mrt -> mrt(mrt, table);
        case Prefixes.Listed(var file) -> {
          int count = PrefixList.read(file.toString(), SourceFile.lines(file), table);
          progress.accept("%s: %,d prefixes".formatted(file, count));
        }
      }
    }
    return new Known(table.build(), topology);
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

  private Topology topology(TopologyFile source) {
    var file = source.file();
    var topology =
        switch (source.format()) {
          case OSPF_TEXT -> OspfText.read(file.toString(), SourceFile.lines(file));
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

  private static Topology graphMl(Path file) {
    try (var in = SourceFile.open(file)) {
      return GraphMl.read(file.toString(), in);
    } catch (IOException e) {
      throw new SourceException(file.toString(), "cannot be read: " + e.getMessage(), e);
    }
  }
}

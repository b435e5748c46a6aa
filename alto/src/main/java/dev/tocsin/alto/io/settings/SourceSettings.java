// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.settings;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where an ALTO server learns of the network.
///
/// @param prefixes the first that names a prefix is believed
/// @param nextHops nodes of the topology by next hop, where the topology does not tell
public record SourceSettings(
    List<Prefixes> prefixes, Optional<TopologyFile> topology, Map<InetAddress, String> nextHops) {

  public SourceSettings {
    prefixes = List.copyOf(prefixes);
    nextHops = Map.copyOf(nextHops);
  }

  /// A source of prefixes.
  public sealed interface Prefixes {

    Path file();

    /// @param updates dumps of BGP messages that came after the table, in their order
    /// @param peers whose routes count; empty for all
    record Mrt(Path file, List<Path> updates, Set<InetAddress> peers) implements Prefixes {
      public Mrt {
        updates = List.copyOf(updates);
        peers = Set.copyOf(peers);
      }
    }

    /// An operator's own list.
    record Listed(Path file) implements Prefixes {}
  }

  enum PrefixFormat {
    MRT,
    LIST
  }

  /// What a topology is written in.
  public enum TopologyFormat {
    OSPF_TEXT,
    GRAPHML,
    YAML
  }

  public record TopologyFile(TopologyFormat format, Path file) {}

  /// Every file that is read.
  public Set<Path> files() {
    var files = new LinkedHashSet<Path>();
    for (var each : prefixes) {
      files.add(each.file());
      if (each instanceof Prefixes.Mrt mrt) files.addAll(mrt.updates());
    }
    topology.ifPresent(each -> files.add(each.file()));
    return files;
  }

  static SourceSettings read(Section root) {
    var prefixes = root.each("prefixes", SourceSettings::prefixes);
    Optional<TopologyFile> topology =
        root.has("topology") ? Optional.of(topology(root.section("topology"))) : Optional.empty();
    var nextHops = new HashMap<InetAddress, String>();
    root.values("next-hops", Kind.STRING)
        .forEach(
            (hop, node) -> {
              try {
                nextHops.put(address(hop), node);
              } catch (IllegalArgumentException e) {
                root.complain("next-hops", String.valueOf(e.getMessage()));
              }
            });
    return new SourceSettings(prefixes, topology, nextHops);
  }

  private static Prefixes prefixes(Section section) {
    var format = section.choice("format", PrefixFormat.class).required();
    var file = section.path("file").required();
    return switch (format) {
      case MRT ->
          new Prefixes.Mrt(
              file,
              section.paths("updates").orDefault(List.of()),
              new LinkedHashSet<>(
                  section.list("peers", SourceSettings::address).orDefault(List.of())));
      case LIST -> new Prefixes.Listed(file);
    };
  }

  private static TopologyFile topology(Section section) {
    return new TopologyFile(
        section.choice("format", TopologyFormat.class).required(), section.path("file").required());
  }

  private static InetAddress address(String text) {
    var prefix = Prefix.parse(text);
    if (!prefix.isSingleAddress()) {
      throw new IllegalArgumentException("expected an address, found '" + text + "'");
    }
    return prefix.address();
  }
}

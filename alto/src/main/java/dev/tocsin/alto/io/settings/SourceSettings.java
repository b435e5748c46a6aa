// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.settings;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.gobgp.GobgpEndpoint;
import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Where an ALTO server learns of the network.
///
/// @param prefixes the first that names a prefix is believed
/// @param nextHops nodes of the topology by next hop, where the topology does not tell
public record SourceSettings(
    List<Prefixes> prefixes, Optional<TopologyFile> topology, Map<InetAddress, String> nextHops) {

  private static final Duration WAIT_MAX = Duration.ofHours(1);

  public SourceSettings {
    prefixes = List.copyOf(prefixes);
    nextHops = Map.copyOf(nextHops);
  }

  /// A source of prefixes.
  public sealed interface Prefixes {

    /// What is read of it; empty for what is asked of a daemon.
    List<Path> files();

    /// @param updates dumps of BGP messages that came after the table, in their order
    /// @param peers whose routes count; empty for all
    record Mrt(Path file, List<Path> updates, Set<InetAddress> peers) implements Prefixes {
      public Mrt {
        updates = List.copyOf(updates);
        peers = Set.copyOf(peers);
      }

      @Override
      public List<Path> files() {
        return Stream.concat(Stream.of(file), updates.stream()).toList();
      }
    }

    /// An operator's own list.
    record Listed(Path file) implements Prefixes {
      @Override
      public List<Path> files() {
        return List.of(file);
      }
    }

    /// The best routes of a running gobgpd.
    ///
    /// @param firstWait how long the start waits for its table
    /// @param restartWait how long a daemon that came back may have fewer than half of its routes
    ///   until that is believed
    record Gobgp(GobgpEndpoint endpoint, Duration firstWait, Duration restartWait)
        implements Prefixes {
      @Override
      public List<Path> files() {
        return List.of();
      }
    }
  }

  enum PrefixFormat {
    MRT,
    LIST,
    GOBGP
  }

  /// What a topology is written in.
  public enum TopologyFormat {
    OSPF_TEXT,
    FRR_JSON,
    GOBGP_JSON,
    EXABGP_JSON,
    GRAPHML,
    YAML
  }

  public record TopologyFile(TopologyFormat format, Path file) {}

  /// Whether nothing at all is named.
  public boolean isEmpty() {
    return prefixes.isEmpty() && topology.isEmpty();
  }

  /// Every file that is read.
  public Set<Path> files() {
    var files = new LinkedHashSet<Path>();
    for (var each : prefixes) files.addAll(each.files());
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
    return switch (format) {
      case MRT ->
          new Prefixes.Mrt(
              section.path("file").required(),
              section.paths("updates").orDefault(List.of()),
              new LinkedHashSet<>(
                  section.list("peers", SourceSettings::address).orDefault(List.of())));
      case LIST -> new Prefixes.Listed(section.path("file").required());
      case GOBGP ->
          new Prefixes.Gobgp(
              GobgpEndpoint.read(section),
              section
                  .duration("first-wait", Duration.ofSeconds(1), WAIT_MAX)
                  .orDefault(Duration.ofMinutes(1)),
              section
                  .duration("restart-wait", Duration.ZERO, WAIT_MAX)
                  .orDefault(Duration.ofMinutes(5)));
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

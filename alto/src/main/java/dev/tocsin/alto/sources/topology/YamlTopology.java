// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// A network that somebody writes down: `nodes` by name with `labels` and the `prefixes` that are
/// attached to them, and `links` with `from`, `to` and `metric`, in both directions unless they are
/// `one-way`.
public final class YamlTopology {

  private static final double METRIC_MAX = 1e12;

  private YamlTopology() {}

  /// @throws SourceException with every mistake and its line
  public static Topology read(Path file) {
    try {
      return ConfigFile.read(file, YamlTopology::read);
    } catch (ConfigException e) {
      throw new SourceException(file.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  /// @param name of the source, for complaints
  /// @throws SourceException with every mistake and its line
  public static Topology read(Path name, String text) {
    try {
      return ConfigFile.parse(name, text, YamlTopology::read);
    } catch (ConfigException e) {
      throw new SourceException(name.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Topology read(Section root) {
    var topology = new Topology.Builder();
    root.named("nodes", (name, section) -> node(topology, name, section));
    var nodes = root.names("nodes");
    root.each("links", section -> link(topology, nodes, section));
    return topology.build();
  }

  private static String node(Topology.Builder topology, String name, Section section) {
    topology.node(
        name, section.bool("router").orDefault(true), section.values("labels", Kind.STRING));
    for (var prefix : section.list("prefixes", Kind.PREFIX).orDefault(List.of())) {
      topology.attach(prefix, name, 0);
    }
    return name;
  }

  private static String link(Topology.Builder topology, Set<String> nodes, Section section) {
    var from = end(nodes, section, "from");
    var to = end(nodes, section, "to");
    double metric = section.decimal("metric", 0, METRIC_MAX).orDefault(1.0);
    topology.link(from, to, metric);
    if (!section.bool("one-way").orDefault(false)) topology.link(to, from, metric);
    return from;
  }

  private static String end(Set<String> nodes, Section section, String key) {
    return section
        .string(key)
        .check(nodes::contains, "a node that stands under 'nodes'")
        .required();
  }
}

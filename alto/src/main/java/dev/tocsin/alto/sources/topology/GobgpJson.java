// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.alto.sources.topology.LinkState.Told;
import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What `gobgp global rib -a ls -j` prints of a table of BGP-LS: objects by their description, and
/// attributes with each. Versions of gobgp that print no attributes tell no metrics; what they
/// print is refused.
public final class GobgpJson {

  private static final Pattern NODE =
      Pattern.compile("NLRI \\{ NODE \\{ AS:\\d+ BGP-LS ID:\\d+ (\\S+) .*\\}");
  private static final Pattern LINK =
      Pattern.compile("NLRI \\{ LINK \\{ LOCAL_NODE: (\\S+) REMOTE_NODE: (\\S+) LINK: .*\\}");
  private static final Pattern ATTACHED =
      Pattern.compile("NLRI \\{ PREFIXv[46] \\{ LOCAL_NODE: (\\S+) PREFIX: \\[([^\\]]*)\\].*\\}");
  // RFC 9552 §5.3
  private static final int ATTRIBUTE = 29;

  private GobgpJson() {}

  /// @param name of the source, for complaints
  /// @throws SourceException if it is something else, or holds no node and no link
  public static Topology read(String name, byte[] json) {
    var known = new LinkState();
    SourceJson.each(name, json, table -> table(table).forEach(known::take));
    if (known.isEmpty()) {
      throw new SourceException(
          name, "end", "expected what 'gobgp global rib -a ls -j' prints, found no node or link");
    }
    return known.build();
  }

  private static Stream<Told> table(JsonNode table) {
    if (!table.isObject()) throw new IllegalArgumentException("expected an object by routes");
    return table.properties().stream()
        .flatMap(entry -> best(entry.getValue()).map(path -> told(entry.getKey(), path)).stream());
  }

  /// Of several speakers that tell the same, the one whom gobgp believes.
  private static Optional<JsonNode> best(JsonNode paths) {
    return paths
        .valueStream()
        .filter(path -> !path.path("withdrawal").asBoolean(false))
        .reduce((a, b) -> b.path("best").asBoolean(false) ? b : a);
  }

  private static Told told(String route, JsonNode path) {
    var node = NODE.matcher(route);
    if (node.matches()) {
      var said = attribute(route, path).path("node");
      var ids = new ArrayList<Prefix>();
      for (var key : List.of("local_router_id_ipv4", "local_router_id_ipv6")) {
        if (said.has(key)) ids.add(Prefix.parse(SourceJson.text(said, key)));
      }
      Optional<String> name =
          said.has("name") ? Optional.of(SourceJson.text(said, "name")) : Optional.empty();
      return new Told.Node(node.group(1), name, ids);
    }
    var link = LINK.matcher(route);
    if (link.matches()) {
      var said = attribute(route, path).path("link");
      if (!said.has("igp_metric")) {
        throw new IllegalArgumentException("'" + route + "' has no igp_metric");
      }
      long metric = SourceJson.number(said, "igp_metric", Integer.MAX_VALUE);
      return new Told.Link(link.group(1), link.group(2), metric);
    }
    var attached = ATTACHED.matcher(route);
    if (!attached.matches()) return new Told.Other();
    var prefixes =
        Stream.of(attached.group(2).split(" ")).filter(text -> !text.isEmpty()).map(Prefix::parse);
    // The metric of a prefix is not among what gobgp prints.
    return new Told.Attached(attached.group(1), prefixes.toList(), 0);
  }

  private static JsonNode attribute(String route, JsonNode path) {
    return path.path("attrs")
        .valueStream()
        .filter(each -> each.path("type").asInt(0) == ATTRIBUTE)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + route + "' comes without attributes: this version of gobgp prints none"));
  }
}

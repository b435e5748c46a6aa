// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.alto.sources.SourceException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Graphs in GraphML, as the Internet Topology Zoo has them. Nodes are named by their ids; what
/// else is said of them becomes labels. A link's metric is its `metric`, `cost` or `weight`,
/// otherwise 1.
public final class GraphMl {

  private static final Set<String> METRICS = Set.of("metric", "cost", "weight");
  private static final int NODES_MAX = 1_000_000;

  private final String name;
  private final XMLStreamReader in;
  private final Map<String, String> keys = new HashMap<>();
  private final Set<String> nodes = new HashSet<>();
  private final Set<String> ends = new HashSet<>();
  private final Topology.Builder topology = new Topology.Builder();
  private boolean isDirected;

  private GraphMl(String name, XMLStreamReader in) {
    this.name = name;
    this.in = in;
  }

  /// @param name of the source, for complaints
  /// @throws SourceException if this is not GraphML
  public static Topology read(String name, InputStream xml) {
    var factory = XMLInputFactory.newFactory();
    // Nothing in a graph needs a document type; what one can do is not wanted.
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      var in = factory.createXMLStreamReader(xml);
      try {
        return new GraphMl(name, in).graph();
      } finally {
        in.close();
      }
    } catch (XMLStreamException e) {
      var where = e.getLocation();
      throw new SourceException(
          name,
          "line " + (where == null ? 0 : where.getLineNumber()),
          "not XML: " + String.valueOf(e.getMessage()).lines().reduce("", (a, b) -> b));
    }
  }

  private Topology graph() throws XMLStreamException {
    boolean isGraph = false;
    while (in.hasNext()) {
      if (in.next() != XMLStreamConstants.START_ELEMENT) continue;
      switch (in.getLocalName()) {
        case "key" -> keys.put(attribute("id"), attribute("attr.name"));
        case "graph" -> {
          isGraph = true;
          isDirected = "directed".equals(in.getAttributeValue(null, "edgedefault"));
        }
        case "node" -> node();
        case "edge" -> edge();
        default -> {}
      }
    }
    if (!isGraph) throw complaint("expected a graph, found none");
    // Edges may stand before their nodes.
    ends.removeAll(nodes);
    if (!ends.isEmpty()) throw complaint("an edge ends at a node that is not there: " + ends);
    return topology.build();
  }

  private void node() throws XMLStreamException {
    String id = attribute("id");
    if (!nodes.add(id)) throw complaint("node " + id + " stands twice");
    if (nodes.size() > NODES_MAX) throw complaint("expected at most " + NODES_MAX + " nodes");
    topology.node(id, true, data("node"));
  }

  private void edge() throws XMLStreamException {
    String source = attribute("source");
    String target = attribute("target");
    ends.add(source);
    ends.add(target);
    var directed = in.getAttributeValue(null, "directed");
    boolean isOneWay = directed == null ? isDirected : directed.equals("true");
    double metric = metric(data("edge"));
    topology.link(source, target, metric);
    if (!isOneWay) topology.link(target, source, metric);
  }

  private double metric(Map<String, String> data) {
    for (var each : METRICS) {
      var text = data.get(each);
      if (text == null) continue;
      try {
        double metric = Double.parseDouble(text);
        if (metric >= 0 && !Double.isInfinite(metric)) return metric;
      } catch (NumberFormatException e) {
        throw complaint("expected a " + each + " of at least 0, found '" + text + "'");
      }
      throw complaint("expected a " + each + " of at least 0, found '" + text + "'");
    }
    return 1;
  }

  /// What stands within the current element, by the names of the keys.
  private Map<String, String> data(String element) throws XMLStreamException {
    var data = new HashMap<String, String>();
    while (in.hasNext()) {
      int event = in.next();
      if (event == XMLStreamConstants.END_ELEMENT && in.getLocalName().equals(element)) return data;
      if (event != XMLStreamConstants.START_ELEMENT || !in.getLocalName().equals("data")) continue;
      String key = attribute("key");
      data.put(keys.getOrDefault(key, key), in.getElementText().strip());
    }
    throw complaint("the " + element + " does not end");
  }

  private String attribute(String attribute) {
    @Nullable String value = in.getAttributeValue(null, attribute);
    if (value == null) {
      throw complaint("expected " + attribute + " in <" + in.getLocalName() + ">, found none");
    }
    return value;
  }

  private SourceException complaint(String text) {
    return new SourceException(name, "line " + in.getLocation().getLineNumber(), text);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.topology;

import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Routers, what connects them, and the prefixes that are attached to them. Immutable; nodes have
/// numbers in the order in which they were named first.
public final class Topology {

  private final List<Node> nodes;
  private final Map<String, Integer> numbers;
  private final List<List<Link>> links;
  private final List<Attachment> attachments;
  private final Adjacency adjacency;

  /// @param isRouter false for what routers share, such as an Ethernet: it is on the way, but no
  ///   hop
  /// @param labels what the source says of it, such as `region`
  public record Node(String name, boolean isRouter, Map<String, String> labels) {
    public Node {
      labels = Map.copyOf(labels);
    }
  }

  /// One direction of a connection.
  ///
  /// @param to number of the node at its end
  /// @param metric 0 or more; less is better
  public record Link(int to, double metric) {}

  /// @param node number of the node where the prefix is reached
  /// @param metric from there
  public record Attachment(Prefix prefix, int node, double metric) {}

  private Topology(Builder builder) {
    this.nodes = List.copyOf(builder.nodes.values());
    this.numbers = Map.copyOf(builder.numbers);
    this.links = builder.links.stream().map(List::copyOf).toList();
    this.attachments = List.copyOf(builder.attachments);
    this.adjacency = new Adjacency(nodes, links);
  }

  /// Puts a topology together, in any order.
  public static final class Builder {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<List<Link>> links = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();

    /// Names a node, or says more of one that was named.
    public Builder node(String name, boolean isRouter, Map<String, String> labels) {
      number(name);
      nodes.put(name, new Node(name, isRouter, labels));
      return this;
    }

    public Builder router(String name) {
      number(name);
      return this;
    }

    /// One direction; nodes that were not named yet become routers. Several links between the same
    /// nodes are several.
    ///
    /// @throws IllegalArgumentException if the metric is negative or no number
    public Builder link(String from, String to, double metric) {
      links.get(number(from)).add(new Link(number(to), checked(metric)));
      return this;
    }

    public Builder attach(Prefix prefix, String node, double metric) {
      attachments.add(new Attachment(prefix, number(node), checked(metric)));
      return this;
    }

    private static double checked(double metric) {
      if (!(metric >= 0) || Double.isInfinite(metric)) {
        throw new IllegalArgumentException("expected a metric of at least 0, found " + metric);
      }
      return metric;
    }

    private int number(String name) {
      return numbers.computeIfAbsent(
          name,
          each -> {
            nodes.put(each, new Node(each, true, Map.of()));
            links.add(new ArrayList<>());
            return links.size() - 1;
          });
    }

    public Topology build() {
      return new Topology(this);
    }
  }

  public List<Node> nodes() {
    return nodes;
  }

  Adjacency adjacency() {
    return adjacency;
  }

  public OptionalInt number(String name) {
    Integer number = numbers.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /// Whether nodes and what is attached to them are the same, whatever connects them.
  public boolean hasSamePlaces(Topology other) {
    return nodes.equals(other.nodes) && attachments.equals(other.attachments);
  }

  /// The links that leave a node.
  public List<Link> links(int node) {
    return links.get(node);
  }

  public int linkCount() {
    return links.stream().mapToInt(List::size).sum();
  }

  public List<Attachment> attachments() {
    return attachments;
  }
}

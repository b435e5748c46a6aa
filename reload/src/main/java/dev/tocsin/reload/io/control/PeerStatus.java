// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.control;

import dev.tocsin.reload.core.chord.Chord;
import dev.tocsin.reload.core.forwarding.Verdict;
import dev.tocsin.reload.core.node.Link;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.wire.id.Id;
import java.util.ArrayList;
import java.util.List;

/// What a peer is and does at one moment.
///
/// @param links that it has to other nodes
/// @param kinds of data that it stores
public record PeerStatus(
    Self self, Table table, Node.Kept kept, List<Link> links, Traffic traffic, List<Kind> kinds) {

  public PeerStatus {
    links = List.copyOf(links);
    kinds = List.copyOf(kinds);
  }

  /// @param overlay its name
  /// @param isClient whether it takes part without routing or storing for others
  /// @param address that it listens at, empty if it does not
  /// @param users that its certificate is for
  public record Self(
      Id peer,
      String overlay,
      boolean isClient,
      String address,
      List<String> users,
      long uptimeSeconds) {

    public Self {
      users = List.copyOf(users);
    }
  }

  /// @param isJoined whether it is in the overlay
  /// @param responsiblePpb its share of all places, in parts per billion
  /// @param predecessors nearest first
  /// @param successors nearest first
  /// @param fingers by how far they are; other peers that it passes messages to, if it is no ring
  public record Table(
      boolean isJoined,
      long responsiblePpb,
      List<Id> predecessors,
      List<Id> successors,
      List<Finger> fingers) {

    public Table {
      predecessors = List.copyOf(predecessors);
      successors = List.copyOf(successors);
      fingers = List.copyOf(fingers);
    }

    // A client is in the overlay as soon as it has a peer to go through.
    static Table of(Topology topology, boolean isClient) {
      boolean isJoined = isClient ? !topology.peers().isEmpty() : topology.isJoined();
      long ppb = topology.responsiblePpb();
      return topology instanceof Chord chord
          ? new Table(isJoined, ppb, chord.predecessors(), chord.successors(), fingers(chord))
          : new Table(isJoined, ppb, List.of(), List.of(), others(topology));
    }

    // CH-1: the first peer at or behind self + 2^(127-i). Nearer ones than the successor say no
    // more.
    private static List<Finger> fingers(Chord chord) {
      var fingers = new ArrayList<Finger>();
      var table = chord.table();
      if (table.isEmpty()) return fingers;
      for (int i = 0; i < Id.BITS; i++) {
        var place = chord.self().plusPowerOfTwo(Id.BITS - 1 - i);
        var reach = place.minus(chord.self());
        var peer =
            table.stream()
                .filter(each -> each.minus(chord.self()).compareTo(reach) >= 0)
                .findFirst();
        if (peer.isEmpty()) continue;
        if (peer.get().equals(table.getFirst())) break;
        fingers.add(new Finger(place, peer.get()));
      }
      return fingers;
    }

    private static List<Finger> others(Topology topology) {
      return topology.peers().stream().sorted().map(peer -> new Finger(peer, peer)).toList();
    }
  }

  /// @param place that the peer is asked about first
  public record Finger(Id place, Id peer) {}

  /// Messages and fragments since the peer began.
  ///
  /// @param malformed that could not be read
  /// @param unproved whose signature or responder was not right
  /// @param repeated requests that came again
  public record Traffic(
      long received,
      long forwarded,
      long sent,
      long sentBytes,
      long malformed,
      long unproved,
      long repeated,
      long dropped) {}

  /// To be called on the node's own thread.
  public static PeerStatus of(Node node, Self self, List<Kind> kinds) {
    var figures = node.figures();
    var traffic =
        new Traffic(
            figures.received(),
            figures.forwarded(),
            figures.sent(),
            figures.sentBytes(),
            figures.malformed(),
            figures.unproved(),
            figures.repeated(),
            figures.dropped(Verdict.Reason.values()));
    return new PeerStatus(
        self,
        Table.of(node.topology(), self.isClient()),
        node.kept(),
        node.links(),
        traffic,
        kinds);
  }
}

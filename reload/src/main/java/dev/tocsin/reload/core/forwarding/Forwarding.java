// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.forwarding;

import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.Path;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides where a packet goes from here, by its header alone.
public final class Forwarding {

  // More than one private id in a row, or a list that leads to itself.
  private static final int STEPS_MAX = 2 * Path.ENTRIES_MAX;

  private final ForwardingPolicy policy;
  private final int overlay;
  private final Topology topology;
  private final Predicate<Id> isConnected;
  private final PrivateIds privateIds;

  /// @param overlay number of the one that this peer is in
  /// @param isConnected whether a link to a node stands, peer or client
  /// @param random for private ids: cryptographically strong outside of simulations
  public Forwarding(
      ForwardingPolicy policy,
      int overlay,
      Topology topology,
      Predicate<Id> isConnected,
      RandomGenerator random) {
    this.policy = policy;
    this.overlay = overlay;
    this.topology = topology;
    this.isConnected = isConnected;
    this.privateIds = new PrivateIds(random);
  }

  /// @param from the neighbour that sent it
  public Verdict decide(Packet packet, Id from, Instant now) {
    // RT-3: an error is generated, unless it is a response.
    if (packet.overlay() != overlay || !packet.isCompatible()) {
      return refused(packet, from, FailureCode.INCOMPATIBLE, "another overlay or version");
    }
    if (packet.routing() == Routing.UNKNOWN) {
      return refused(packet, from, FailureCode.ROUTING_NOT_SUPPORTED, "an unknown way of routing");
    }
    var walk = new Walk(packet, from, now);
    return walk.arrives() ? new Verdict.Deliver(via(packet, from)) : walk.onward();
  }

  /// The node to which a message of this peer's own goes first.
  ///
  /// @return this peer's own id if it is for itself or nobody is known who is nearer
  public Id firstHop(Destination next) {
    var id = id(next);
    if (isOwn(next, id) || id.equals(Id.WILDCARD)) return topology.self();
    if (isConnected.test(id)) return id;
    return topology.isResponsible(id) ? topology.self() : topology.nextHop(id, topology.self());
  }

  // The first entry of the route is looked at until it is one that lies elsewhere.
  private final class Walk {
    private final Packet packet;
    private final Id from;
    private final Instant now;
    private int taken;
    // What a private id stood for, and is still to be walked.
    private List<Destination> first = List.of();

    Walk(Packet packet, Id from, Instant now) {
      this.packet = packet;
      this.from = from;
      this.now = now;
    }

    boolean isEmpty() {
      return first.isEmpty() && taken == packet.routeSize();
    }

    Destination next() {
      return first.isEmpty() ? packet.route(taken) : first.getFirst();
    }

    // RT-5: what this peer is responsible for is stripped, and the rest looked at again.
    boolean arrives() {
      if (isEmpty()) return true;
      for (int step = 0; step < STEPS_MAX && !isEmpty(); step++) {
        var next = next();
        var id = id(next);
        // own id, private id, wildcard, direct neighbour, responsibility, others.
        if (isOwn(next, id)) strip();
        else if (!expands(id)) {
          boolean isHere = id.equals(Id.WILDCARD) || !isConnected.test(id) && isResponsible(id);
          if (!isHere || id.equals(Id.ZERO)) return false;
          strip();
        }
      }
      return isEmpty();
    }

    private boolean isResponsible(Id id) {
      return topology.isResponsible(id) || topology.isLast(id, passer());
    }

    // Only peers pass on: whoever sends a message of its own may be a client.
    private Id passer() {
      return packet.viaSize() > 0 || topology.peers().contains(from) ? from : topology.self();
    }

    private void strip() {
      if (first.isEmpty()) taken++;
      else first = first.subList(1, first.size());
    }

    // RT-4: a private id is replaced by the list that it stands for.
    private boolean expands(Id id) {
      var list = privateIds.listOf(id, from, now);
      if (list.isEmpty()) return false;
      strip();
      var joined = new ArrayList<>(list.get());
      joined.addAll(first);
      first = joined;
      return true;
    }

    Verdict onward() {
      if (isEmpty()) return new Verdict.Drop(Verdict.Reason.NO_DESTINATION);
      var target = id(next());
      if (target.equals(Id.ZERO)) return new Verdict.Drop(Verdict.Reason.NO_DESTINATION);
      // FH-3: zero is not passed on.
      if (packet.ttl() == 0) return new Verdict.Drop(Verdict.Reason.TTL_OVER);
      // RT-7, RT-6.
      var hop = isConnected.test(target) ? target : topology.nextHop(target, passer());
      if (hop.equals(topology.self())) return new Verdict.Drop(Verdict.Reason.NO_WAY);
      var elsewhere = elsewhere(hop);
      return elsewhere == null ? pass(hop) : elsewhere;
    }

    // iterative requests are told the next hop, if this peer takes part in that.
    private @Nullable Verdict elsewhere(Id hop) {
      if (!packet.isRequest()) return null;
      boolean isIterative =
          packet.routing() == Routing.ITERATIVE
              || packet.routing() == Routing.UNSPECIFIED
                  && policy.manner() == ForwardingPolicy.Manner.ITERATIVE_ONLY;
      var refused =
          isIterative
              ? ForwardingPolicy.Manner.RECURSIVE_ONLY
              : ForwardingPolicy.Manner.ITERATIVE_ONLY;
      if (policy.manner() == refused) {
        return refused(packet, from, FailureCode.ROUTING_NOT_SUPPORTED, packet.routing().name());
      }
      return isIterative ? new Verdict.Redirect(hop, via(packet, from)) : null;
    }

    private Verdict pass(Id hop) {
      int size = packet.viaSize() + 1;
      if (size > policy.compressFrom() && packet.isRequest()) {
        var back = via(packet, from).reversed();
        var id = new Destination.Unresolved(privateIds.idOf(back, hop, now));
        return new Verdict.Pass(hop, taken, first, new Packet.Via.Replaced(List.of(id)));
      }
      int ahead = first.size() + packet.routeSize() - taken;
      if (size > Path.ENTRIES_MAX || ahead > Path.ENTRIES_MAX) {
        return new Verdict.Drop(Verdict.Reason.LIST_FULL);
      }
      return new Verdict.Pass(hop, taken, first, new Packet.Via.Added(entry(from)));
    }
  }

  private Verdict refused(Packet packet, Id from, FailureCode code, String detail) {
    return packet.isRequest()
        ? new Verdict.Refuse(code, detail, via(packet, from))
        : new Verdict.Drop(Verdict.Reason.NOT_A_REQUEST);
  }

  // a peer adds the one it got the message from.
  private static List<Destination> via(Packet packet, Id from) {
    var via = new ArrayList<Destination>(packet.viaSize() + 1);
    for (int i = 0; i < packet.viaSize(); i++) via.add(packet.via(i));
    via.add(entry(from));
    return via;
  }

  private boolean isOwn(Destination next, Id id) {
    return id.equals(topology.self()) && !(next instanceof Destination.Resource);
  }

  private static Destination entry(Id peer) {
    return new Destination.Peer(peer);
  }

  // What means something to another peer alone is passed towards nobody.
  private static Id id(Destination destination) {
    return switch (destination) {
      case Destination.Unresolved(var id) -> id;
      case Destination.Peer(var id) -> id;
      case Destination.Resource(var id) -> id;
      case Destination.Opaque _ -> Id.ZERO;
    };
  }
}

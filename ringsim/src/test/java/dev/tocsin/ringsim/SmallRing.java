// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.chord.Chord;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.node.Reachability;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/// Rings of nodes for tests, and what the nodes say.
final class SmallRing {

  static final ChordParameters QUICK =
      ChordParameters.DRAFT.withPeriods(Duration.ofSeconds(30), Duration.ofSeconds(60));

  static final Overlay OVERLAY =
      new Overlay(
          "test.example",
          DraftProfile.PROFILE,
          MessageSecurity.SHARED_KEY,
          Kinds.NONE,
          new Reachability(
              new PeerAddress(Bytes.of(new byte[] {127, 0, 0, 1}), 6084), "", List.of()),
          "tocsin");

  /// What a node said, besides replies.
  record Said(Id node, NodeOutput output) {}

  final World world;
  final RandomGenerator random;
  final TreeSet<Id> ids = new TreeSet<>();
  final List<Said> said = new ArrayList<>();
  private final Map<Long, NodeOutput.Reply> replies = new HashMap<>();
  private long lastCommand;
  private boolean isFindingAgain;

  SmallRing(Simulation simulation, Conditions conditions) {
    this.random = simulation.random();
    this.world =
        new World(
            simulation.time(),
            simulation.random(),
            conditions,
            (id, output) -> {
              if (output instanceof NodeOutput.Reply reply) replies.put(reply.command(), reply);
              else said.add(new Said(id, output));
              if (output instanceof NodeOutput.Lost && isFindingAgain) findAgain(id);
            });
  }

  /// From now on a node that lost everybody finds another one by other means.
  void findAgain() {
    isFindingAgain = true;
  }

  private void findAgain(Id id) {
    world.time().after(Duration.ofSeconds(5), () -> enterThrough(id, any()));
  }

  /// A node looks for the ring at one that it knows of old.
  void enterThrough(Id id, Id known) {
    if (known.equals(id)) return;
    world.link(id, known);
    world.tell(id, new NodeInput.Enter(known));
  }

  /// @param parameters of each peer, by its number
  static SmallRing settled(
      Simulation simulation, int count, IntFunction<NodeParameters> parameters) {
    return settled(simulation, count, parameters, Integer.MAX_VALUE);
  }

  /// @param bytesMax of messages on links
  static SmallRing settled(
      Simulation simulation, int count, IntFunction<NodeParameters> parameters, int bytesMax) {
    var ring = new SmallRing(simulation, Conditions.CALM);
    ring.world.narrow(bytesMax);
    while (ring.ids.size() < count) ring.ids.add(Id.random(ring.random));
    var sorted = ring.sorted();
    for (int i = 0; i < count; i++) {
      var now = ring.world.time().instant();
      var chord = Chord.settled(sorted[i], sorted, QUICK, ring.random, now);
      ring.world.add(new Node(parameters.apply(i), OVERLAY, chord, ring.random));
    }
    for (var id : sorted) for (var peer : ring.chord(id).table()) ring.world.link(id, peer);
    return ring;
  }

  Id[] sorted() {
    return ids.toArray(new Id[0]);
  }

  Chord chord(Id id) {
    return (Chord) world.node(id).topology();
  }

  Id owner(Id place) {
    var found = ids.ceiling(place);
    return found == null ? ids.first() : found;
  }

  Id any() {
    var all = sorted();
    return all[random.nextInt(all.length)];
  }

  /// A node that is in no ring yet.
  Id add() {
    var id = Id.random(random);
    world.add(new Node(NodeParameters.DRAFT, OVERLAY, new Chord(id, QUICK, random), random));
    return id;
  }

  /// A node that begins to join.
  Id enter() {
    var id = add();
    if (ids.isEmpty()) {
      world.tell(id, new NodeInput.Form());
    } else {
      enterThrough(id, any());
    }
    return id;
  }

  /// Sends a request and waits for what becomes of it.
  NodeOutput.Reply ask(Id from, List<Destination> route, Request request, NodeInput.Manner manner) {
    long command = ++lastCommand;
    world.tell(from, new NodeInput.Ask(command, route, request, manner));
    world.time().runUntil(() -> replies.containsKey(command), Duration.ofSeconds(40));
    var reply = replies.remove(command);
    if (reply == null) throw new AssertionError("no reply at all");
    return reply;
  }

  NodeOutput.Reply probe(Id from, Id place, NodeInput.Manner manner) {
    return ask(from, List.of(at(place)), new Request.Probe(List.of()), manner);
  }

  static Destination at(Id place) {
    return new Destination.Unresolved(place);
  }

  /// Peers whose neighbours are not those that they should have.
  List<Id> wrong() {
    var sorted = sorted();
    var wrong = new ArrayList<Id>();
    for (var id : sorted) {
      var ideal = Chord.settled(id, sorted, QUICK, random, world.time().instant());
      boolean isRight =
          chord(id).successors().equals(ideal.successors())
              && chord(id).predecessors().equals(ideal.predecessors());
      if (!isRight) wrong.add(id);
    }
    return wrong;
  }

  /// @return ids in random order
  List<Id> shuffled() {
    var all = new ArrayList<>(Arrays.asList(sorted()));
    for (int i = all.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      all.set(i, all.set(other, all.get(i)));
    }
    return all;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.migration;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.migration.Migration;
import dev.tocsin.reload.core.migration.MigrationInput;
import dev.tocsin.reload.core.migration.MigrationOutput;
import dev.tocsin.reload.core.migration.MigrationParameters;
import dev.tocsin.reload.core.migration.Side;
import dev.tocsin.reload.core.migration.Stage;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.node.Reachability;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.ringsim.Shape;
import dev.tocsin.ringsim.World;
import dev.tocsin.ringsim.hostile.Notes;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.VirtualTime;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// Peers in the ring that they leave and in the one that they go to: both rings have links of their
/// own, and the same time.
final class TwoRings {

  // A dead link is seen after this time.
  private static final Duration BROKEN = Duration.ofSeconds(3);
  private static final Duration BEFORE_FINDING_AGAIN = Duration.ofSeconds(5);

  /// Hears what applications hear.
  interface Told {
    void replied(Id peer, NodeOutput.Reply reply);

    void tunneled(Id to, Request.Tunnel content);
  }

  /// One of the two.
  private static final class Ring {
    final Shape shape;
    final Overlay overlay;
    final World world;
    final TreeSet<Id> members = new TreeSet<>();

    Ring(Shape shape, Overlay overlay, World world) {
      this.shape = shape;
      this.overlay = overlay;
      this.world = world;
    }
  }

  private final VirtualTime time;
  private final SplittableRandom random;
  private final Told told;
  private final Map<Side, Ring> rings = new EnumMap<>(Side.class);
  private final NavigableMap<Id, MovingPeer> peers = new TreeMap<>();

  TwoRings(VirtualTime time, SplittableRandom random, Conditions network, Told told) {
    this.time = time;
    this.random = random;
    this.told = told;
    ring(Side.A, "old.example", ChordParameters.DRAFT, network);
    var wider = ChordParameters.RFC.withNeighbours(4).turning();
    ring(Side.B, "new.example", wider, network);
  }

  private void ring(Side side, String name, ChordParameters chord, Conditions network) {
    var address = new PeerAddress(Bytes.of(new byte[] {127, 0, 0, 1}), 6084);
    var reachability = new Reachability(address, "", List.of());
    var kinds = Kinds.of(new Notes());
    var security = MessageSecurity.SHARED_KEY;
    var overlay = new Overlay(name, DraftProfile.PROFILE, security, kinds, reachability, "tocsin");
    var world = new World(time, random.split(), network, (id, output) -> told(side, id, output));
    rings.put(side, new Ring(new Shape.Chord(chord), overlay, world));
  }

  private Ring of(Side side) {
    return Objects.requireNonNull(rings.get(side));
  }

  World.Traffic traffic(Side side) {
    return of(side).world.traffic();
  }

  /// Peers that all know one another in A as they should.
  void settle(int count) {
    var ids = new TreeSet<Id>();
    while (ids.size() < count) ids.add(Id.random(random));
    var sorted = ids.toArray(new Id[0]);
    var a = of(Side.A);
    for (var id : sorted) add(id, a.shape.settled(id, sorted, random.split(), time.instant()));
    for (var id : sorted) {
      a.members.add(id);
      for (var peer : a.world.node(id).topology().peers()) a.world.link(id, peer);
    }
  }

  private void add(Id id, Topology inA) {
    var a = ring(Side.A, inA);
    var b = ring(Side.B, of(Side.B).shape.fresh(id, random.split()));
    var migration = new Migration(a, b, MigrationParameters.DEFAULT);
    var peer = new MovingPeer(migration, this::told, side -> wake(side, id));
    peers.put(id, peer);
    for (var side : Side.values()) of(side).world.add(migration.node(side), peer.in(side));
  }

  private Migration.Ring ring(Side side, Topology topology) {
    var overlay = of(side).overlay;
    var node = new Node(NodeParameters.DRAFT, overlay, topology, random.split());
    return new Migration.Ring(node, overlay);
  }

  private void wake(Side side, Id id) {
    time.after(Duration.ZERO, () -> of(side).world.wake(id));
  }

  /// A peer comes whose document says this.
  Id come(Stage stage) {
    var id = Id.random(random);
    add(id, of(Side.A).shape.fresh(id, random.split()));
    if (stage != Stage.ONLY_B) enter(Side.A, id);
    advance(id, stage);
    return id;
  }

  /// A peer's document comes.
  void advance(Id id, Stage stage) {
    tell(id, new MigrationInput.Advance(stage));
  }

  void tell(Id id, MigrationInput input) {
    var peer = peers.get(id);
    if (peer != null) peer.tell(input, time.instant());
  }

  /// Ends a peer without a word.
  void kill(Id id) {
    peers.remove(id);
    for (var ring : rings.values()) {
      ring.members.remove(id);
      ring.world.kill(id, BROKEN);
    }
  }

  boolean isAlive(Id id) {
    return peers.containsKey(id);
  }

  List<Id> alive() {
    return List.copyOf(peers.keySet());
  }

  int members(Side side) {
    return of(side).members.size();
  }

  /// Peers that can ask: they are in the overlay that answers.
  List<Id> ready() {
    return peers.values().stream()
        .map(MovingPeer::migration)
        .filter(each -> of(each.stageInForce().asked()).members.contains(each.id()))
        .map(Migration::id)
        .toList();
  }

  private void told(MovingPeer peer, MigrationOutput output) {
    var id = peer.migration().id();
    switch (output) {
      case MigrationOutput.Begin _ -> enter(Side.B, id);
      case MigrationOutput.Reply(_, var reply) -> told.replied(id, reply);
      case MigrationOutput.NotTaken notTaken -> throw new IllegalStateException(notTaken + "");
      case MigrationOutput.Within within -> throw new IllegalStateException(within + " comes late");
    }
  }

  private void told(Side side, Id id, NodeOutput output) {
    switch (output) {
      case NodeOutput.Joined _ -> of(side).members.add(id);
      case NodeOutput.Lost _ -> time.after(BEFORE_FINDING_AGAIN, () -> enter(side, id));
      case NodeOutput.Departed _ -> depart(side, id);
      case NodeOutput.Tunneled(_, var content) -> told.tunneled(id, content);
      case NodeOutput.Send _,
          NodeOutput.Dial _,
          NodeOutput.Reachable _,
          NodeOutput.Close _,
          NodeOutput.Reply _,
          NodeOutput.Commit _ -> {}
    }
  }

  private void depart(Side side, Id id) {
    var ring = of(side);
    ring.members.remove(id);
    time.after(Duration.ZERO, () -> ring.world.kill(id, Duration.ofMillis(10)));
  }

  private void enter(Side side, Id id) {
    time.after(Duration.ZERO, () -> enterNow(side, id));
  }

  private void enterNow(Side side, Id id) {
    var ring = of(side);
    if (!ring.world.isAlive(id)) return;
    var others = ring.members.stream().filter(each -> !each.equals(id)).toList();
    if (others.isEmpty()) {
      if (ring.members.isEmpty()) ring.world.tell(id, new NodeInput.Form());
      return;
    }
    var bootstrap = others.get(random.nextInt(others.size()));
    ring.world.link(id, bootstrap);
    ring.world.tell(id, new NodeInput.Enter(bootstrap));
  }
}

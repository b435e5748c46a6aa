// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.core.usage.AccessRule;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.MergeRule;
import dev.tocsin.reload.core.usage.SeedRule;
import dev.tocsin.reload.core.usage.Usage;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.Model;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// A small overlay of any shape in which anybody stores notes anywhere.
final class Village {

  private static final long KIND = 77;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Usage NOTES =
      new Usage() {
        @Override
        public String name() {
          return "NOTES";
        }

        @Override
        public List<Kind> kinds() {
          AccessRule open = (_, _, _) -> Optional.empty();
          var rules = new Kind.Rules(SeedRule.PEERS, open, MergeRule.NEWEST, false);
          return List.of(new Kind(KIND, "NOTE", Model.SINGLE, new Kind.Limits(1, 100, 0), rules));
        }
      };

  private static final Overlay OVERLAY =
      Enrolment.overlay(MessageSecurity.SHARED_KEY, Kinds.of(NOTES));

  final World world;
  final RandomGenerator random;
  final TreeSet<Id> ids = new TreeSet<>();

  /// What was stored, by place.
  final Map<Id, Bytes> notes = new TreeMap<>();

  private final Shape shape;
  private final Map<Long, NodeOutput.Reply> replies = new HashMap<>();
  private long lastCommand;

  Village(Shape shape, Simulation simulation, Conditions conditions) {
    this.shape = shape;
    this.random = simulation.random();
    this.world =
        new World(
            simulation.time(),
            simulation.random(),
            conditions,
            (id, output) -> {
              if (output instanceof NodeOutput.Reply reply) replies.put(reply.command(), reply);
              if (output instanceof NodeOutput.Lost) findAgain(id);
            });
  }

  Topology topology(Id id) {
    return world.node(id).topology();
  }

  Id owner(Id place) {
    return shape.owner(ids, place);
  }

  Id any() {
    var all = ids.toArray(new Id[0]);
    return all[random.nextInt(all.length)];
  }

  // Whoever lost everybody finds somebody by other means.
  private void findAgain(Id id) {
    world.time().after(Duration.ofSeconds(5), () -> enterThrough(id, any()));
  }

  void enterThrough(Id id, Id known) {
    if (known.equals(id) || !world.isAlive(id) || !world.isAlive(known)) return;
    world.link(id, known);
    world.tell(id, new NodeInput.Enter(known));
  }

  /// Begins to join.
  Id enter() {
    var id = Id.random(random);
    world.add(new Node(NodeParameters.DRAFT, OVERLAY, shape.fresh(id, random), random));
    if (ids.isEmpty()) world.tell(id, new NodeInput.Form());
    else enterThrough(id, any());
    return id;
  }

  /// So many join one after the other.
  void join(int count) {
    for (int i = 0; i < count; i++) {
      var id = enter();
      assertThat(waitUntil(() -> topology(id).isJoined())).as("%s joined", id).isTrue();
      ids.add(id);
    }
  }

  boolean waitUntil(BooleanSupplier condition) {
    return world.time().runUntil(condition, PATIENCE);
  }

  void kill(Collection<Id> some) {
    ids.removeAll(some);
    for (var id : some) world.kill(id, Duration.ofSeconds(3));
  }

  List<Id> shuffled() {
    var all = new ArrayList<>(ids);
    for (int i = all.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      all.set(i, all.set(other, all.get(i)));
    }
    return all;
  }

  private Response ask(Id from, Id place, Request request) {
    return reply(from, place, request).response();
  }

  private NodeOutput.Reply reply(Id from, Id place, Request request) {
    long command = ++lastCommand;
    var route = List.<Destination>of(new Destination.Resource(place));
    world.tell(from, new NodeInput.Ask(command, route, request, NodeInput.Manner.PLAIN));
    return await(command);
  }

  private NodeOutput.Reply await(long command) {
    world.time().runUntil(() -> replies.containsKey(command), Duration.ofSeconds(60));
    return replies.remove(command);
  }

  /// Whoever answers for a place, as this peer finds him.
  Id find(Id from, Id place) {
    return reply(from, place, new Request.Probe(List.of())).responder();
  }

  /// Stores notes at random places.
  void write(int count) {
    for (int i = 0; i < count; i++) {
      var place = Id.random(random);
      var text = Bytes.of(place.bytes());
      var value =
          new StoredValue(
              world.time().instant().toEpochMilli() / 1000 * 1000,
              86_400,
              new Entry.Single(Entry.Value.of(text)),
              Optional.empty());
      var request = new Request.Store(place, List.of(new KindValues(KIND, 0, List.of(value))));
      assertThat(ask(any(), place, request)).isInstanceOf(Answer.Stored.class);
      notes.put(place, text);
    }
  }

  /// Places whose note is not found by whoever is asked to look for it.
  List<Id> missing() {
    var missing = new ArrayList<Id>();
    for (var place : notes.keySet()) if (!isFound(any(), place)) missing.add(place);
    return missing;
  }

  /// By one FETCH of the responsible peer.
  boolean isFound(Id asker, Id place) {
    return isNote(place, ask(asker, place, fetch(place)));
  }

  /// By several, of others, too.
  boolean isGathered(Id asker, Id place) {
    long command = ++lastCommand;
    world.tell(asker, new NodeInput.Gather(command, fetch(place)));
    return isNote(place, await(command).response());
  }

  private static Request.Fetch fetch(Id place) {
    var query = new KindQuery(KIND, 0, new KindQuery.Which.Single());
    return new Request.Fetch(place, List.of(query));
  }

  private boolean isNote(Id place, Response response) {
    return response instanceof Answer.Fetched fetched
        && fetched.kinds().stream()
            .flatMap(kind -> kind.values().stream())
            .anyMatch(value -> value.entry().value().bytes().equals(notes.get(place)));
  }

  /// Peers that know others, or fewer, than one who has been in it for ever.
  List<Id> wrong() {
    var sorted = ids.toArray(new Id[0]);
    var wrong = new ArrayList<Id>();
    for (var id : sorted) {
      var ideal = shape.settled(id, sorted, random, world.time().instant());
      boolean isRight =
          topology(id).replicas().equals(ideal.replicas())
              && topology(id).responsiblePpb() == ideal.responsiblePpb()
              && topology(id).peers().containsAll(ideal.replicas())
              && ids.containsAll(topology(id).peers());
      if (!isRight) wrong.add(id);
    }
    return wrong;
  }

  /// Gives it time until everybody knows whom he should.
  void becomesRight() {
    for (int i = 0; i < PATIENCE.toSeconds() / 5 && !wrong().isEmpty(); i++) {
      world.time().runFor(Duration.ofSeconds(5));
    }
    assertThat(wrong()).isEmpty();
  }
}

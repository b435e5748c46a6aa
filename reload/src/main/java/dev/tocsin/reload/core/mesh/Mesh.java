// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.mesh;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.topology.Admissions;
import dev.tocsin.reload.core.topology.Errands;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.core.topology.TopologyEvent;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.mesh.MeshUpdate;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One peer of a full mesh: everybody has a link to everybody else, and whoever is nearest to a
/// place answers for it; the next ones on either side have copies. For small overlays: every
/// look-up takes one hop.
public final class Mesh implements Topology {

  private static final long PPB = 1_000_000_000;
  private static final Duration RETRY = Duration.ofSeconds(4);
  // Longer than a transaction: what the admitting peer has to send may need several.
  private static final Duration ADMISSION = Duration.ofSeconds(70);

  private final Id self;
  private final MeshParameters parameters;
  private final RandomGenerator random;
  private final Roll roll;
  private final Copies copies;
  private final Admissions admissions = new Admissions();
  private final Errands<Purpose> errands = new Errands<>();
  private final Set<Id> connected = new HashSet<>();
  private final Set<Id> leaving = new HashSet<>();
  // Whoever was told that it misses somebody, since the last change here.
  private final Set<Id> corrected = new HashSet<>();
  private @Nullable Id through;
  private @Nullable Id admitting;
  private boolean isJoined;
  private boolean isDeparting;
  private Instant updateAt = Instant.MAX;
  private Instant retryAt = Instant.MAX;
  private List<TopologyAct> acts = new ArrayList<>();

  /// Why something was asked for.
  private sealed interface Purpose {
    record Find() implements Purpose {}

    record Admission(Id peer) implements Purpose {}

    record Join() implements Purpose {}

    record Member(Id peer) implements Purpose {}

    record Update(Id peer) implements Purpose {}

    record Leave() implements Purpose {}
  }

  public Mesh(Id self, MeshParameters parameters, RandomGenerator random) {
    this.self = self;
    this.parameters = parameters;
    this.random = random;
    this.roll = new Roll(self);
    this.copies = new Copies(self);
  }

  /// A peer of a mesh in which everybody knows everybody. Links to {@link #peers} must stand.
  public static Mesh settled(
      Id self, Id[] all, MeshParameters parameters, RandomGenerator random, Instant now) {
    var mesh = new Mesh(self, parameters, random);
    for (var id : all) {
      if (mesh.roll.add(id)) mesh.connected.add(id);
    }
    mesh.isJoined = true;
    mesh.copies.assume(mesh.roll);
    mesh.schedule(now);
    return mesh;
  }

  @Override
  public Id self() {
    return self;
  }

  @Override
  public boolean isJoined() {
    return isJoined;
  }

  @Override
  public boolean isResponsible(Id place) {
    return isJoined && roll.nearest(place).equals(self);
  }

  @Override
  public Id nextHop(Id place, Id from) {
    return roll.nearest(place);
  }

  @Override
  public boolean isLast(Id place, Id from) {
    return false;
  }

  @Override
  public Set<Id> peers() {
    return roll.others();
  }

  @Override
  public List<Id> replicas() {
    return roll.beside(self);
  }

  @Override
  public List<Id> around(Id place) {
    var around = new ArrayList<Id>();
    around.add(place);
    around.addAll(roll.beside(roll.nearest(place)));
    return around;
  }

  @Override
  public boolean mayReplicate(Id sender, Id place) {
    if (sender.equals(admitting)) return true;
    return roll.has(sender)
        && place.isWithin(roll.from(sender), roll.to(sender))
        && roll.beside(sender).contains(self);
  }

  @Override
  public boolean mayAnswer(Id responder, Id place) {
    if (!isJoined || roll.nearest(place).equals(responder)) return true;
    // A stranger may be nearer than all who are known here.
    return !roll.has(responder)
        && !responder.equals(self)
        && place.isWithin(roll.from(responder), roll.to(responder));
  }

  @Override
  public long responsiblePpb() {
    if (!isJoined) return 0;
    if (roll.isAlone()) return PPB;
    return Math.unsignedMultiplyHigh(roll.to(self).minus(roll.from(self)).high(), PPB);
  }

  @Override
  public List<TopologyAct> handle(TopologyEvent event, Instant now) {
    var before = List.copyOf(roll.others());
    switch (event) {
      case TopologyEvent.Form _ -> joined(now);
      case TopologyEvent.Enter(var bootstrap) -> enter(bootstrap, now);
      case TopologyEvent.Depart _ -> depart();
      case TopologyEvent.Linked(var peer) -> {
        connected.add(peer);
        if (isDeparting) leave(peer);
      }
      case TopologyEvent.Unlinked(var peer) -> {
        connected.remove(peer);
        leaving.remove(peer);
        lost(peer, now);
      }
      case TopologyEvent.Joining(var number, var peer, _) -> {
        acts.addAll(admissions.ask(number, peer));
        admit();
      }
      case TopologyEvent.Leaving(var peer, _) -> {
        leaving.add(peer);
        lost(peer, now);
      }
      case TopologyEvent.Updated(var peer, var data) -> updated(peer, data, now);
      case TopologyEvent.Answered(var number, var responder, var response) ->
          answered(number, responder, response, now);
      case TopologyEvent.Connected(var number, var peer) -> linked(number, Optional.of(peer), now);
      case TopologyEvent.NotConnected(var number) -> linked(number, Optional.empty(), now);
      case TopologyEvent.Handed(var number, var isComplete) -> handed(number, isComplete);
    }
    settle(before);
    return done();
  }

  @Override
  public List<TopologyAct> tick(Instant now) {
    var before = List.copyOf(roll.others());
    if (!updateAt.isAfter(now)) {
      updateAt = now.plus(spread(parameters.updateEvery()));
      roll.others().forEach(this::tell);
      corrected.clear();
      copies.again();
      copies.kept(roll).ifPresent(acts::add);
    }
    if (!retryAt.isAfter(now)) {
      retryAt = Instant.MAX;
      retry(now);
    }
    settle(before);
    return done();
  }

  @Override
  public Instant deadline() {
    return retryAt.isBefore(updateAt) ? retryAt : updateAt;
  }

  private List<TopologyAct> done() {
    if (acts.isEmpty()) return List.of();
    var all = acts;
    acts = new ArrayList<>();
    return all;
  }

  // --- joining

  // Whoever is in a mesh already tells the other one of it, who knows everybody in his.
  private void enter(Id bootstrap, Instant now) {
    if (isJoined) {
      tell(bootstrap);
      return;
    }
    through = bootstrap;
    admitting = null;
    retryAt = now.plus(ADMISSION);
    var probe = new Request.Probe(List.of());
    // Its own id would be itself.
    var beside = self.plus(Id.ONE);
    acts.add(
        new TopologyAct.AskThrough(errands.number(new Purpose.Find()), bootstrap, beside, probe));
  }

  private void found(Id responder, Response response, Instant now) {
    boolean isPeer = response instanceof Response.Answer.Probed && responder.isPeer();
    if (through == null || !isPeer || responder.equals(self)) {
      failed(now);
      return;
    }
    admitting = responder;
    if (connected.contains(responder)) {
      askToJoin(responder);
    } else {
      long number = errands.number(new Purpose.Admission(responder));
      acts.add(new TopologyAct.ConnectThrough(number, through, responder));
    }
  }

  private void askToJoin(Id peer) {
    var join = new Request.Join(self, Bytes.EMPTY);
    acts.add(new TopologyAct.Ask(errands.number(new Purpose.Join()), peer, join));
  }

  private void failed(Instant now) {
    retryAt = now.plus(spread(RETRY));
  }

  private void retry(Instant now) {
    if (isJoined || through == null) return;
    var next = connected.contains(through) ? through : anybody();
    if (next.equals(self)) acts.add(new TopologyAct.Lost());
    else enter(next, now);
  }

  private Id anybody() {
    var all = new ArrayList<>(connected);
    return all.isEmpty() ? self : all.get(random.nextInt(all.size()));
  }

  private void joined(Instant now) {
    boolean isNew = !isJoined;
    isJoined = true;
    through = null;
    admitting = null;
    retryAt = Instant.MAX;
    schedule(now);
    if (isNew) acts.add(new TopologyAct.Joined());
  }

  private void schedule(Instant now) {
    updateAt = now.plus(spread(parameters.updateEvery()));
  }

  private Duration spread(Duration period) {
    return period.dividedBy(2).plusNanos(random.nextLong(1, period.toNanos() + 1));
  }

  // --- letting others in

  private void admit() {
    while (admissions.next() instanceof Admissions.Asked(var number, var peer)) {
      if (isJoined && roll.has(peer)) {
        acts.add(new TopologyAct.Admit(number));
        tell(peer);
      } else if (roll.isFull()) {
        var why = Response.Failure.of(FailureCode.FORBIDDEN, "the mesh is full");
        acts.add(new TopologyAct.Turn(number, why));
      } else if (isResponsible(peer) && connected.contains(peer) && !isDeparting) {
        acts.add(new TopologyAct.Admit(number));
        long hand = errands.number();
        admissions.hand(hand, peer);
        // What was another neighbour's up to now is here as a copy.
        acts.add(new TopologyAct.Hand(hand, peer, roll.from(peer), roll.to(peer)));
      } else {
        var why = Response.Failure.of(FailureCode.NOT_FOUND, "not the nearest");
        acts.add(new TopologyAct.Turn(number, why));
      }
    }
  }

  private void handed(long number, boolean isComplete) {
    var admitted = admissions.handed(number);
    if (admitted.isEmpty()) {
      copies.handed(number, isComplete);
      return;
    }
    var peer = admitted.get();
    if (connected.contains(peer)) {
      leaving.remove(peer);
      roll.add(peer);
      tell(peer);
    }
    admit();
  }

  // --- updates

  private void updated(Id peer, Bytes data, Instant now) {
    MeshUpdate update;
    try {
      update = MeshUpdate.read(data);
    } catch (WireException e) {
      // It was answered already, and there is nobody to tell.
      return;
    }
    boolean isAdmitted = peer.equals(admitting) && update.members().contains(self);
    if (!isJoined && !isAdmitted || leaving.contains(peer)) return;
    boolean isNew = roll.add(peer);
    if (!roll.has(peer)) return;
    if (isAdmitted) {
      joined(now);
      // Nobody else has heard of this peer.
      connected.stream().filter(roll::has).forEach(this::tell);
    }
    for (var id : update.members()) meet(id, peer);
    var told = new HashSet<>(update.members());
    boolean isMissing =
        !told.contains(self)
            || roll.others().stream().anyMatch(id -> !told.contains(id) && !id.equals(peer));
    // Once for each state of its own: two that see different peers would tell each other for ever.
    if (isNew || isMissing && corrected.add(peer)) tell(peer);
  }

  // Through the one that knows it: by what this peer knows it might answer for that id itself.
  private void meet(Id id, Id through) {
    if (id.equals(self) || roll.has(id) || roll.isFull() || leaving.contains(id)) return;
    var purpose = new Purpose.Member(id);
    if (errands.isUnderWay(purpose)) return;
    acts.add(new TopologyAct.ConnectThrough(errands.number(purpose), through, id));
  }

  private void tell(Id peer) {
    var update = new Request.Update(new MeshUpdate(List.copyOf(roll.others())).write());
    acts.add(new TopologyAct.Ask(errands.number(new Purpose.Update(peer)), peer, update));
  }

  private void settle(List<Id> before) {
    if (!isJoined || isDeparting) return;
    var after = List.copyOf(roll.others());
    copies.settle(roll, errands::number).forEach(acts::add);
    if (after.equals(before)) return;
    corrected.clear();
    if (after.isEmpty()) acts.add(new TopologyAct.Lost());
  }

  private void lost(Id peer, Instant now) {
    // Of what it answered for this peer has copies, and others answer for it now.
    boolean isBeside = isJoined && roll.beside(self).contains(peer);
    if (isBeside) acts.add(new TopologyAct.Bring(roll.from(peer), roll.to(peer)));
    roll.remove(peer);
    if (admissions.lost(peer)) admit();
    boolean isNeeded = peer.equals(through) || peer.equals(admitting);
    if (!isJoined && isNeeded) failed(now);
  }

  // --- what was asked for

  private void answered(long number, Id responder, Response response, Instant now) {
    switch (errands.done(number)) {
      case Purpose.Find _ -> found(responder, response, now);
      case Purpose.Join _ -> {
        if (!(response instanceof Response.Answer.Joined)) failed(now);
      }
      case Purpose.Update(var peer) -> {
        boolean isDead =
            response instanceof Response.Failure(var code, _, _) && code == FailureCode.TIMED_OUT;
        if (isDead && roll.has(peer)) {
          lost(peer, now);
        }
      }
      case Purpose.Leave _ -> departed();
      case null, default -> {}
    }
  }

  private void linked(long number, Optional<Id> peer, Instant now) {
    switch (errands.done(number)) {
      case Purpose.Admission(var wanted) -> {
        if (peer.isPresent()) askToJoin(wanted);
        else failed(now);
      }
      // It is a member as soon as it says that it is.
      case Purpose.Member _ -> peer.filter(id -> isJoined).ifPresent(this::tell);
      case null, default -> {}
    }
  }

  // --- leaving

  private void depart() {
    isDeparting = true;
    isJoined = false;
    updateAt = Instant.MAX;
    retryAt = Instant.MAX;
    connected.forEach(this::leave);
    departed();
  }

  private void leave(Id peer) {
    var leave = new Request.Leave(self, Bytes.EMPTY);
    acts.add(new TopologyAct.Ask(errands.number(new Purpose.Leave()), peer, leave));
  }

  private void departed() {
    if (!errands.isUnderWay(new Purpose.Leave())) acts.add(new TopologyAct.Departed());
  }
}

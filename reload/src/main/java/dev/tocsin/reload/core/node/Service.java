// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.core.security.Proof;
import dev.tocsin.reload.core.storage.FetchCheck;
import dev.tocsin.reload.core.storage.Rollbacks;
import dev.tocsin.reload.core.storage.Storage;
import dev.tocsin.reload.core.storage.StorageChange;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.core.topology.TopologyAct;
import dev.tocsin.reload.core.topology.TopologyEvent;
import dev.tocsin.reload.core.usage.CertificateStore;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.ProbeInfo;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.security.Signer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Does what requests ask for, what the topology wants, and what applications ask.
final class Service {

  // As many as a message may have hops.
  private static final int REDIRECTIONS_MAX = NodeParameters.TTL;

  private static final int ROLLBACKS_MAX = 4096;

  private final Topology topology;
  private final Links links;
  private final Conversations conversations;
  private final Connecting connecting;
  private final RandomGenerator random;
  private final Consumer<NodeOutput> out;
  // Events that the topology hears of once it has finished with the one before.
  private final Deque<TopologyEvent> events = new ArrayDeque<>();
  private final Map<Long, Conversations.Incoming> joining = new HashMap<>();
  private final Keeping keeping;
  private final FetchCheck check;
  private final Certifying certifying = new Certifying();
  // Whether certificates that are missing now are not to be had.
  private boolean isLastTry;
  private final Handover handover = new Handover();
  private final Clearance clearance = new Clearance();
  private final Gathering gathering = new Gathering();
  private final Rollbacks rollbacks = new Rollbacks(ROLLBACKS_MAX);
  private long lastCopy;
  private long lastJoining;

  /// What it works with.
  record Desk(
      Links links,
      Conversations conversations,
      Connecting connecting,
      Storage storage,
      FetchCheck check) {}

  Service(Topology topology, Desk desk, RandomGenerator random, Consumer<NodeOutput> out) {
    this.topology = topology;
    this.links = desk.links();
    this.conversations = desk.conversations();
    this.connecting = desk.connecting();
    this.random = random;
    this.out = out;
    this.check = desk.check();
    this.keeping = new Keeping(topology, desk.storage(), new KeepersHands(), out);
  }

  private final class KeepersHands implements Keeping.Hands {
    @Override
    public void answer(Conversations.Incoming incoming, Response response, Instant now) {
      Service.this.answer(incoming, response, now);
    }

    @Override
    public void copy(Id peer, Request request, Instant now) {
      // Numbers below zero are not the topology's.
      hand(handover.begin(--lastCopy, Optional.of(peer), List.of(request)), now);
    }

    @Override
    public void certify(Conversations.Incoming incoming, Signer signer, Instant now) {
      if (!isCertified(signer, new Certifying.Waiter.Write(incoming), now)) {
        answer(incoming, uncertified(signer), now);
      }
    }
  }

  private static Response.Failure uncertified(Signer signer) {
    return Response.Failure.of(FailureCode.UNAUTHENTICATED, "no certificate of " + signer);
  }

  // what is neither here nor in the message is fetched.
  private boolean isCertified(Signer signer, Certifying.Waiter waiter, Instant now) {
    var place = CertificateStore.place(signer);
    boolean isKnown = check.kinds().kind(CertificateStore.KIND).isPresent();
    if (isLastTry || place.isEmpty() || !isKnown || certifying.isFull(waiter)) return false;
    if (certifying.add(signer, waiter)) {
      var all = new KindQuery.Which.Range(0, KindQuery.Which.Range.LAST);
      var query = new KindQuery(CertificateStore.KIND, 0, all);
      send(
          new Asker.Certifying(signer),
          List.of(place(place.get())),
          new Request.Fetch(place.get(), List.of(query)),
          NodeInput.Manner.PLAIN,
          now);
    }
    return true;
  }

  private void certified(Signer signer, Response response, Instant now) {
    if (response instanceof Response.Answer.Fetched fetched) check.learn(fetched, now);
    isLastTry = true;
    for (var waiter : certifying.over(signer)) {
      switch (waiter) {
        case Certifying.Waiter.Write(var incoming) -> keeping.write(incoming, now);
        case Certifying.Waiter.Values(var outcome) -> answered(outcome, now);
        case Certifying.Waiter.Unread(var message) ->
            arrived(conversations.again(message, now), now);
      }
    }
    isLastTry = false;
  }

  List<Request.Store> answersFor(Id from, Id to, Instant now) {
    var kept = keeping.within(from, to, now);
    return Clearance.single(
        kept.stream().filter(each -> topology.isResponsible(each.resource())).toList());
  }

  /// What waits for certificates.
  int unproved() {
    return certifying.size();
  }

  void restored(List<StorageChange> changes, Instant now) {
    keeping.restored(changes, now);
  }

  void committed(long serial, Instant now) {
    keeping.committed(serial, now);
    work(now);
  }

  void commitFailed(long serial, Instant now) {
    keeping.commitFailed(serial, now);
    work(now);
  }

  void linkUp(Link link, Instant now) {
    links.up(link).forEach(each -> out.accept(new NodeOutput.Close(each.number())));
    events.add(new TopologyEvent.Linked(link.peer()));
    settled(link.peer(), connecting.settled(link.peer()), now);
    work(now);
  }

  void linkDown(long number, Instant now) {
    links.down(number).ifPresent(link -> tell(new TopologyEvent.Unlinked(link.peer()), now));
  }

  void notDialled(long dial, Instant now) {
    for (var waiter : connecting.notDialled(dial)) failed(waiter, now);
    work(now);
  }

  void tell(TopologyEvent event, Instant now) {
    events.add(event);
    work(now);
  }

  void tick(Instant now) {
    conversations.due(now).forEach(outcome -> answered(outcome, now));
    connecting.due(now).forEach(waiter -> failed(waiter, now));
    keeping.tick(now);
    handover.due(now).forEach(step -> hand(step, now));
    if (!topology.deadline().isAfter(now)) topology.tick(now).forEach(act -> perform(act, now));
    work(now);
  }

  Instant deadline() {
    var first = conversations.deadline();
    if (connecting.deadline().isBefore(first)) first = connecting.deadline();
    if (keeping.deadline().isBefore(first)) first = keeping.deadline();
    if (handover.deadline().isBefore(first)) first = handover.deadline();
    return topology.deadline().isBefore(first) ? topology.deadline() : first;
  }

  private void work(Instant now) {
    for (var event = events.poll(); event != null; event = events.poll()) {
      topology.handle(event, now).forEach(act -> perform(act, now));
    }
  }

  /// A message came for this node.
  void arrived(Conversations.Arrival arrival, Instant now) {
    switch (arrival) {
      case Conversations.Arrival.Asks(var incoming) -> serve(incoming, now);
      case Conversations.Arrival.Answers(var outcome) -> answered(outcome, now);
      case Conversations.Arrival.Unproved unproved -> {
        var waiter = new Certifying.Waiter.Unread(unproved);
        if (!isCertified(unproved.signer(), waiter, now)) conversations.refuse(unproved, now);
      }
      case Conversations.Arrival.Nothing _ -> {}
    }
  }

  private void serve(Conversations.Incoming incoming, Instant now) {
    switch (incoming.request()) {
      case Request.Probe(var wanted) -> answer(incoming, probed(wanted), now);
      case Request.Connect(var data) -> {
        var peer = incoming.author();
        var answer = connecting.answer(peer, data, links.has(peer));
        answer(incoming, answer.response(), now);
        if (answer.isDialled()) {
          out.accept(new NodeOutput.Dial(connecting.dial(peer), peer, data, true));
        } else if (links.has(peer)) {
          out.accept(new NodeOutput.Reachable(peer, data));
        }
      }
      case Request.Tunnel tunnel -> tunneled(incoming, tunnel, now);
      case Request.Store _, Request.Remove _ -> keeping.write(incoming, now);
      case Request.Fetch fetch -> answer(incoming, keeping.fetch(fetch, now), now);
      case Request.Find find -> answer(incoming, keeping.find(find, now), now);
      case Request.Join(var peer, var data) -> join(incoming, peer, data, now);
      case Request.Leave(var peer, var data) -> {
        if (!isOf(incoming, peer)) {
          answer(incoming, Response.Failure.of(FailureCode.FORBIDDEN), now);
        } else {
          answer(incoming, new Response.Answer.Left(), now);
          events.add(new TopologyEvent.Leaving(peer, data));
        }
      }
      case Request.Update(var data) -> {
        if (!isOf(incoming, incoming.author())) {
          answer(incoming, Response.Failure.of(FailureCode.FORBIDDEN), now);
        } else {
          answer(incoming, new Response.Answer.Updated(), now);
          events.add(new TopologyEvent.Updated(incoming.author(), data));
        }
      }
    }
    work(now);
  }

  // a message to an id that no peer has comes to whoever is responsible for it.
  private void tunneled(Conversations.Incoming incoming, Request.Tunnel tunnel, Instant now) {
    if (!incoming.exchange().isToPeer()) {
      answer(incoming, Response.Failure.of(FailureCode.NOT_FOUND, "no such peer"), now);
      return;
    }
    out.accept(new NodeOutput.Tunneled(incoming.author(), tunnel));
    answer(incoming, new Response.Answer.Tunneled(), now);
  }

  // whoever it is about says it over its own link.
  private static boolean isOf(Conversations.Incoming incoming, Id peer) {
    var exchange = incoming.exchange();
    return exchange.isDirect() && exchange.from().equals(peer) && incoming.author().equals(peer);
  }

  private void join(Conversations.Incoming incoming, Id peer, Bytes data, Instant now) {
    //
    if (!isOf(incoming, peer) || !peer.isPeer()) {
      answer(incoming, Response.Failure.of(FailureCode.FORBIDDEN), now);
      return;
    }
    joining.put(++lastJoining, incoming);
    events.add(new TopologyEvent.Joining(lastJoining, peer, data));
  }

  // PI-2: what is asked for and known, in that order.
  private Response probed(List<ProbeInfo.Topic> wanted) {
    var infos = new ArrayList<ProbeInfo>();
    for (var topic : wanted) {
      infos.add(
          switch (topic) {
            case RESPONSIBLE_SET -> new ProbeInfo(topic, topology.responsiblePpb());
            case RESOURCES -> new ProbeInfo(topic, keeping.places());
          });
    }
    return new Response.Answer.Probed(random.nextLong(), infos);
  }

  private void answer(Conversations.Incoming incoming, Response response, Instant now) {
    conversations.answer(incoming.exchange(), response, now);
  }

  void ask(NodeInput.Ask ask, Instant now) {
    send(new Asker.Application(ask.command()), ask.route(), ask.request(), ask.manner(), now);
    work(now);
  }

  // SE-6. Each begins with another neighbour, so that their ways differ as long as they can.
  void gather(long command, Request.Fetch fetch, Instant now) {
    var neighbours = List.copyOf(topology.peers());
    var around = neighbours.isEmpty() ? List.<Id>of() : topology.around(fetch.resource());
    gathering.begin(command, 1 + around.size());
    gather(command, fetch.resource(), fetch, NodeInput.Manner.PLAIN, now);
    int next = around.isEmpty() ? 0 : random.nextInt(neighbours.size());
    for (var place : around) {
      var through = NodeInput.Manner.through(neighbours.get(next++ % neighbours.size()));
      gather(command, place, fetch, through, now);
    }
    work(now);
  }

  private void gather(
      long command, Id place, Request.Fetch fetch, NodeInput.Manner manner, Instant now) {
    var route = List.<Destination>of(new Destination.Resource(place));
    send(new Asker.Gathering(command), route, fetch, manner, now);
  }

  private void send(
      Asker asker, List<Destination> route, Request request, NodeInput.Manner manner, Instant now) {
    if (conversations.isFull()) {
      refused(asker, "too many requests wait", now);
      return;
    }
    try {
      conversations.ask(asker, route, request, manner, 0, now);
    } catch (WireException e) {
      refused(asker, String.valueOf(e.getMessage()), now);
    }
  }

  private void refused(Asker asker, String why, Instant now) {
    told(asker, Response.Failure.of(FailureCode.FORBIDDEN, why), Id.ZERO, List.of(), now);
  }

  /// A request of this node's own has its response.
  void answered(Conversations.Outcome outcome, Instant now) {
    if (outcome.response() instanceof Response.Failure(_, _, Response.Info.NextHop(var next))
        && outcome.asked().redirections() < REDIRECTIONS_MAX) {
      redirected(outcome, next, now);
    } else {
      believed(outcome, now)
          .ifPresent(
              response ->
                  told(outcome.asked().asker(), response, outcome.responder(), outcome.log(), now));
    }
    work(now);
  }

  // Fetched values count if their owners vouch for them, whoever sends them.
  /// @return empty if that has to wait for a certificate
  private Optional<Response> believed(Conversations.Outcome outcome, Instant now) {
    if (!(outcome.asked().request() instanceof Request.Fetch fetch)
        || !(outcome.response() instanceof Response.Answer.Fetched fetched)
        || outcome.asked().asker() instanceof Asker.Certifying) {
      return Optional.of(outcome.response());
    }
    return switch (check.check(fetch, fetched, now)) {
      case Proof.Proved _, Proof.NotNeeded _ -> Optional.of(unlessRolledBack(fetch, fetched));
      case Proof.Refused(_, var detail) ->
          Optional.of(
              Response.Failure.of(
                  FailureCode.UNAUTHENTICATED, "a value that is not proved: " + detail));
      case Proof.Missing(var signer) ->
          isCertified(signer, new Certifying.Waiter.Values(outcome), now)
              ? Optional.empty()
              : Optional.of(uncertified(signer));
    };
  }

  private Response unlessRolledBack(Request.Fetch fetch, Response.Answer.Fetched fetched) {
    return rollbacks
        .check(fetch.resource(), fetched)
        .<Response>map(why -> Response.Failure.of(FailureCode.GENERATION_TOO_LOW, why))
        .orElse(fetched);
  }

  private void told(
      Asker asker, Response response, Id responder, List<RouteLogEntry> log, Instant now) {
    switch (asker) {
      case Asker.Application(var command) ->
          out.accept(new NodeOutput.Reply(command, response, responder, log));
      case Asker.Gathering(var command) ->
          gathering
              .answered(command, response, responder)
              .ifPresent(
                  each ->
                      out.accept(
                          new NodeOutput.Reply(
                              command, each.response(), each.responder(), List.of())));
      case Asker.Plugin(var number) ->
          events.add(new TopologyEvent.Answered(number, responder, response));
      case Asker.Linking(var waiter) -> linking(waiter, response, responder, now);
      case Asker.Certifying(var signer) -> certified(signer, response, now);
      case Asker.Handing handing ->
          hand(handover.answered(handing, response, !responder.equals(Id.ZERO)), now);
    }
  }

  // ER-3, R-41: the same request once more, at the peer that was named.
  private void redirected(Conversations.Outcome outcome, Id next, Instant now) {
    var before = outcome.asked();
    var manner =
        new NodeInput.Manner(Routing.ITERATIVE, before.manner().isLogged(), Optional.of(next));
    var again =
        new Asked(
            before.asker(),
            before.route(),
            before.request(),
            manner,
            before.bytes(),
            before.redirections() + 1);
    if (links.has(next)) {
      follow(again, now);
      return;
    }
    var waiter = new Connecting.Waiter.Request(again);
    connect(waiter, next, NodeInput.Manner.through(outcome.responder()), now);
  }

  private void follow(Asked again, Instant now) {
    conversations.ask(
        again.asker(), again.route(), again.request(), again.manner(), again.redirections(), now);
  }

  private void connect(Connecting.Waiter waiter, Id place, NodeInput.Manner manner, Instant now) {
    if (links.has(place)) {
      links.use(place);
      linked(waiter, place, now);
      return;
    }
    connecting.asking(waiter, place);
    send(
        new Asker.Linking(waiter),
        List.of(new Destination.Unresolved(place)),
        new Request.Connect(connecting.offer()),
        manner,
        now);
  }

  private void linking(Connecting.Waiter waiter, Response response, Id responder, Instant now) {
    connecting.asksNoMore(waiter);
    if (!(response instanceof Response.Answer.Connected(var theirs))
        || responder.equals(topology.self())) {
      failed(waiter, now);
    } else if (links.has(responder)) {
      out.accept(new NodeOutput.Reachable(responder, theirs));
      links.use(responder);
      linked(waiter, responder, now);
    } else {
      connecting.expect(responder, waiter, now);
      out.accept(new NodeOutput.Dial(connecting.dial(responder), responder, theirs, false));
    }
  }

  private void settled(Id peer, List<Connecting.Waiter> waiters, Instant now) {
    for (var waiter : waiters) linked(waiter, peer, now);
  }

  private void linked(Connecting.Waiter waiter, Id peer, Instant now) {
    switch (waiter) {
      case Connecting.Waiter.Plugin(var number) ->
          events.add(new TopologyEvent.Connected(number, peer));
      case Connecting.Waiter.Request(var asked) -> follow(asked, now);
    }
  }

  private void failed(Connecting.Waiter waiter, Instant now) {
    switch (waiter) {
      case Connecting.Waiter.Plugin(var number) ->
          events.add(new TopologyEvent.NotConnected(number));
      case Connecting.Waiter.Request(var asked) ->
          told(
              asked.asker(),
              Response.Failure.of(FailureCode.TIMED_OUT, "no link to the next peer"),
              Id.ZERO,
              List.of(),
              now);
    }
  }

  private void perform(TopologyAct act, Instant now) {
    switch (act) {
      case TopologyAct.Ask(var number, var to, var request) -> plugged(number, to, request, now);
      case TopologyAct.AskThrough(var number, var through, var to, var request) ->
          send(
              new Asker.Plugin(number),
              List.of(place(to)),
              request,
              NodeInput.Manner.through(through),
              now);
      case TopologyAct.Connect(var number, var place) ->
          connect(new Connecting.Waiter.Plugin(number), place, NodeInput.Manner.PLAIN, now);
      case TopologyAct.ConnectThrough(var number, var through, var place) ->
          connect(
              new Connecting.Waiter.Plugin(number), place, NodeInput.Manner.through(through), now);
      case TopologyAct.Release(var peer) -> links.release(peer);
      case TopologyAct.Admit(var number) -> decided(number, new Response.Answer.Joined(), now);
      case TopologyAct.Turn(var number, var why) -> decided(number, why, now);
      case TopologyAct.Hand(var number, var peer, var from, var to) ->
          hand(handover.begin(number, Optional.of(peer), keeping.within(from, to, now)), now);
      case TopologyAct.Bring(var from, var to) -> bring(keeping.within(from, to, now), now);
      case TopologyAct.Keep(var from, var to) -> clear(from, to, now);
      case TopologyAct.Joined _ -> out.accept(new NodeOutput.Joined());
      case TopologyAct.Departed _ -> out.accept(new NodeOutput.Departed());
      case TopologyAct.Lost _ -> out.accept(new NodeOutput.Lost());
    }
  }

  // What is said over a link alone goes to nobody else when the link is gone.
  private void plugged(long number, Id to, Request request, Instant now) {
    var asker = new Asker.Plugin(number);
    boolean isDirect =
        switch (request.method()) {
          case JOIN, LEAVE, UPDATE -> true;
          case PROBE, CONNECT, TUNNEL, STORE, FETCH, REMOVE, FIND -> false;
        };
    if (isDirect && !links.has(to)) {
      var gone = Response.Failure.of(FailureCode.TIMED_OUT, "no link");
      told(asker, gone, Id.ZERO, List.of(), now);
      return;
    }
    var manner = isDirect ? NodeInput.Manner.through(to) : NodeInput.Manner.PLAIN;
    send(asker, List.of(place(to)), request, manner, now);
  }

  // CH-12.
  private void clear(Id from, Id to, Instant now) {
    keeping.forget(clearance.brought(), from, to, now);
    if (!clearance.isUnderWay()) bring(keeping.within(to, from, now), now);
  }

  private void bring(List<Request.Store> stores, Instant now) {
    if (stores.isEmpty()) return;
    long number = --lastCopy;
    clearance.begin(number, stores);
    hand(handover.begin(number, Optional.empty(), Clearance.single(stores)), now);
  }

  // JO-2, CH-12.
  private void hand(Handover.Step step, Instant now) {
    for (var request : step.requests()) {
      var asker = new Asker.Handing(step.number(), request);
      var to =
          step.peer()
              .map(Service::place)
              .orElseGet(() -> new Destination.Resource(Keeping.resource(request)));
      send(asker, List.of(to), request, NodeInput.Manner.PLAIN, now);
    }
    var isAll = handover.over(step.number(), now);
    if (isAll.isEmpty()) return;
    if (step.number() > 0) events.add(new TopologyEvent.Handed(step.number(), isAll.get()));
    else clearance.over(step.number(), isAll.get());
  }

  private static Destination place(Id to) {
    return new Destination.Unresolved(to);
  }

  private void decided(long number, Response response, Instant now) {
    var incoming = joining.remove(number);
    if (incoming == null) throw new IllegalStateException("nobody joins as " + number);
    answer(incoming, response, now);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.node;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.run.Machine;
import dev.tocsin.reload.core.forwarding.Forwarding;
import dev.tocsin.reload.core.forwarding.Reassembly;
import dev.tocsin.reload.core.forwarding.Verdict;
import dev.tocsin.reload.core.storage.FetchCheck;
import dev.tocsin.reload.core.storage.Storage;
import dev.tocsin.reload.core.storage.ValueCheck;
import dev.tocsin.reload.core.topology.Topology;
import dev.tocsin.reload.core.topology.TopologyEvent;
import dev.tocsin.reload.wire.WireProfile;
import dev.tocsin.reload.wire.header.Packet;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// One peer (or client) in one overlay: joins what comes over its links with the topology, the
/// stored data and the applications. A machine: one thread at a time.
///
/// The way of a message: {@link Forwarding} decides by the header alone; what is for this node is
/// put together, proved and read in {@link Conversations}, and done by {@link Service}.
public final class Node implements Machine<NodeInput, NodeOutput> {

  private static final int LINKS_MAX = 512;

  private final WireProfile profile;
  private final Topology topology;
  private final Overlay overlay;
  private final Links links;
  private final Forwarding forwarding;
  private final Reassembly reassembly;
  private final NodeFigures figures = new NodeFigures();
  private final Post post;
  private final Conversations conversations;
  private final Service service;
  private final Storage storage;
  private List<NodeOutput> outputs = new ArrayList<>();
  private Instant began = Instant.MIN;

  /// @param random cryptographically strong outside of simulations: transactions and private ids
  ///   must not be guessed
  public Node(
      NodeParameters parameters, Overlay overlay, Topology topology, RandomGenerator random) {
    this.profile = overlay.profile();
    this.topology = topology;
    this.overlay = overlay;
    this.links = new Links(topology.self(), LINKS_MAX);
    int number = profile.overlay(overlay.name());
    this.forwarding = new Forwarding(parameters.forwarding(), number, topology, links::has, random);
    this.reassembly = new Reassembly(profile, parameters.bounds().reassemblyBytes());
    this.post =
        new Post(
            profile, forwarding, links, topology.self(), figures, output -> outputs.add(output));
    this.conversations = new Conversations(parameters, overlay, topology, post, figures, random);
    var connecting =
        new Connecting(topology.self(), overlay.reachability(), parameters.linkPatience(), random);
    var check = new ValueCheck(overlay.security());
    this.storage = new Storage(overlay.kinds(), check, parameters.bounds().storage());
    var fetched = new FetchCheck(overlay.kinds(), check);
    var desk = new Service.Desk(links, conversations, connecting, storage, fetched);
    this.service = new Service(topology, desk, random, output -> outputs.add(output));
  }

  public Id id() {
    return topology.self();
  }

  public Topology topology() {
    return topology;
  }

  public NodeFigures figures() {
    return figures;
  }

  /// What it holds now that others make it hold: none of it grows without bound.
  ///
  /// @param pending requests of its own
  /// @param answers kept for requests that come again
  /// @param unproved that wait for certificates
  /// @param fragmentBytes of messages that are not complete
  public record Held(int links, int pending, int answers, int unproved, int fragmentBytes) {}

  public Held held() {
    return new Held(
        links.count(),
        conversations.pending(),
        conversations.answers(),
        service.unproved(),
        reassembly.held());
  }

  /// What it keeps within (from, to] and answers for, each value by itself.
  public List<Request.Store> answersFor(Id from, Id to, Instant now) {
    return service.answersFor(from, to, now);
  }

  /// The connection table, as it is now.
  public List<Link> links() {
    return List.copyOf(links.all());
  }

  /// What it keeps for the overlay.
  ///
  /// @param places with values, or with what is left of values
  /// @param bytes that all of it takes, roughly
  public record Kept(int places, long bytes) {}

  public Kept kept() {
    return new Kept(storage.places(), storage.bytes());
  }

  @Override
  public List<NodeOutput> handle(NodeInput input, Instant now) {
    if (began.equals(Instant.MIN)) began = now;
    switch (input) {
      case NodeInput.Form _ -> service.tell(new TopologyEvent.Form(), now);
      case NodeInput.Enter(var bootstrap) -> service.tell(new TopologyEvent.Enter(bootstrap), now);
      case NodeInput.Depart _ -> service.tell(new TopologyEvent.Depart(), now);
      case NodeInput.Restored(var changes) -> service.restored(changes, now);
      case NodeInput.Committed(var serial) -> service.committed(serial, now);
      case NodeInput.CommitFailed(var serial) -> service.commitFailed(serial, now);
      case NodeInput.LinkUp(var link) -> service.linkUp(link, now);
      case NodeInput.LinkDown(var link) -> service.linkDown(link, now);
      case NodeInput.NotDialled(var dial) -> service.notDialled(dial, now);
      case NodeInput.Ask ask -> service.ask(ask, now);
      case NodeInput.Gather(var command, var fetch) -> service.gather(command, fetch, now);
      case NodeInput.Received(var link, var bytes) ->
          links.numbered(link).ifPresent(each -> arrive(each.peer(), bytes, now));
    }
    return done(now);
  }

  @Override
  public List<NodeOutput> tick(Instant now) {
    reassembly.expire(now);
    service.tick(now);
    return done(now);
  }

  @Override
  public Instant deadline() {
    var first = service.deadline();
    var other = reassembly.deadline();
    return first.isBefore(other) ? first : other;
  }

  // What this node sent to itself arrives now, as if over a link.
  private List<NodeOutput> done(Instant now) {
    for (var own = post.nextOwn(); own != null; own = post.nextOwn()) {
      arrive(topology.self(), own, now);
    }
    if (outputs.isEmpty()) return List.of();
    var all = outputs;
    outputs = new ArrayList<>();
    return all;
  }

  // The one place where bytes of others that are not right end.
  private void arrive(Id from, byte[] bytes, Instant now) {
    figures.received++;
    try {
      decide(profile.packet(bytes), from, now);
    } catch (WireException e) {
      figures.malformed++;
    }
  }

  private void decide(Packet packet, Id from, Instant now) {
    switch (forwarding.decide(packet, from, now)) {
      case Verdict.Deliver(var via) -> deliver(packet, via, from, now);
      case Verdict.Pass pass -> post.pass(packet, pass, seen(from, now));
      case Verdict.Refuse(var code, var detail, var via) ->
          conversations.refuse(packet, via, Response.Failure.of(code, detail), now);
      case Verdict.Redirect(var next, var via) ->
          conversations.refuse(packet, via, Response.Failure.elsewhere(next), now);
      case Verdict.Drop(var reason) -> figures.dropped(reason);
    }
  }

  private void deliver(Packet packet, List<Destination> via, Id from, Instant now) {
    byte[] whole = packet.bytes();
    if (!packet.fragment().isWhole()) {
      var joined = reassembly.add(packet, from, now);
      if (joined.isEmpty()) return;
      whole = joined.get();
    }
    var message = profile.message(whole);
    var header = message.header();
    // RL-1, R-43: the last peer writes itself down, too.
    var log = header.path().log().map(entries -> with(entries, seen(from, now)));
    var route = header.path().route();
    boolean isToPeer = !route.isEmpty() && isSelf(route.getLast());
    var exchange = new Exchange(header.overlay(), header.transaction(), via, log, from, isToPeer);
    service.arrived(conversations.arrive(message, exchange, now), now);
  }

  private boolean isSelf(Destination to) {
    return switch (to) {
      case Destination.Unresolved(var id) -> id.equals(topology.self());
      case Destination.Peer(var id) -> id.equals(topology.self());
      case Destination.Resource _, Destination.Opaque _ -> false;
    };
  }

  private static List<RouteLogEntry> with(List<RouteLogEntry> entries, RouteLogEntry last) {
    var all = new ArrayList<>(entries);
    all.add(last);
    return all;
  }

  // What this peer writes into route logs (RL-2).
  private RouteLogEntry seen(Id from, Instant now) {
    var kind = links.to(from).map(Link::kind).orElse(RouteLogEntry.Link.TLS);
    long uptime = Math.max(0, Duration.between(began, now).toSeconds());
    return new RouteLogEntry(
        overlay.software(),
        kind,
        topology.self(),
        uptime,
        Bytes.EMPTY,
        overlay.reachability().address());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.run.Machine;
import dev.tocsin.base.time.Deadlines;
import dev.tocsin.reload.core.node.Link;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.ConnectData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A {@link Node} among real connections: finds its overlay, again when it lost it, forms the links
/// that the node agrees on, and finds out which peer is at the other end of each line. A machine:
/// one thread at a time.
public final class PeerMachine implements Machine<PeerInput, PeerOutput> {

  // Of one CONNECT: who names more wants others to be dialled.
  private static final int CANDIDATES_MAX = 4;
  private static final int ACQUAINTANCES_MAX = 256;
  private static final Duration AWAITED_FOR = Duration.ofSeconds(30);
  // Soon after it got in, for whoever is not up for long.
  private static final Duration FIRST_MEMORY = Duration.ofSeconds(3);

  private static final String NOT_ANNOUNCED =
      "its certificate is not the one that its CONNECT announced";

  private enum Timer {
    LOOK,
    REMEMBER
  }

  /// A line whose other end is known.
  private record Neighbour(Line line, Id peer) {}

  /// A peer that is to dial here, after a CONNECT.
  private record Awaited(String fingerprint, Instant until) {}

  private final Node node;
  private final Overlay overlay;
  private final PeerParameters parameters;
  private final RandomGenerator random;
  private final Introduction introduction;
  private final AddressBook book;
  private final Search search;
  private final Map<Long, Errand> dials = new HashMap<>();
  private final Map<Long, Acquaintance> acquaintances = new LinkedHashMap<>();
  // Lines whose other end is known.
  private final Map<Long, Neighbour> peers = new LinkedHashMap<>();
  // Of these, the ones that were formed to ask something only.
  private final Map<Long, Instant> passing = new LinkedHashMap<>();
  private final Map<Id, Awaited> awaited = new LinkedHashMap<>();
  private final Deadlines<Timer> timers = new Deadlines<>();
  private List<PeerOutput> outputs = new ArrayList<>();
  private List<Contact> remembered = List.of();
  private boolean isJoined;
  private long lastDial;

  /// @param node that nothing has been told yet
  /// @param random cryptographically strong outside of simulations
  public PeerMachine(
      Node node, Overlay overlay, PeerParameters parameters, RandomGenerator random) {
    this.node = node;
    this.overlay = overlay;
    this.parameters = parameters;
    this.random = random;
    this.introduction = new Introduction(overlay, node.id());
    this.book = new AddressBook(parameters, random);
    this.search = new Search(parameters.timing(), random);
  }

  public Node node() {
    return node;
  }

  /// Whether it is in the overlay, as a peer or as a client.
  public boolean isInside() {
    return isJoined && !search.isOn();
  }

  @Override
  public List<PeerOutput> handle(PeerInput input, Instant now) {
    switch (input) {
      case PeerInput.Begin(var contacts, var stored) -> {
        book.remembered(contacts);
        remembered = contacts;
        drive(new NodeInput.Restored(stored), now);
        search.begin(book.toSearch(), now);
        timers.set(Timer.REMEMBER, now.plus(parameters.timing().rememberEvery()));
      }
      case PeerInput.Opened(var line, var dial) -> opened(line, dial, now);
      case PeerInput.Unreached(var dial) ->
          Optional.ofNullable(dials.remove(dial)).ifPresent(errand -> failed(errand, now));
      case PeerInput.Arrived(var line, var bytes) -> arrived(line, bytes, now);
      case PeerInput.Ended(var line) -> ended(line, now);
      case PeerInput.Told(var told) -> drive(told, now);
    }
    search(now);
    return done();
  }

  @Override
  public List<PeerOutput> tick(Instant now) {
    if (!node.deadline().isAfter(now)) perform(node.tick(now), now);
    for (var timer : timers.expired(now)) {
      switch (timer) {
        case LOOK -> lookAround(now);
        case REMEMBER -> remember(now);
      }
    }
    introductions(now);
    awaited.values().removeIf(each -> !each.until().isAfter(now));
    search(now);
    return done();
  }

  @Override
  public Instant deadline() {
    var first = node.deadline();
    if (timers.next().isBefore(first)) first = timers.next();
    if (search.deadline().isBefore(first)) first = search.deadline();
    for (var each : acquaintances.values()) {
      if (each.deadline().isBefore(first)) first = each.deadline();
    }
    return first;
  }

  private List<PeerOutput> done() {
    if (outputs.isEmpty()) return List.of();
    var all = outputs;
    outputs = new ArrayList<>();
    return all;
  }

  // --- the node

  private void drive(NodeInput input, Instant now) {
    perform(node.handle(input, now), now);
  }

  private void perform(List<NodeOutput> asked, Instant now) {
    for (var output : asked) {
      switch (output) {
        case NodeOutput.Send(var link, var bytes) ->
            outputs.add(new PeerOutput.Transmit(link, bytes));
        case NodeOutput.Close(var link) ->
            outputs.add(new PeerOutput.Shut(link, "another link leads to the same peer"));
        case NodeOutput.Dial dial -> dial(dial, now);
        case NodeOutput.Reachable(var peer, var theirs) -> {
          noted(peer, theirs);
          compare(peer, theirs.fingerprint());
        }
        case NodeOutput.Joined _ -> {
          isJoined = true;
          timers.set(Timer.LOOK, now.plus(nearly(parameters.timing().lookEvery())));
          timers.set(Timer.REMEMBER, now.plus(FIRST_MEMORY));
          outputs.add(new PeerOutput.Says(output));
        }
        case NodeOutput.Lost _ -> {
          outputs.add(new PeerOutput.Says(output));
          if (!search.isOn()) search.begin(book.toSearch(), now);
        }
        case NodeOutput.Departed _,
            NodeOutput.Commit _,
            NodeOutput.Reply _,
            NodeOutput.Tunneled _ ->
            outputs.add(new PeerOutput.Says(output));
      }
    }
  }

  // IC-9: roles are those of the handshake; whoever is active there dials.
  private void dial(NodeOutput.Dial dial, Instant now) {
    var fingerprint = dial.theirs().fingerprint();
    if (!dial.isActive()) {
      noted(dial.peer(), dial.theirs());
      awaited.put(dial.peer(), new Awaited(fingerprint, now.plus(AWAITED_FOR)));
    } else if (!isBeingDialled(dial.peer())) {
      var candidates = candidates(dial.theirs());
      connect(new Errand.Connect(dial.dial(), dial.peer(), fingerprint, candidates), now);
    }
  }

  private void noted(Id peer, ConnectData theirs) {
    candidates(theirs).stream().findFirst().ifPresent(first -> book.told(peer, first));
  }

  // IC-8: the link was faster than the CONNECT that announced its certificate.
  private void compare(Id peer, String fingerprint) {
    for (var each : peers.values()) {
      var other = each.line.certificate();
      boolean isAnother =
          other.isPresent() && !CertificateFingerprint.matches(fingerprint, other.get());
      if (each.peer.equals(peer) && isAnother) {
        outputs.add(new PeerOutput.Shut(each.line.number(), NOT_ANNOUNCED));
      }
    }
  }

  // Whoever looks for several places may come to the same peer with all of them; one link, or none,
  // settles them all.
  private boolean isBeingDialled(Id peer) {
    return dials.values().stream().anyMatch(errand -> isTo(peer, errand))
        || acquaintances.values().stream()
            .anyMatch(each -> each.errand.filter(errand -> isTo(peer, errand)).isPresent());
  }

  private static boolean isTo(Id peer, Errand errand) {
    return errand instanceof Errand.Connect connect && connect.peer().equals(peer);
  }

  private static List<Candidate> candidates(ConnectData theirs) {
    var candidates = new ArrayList<Candidate>();
    for (var text : theirs.candidates()) {
      try {
        Candidate.parse(text).ifPresent(candidates::add);
      } catch (WireException e) {
        // RFC 5245 §15.1: what cannot be understood is left out.
        continue;
      }
    }
    candidates.sort(Candidate.PREFERENCE);
    return candidates.subList(0, Math.min(candidates.size(), CANDIDATES_MAX));
  }

  private void connect(Errand.Connect errand, Instant now) {
    if (errand.rest().isEmpty()) {
      drive(new NodeInput.NotDialled(errand.dial()), now);
      return;
    }
    var rest = errand.rest().subList(1, errand.rest().size());
    dial(
        errand.rest().getFirst(),
        new Errand.Connect(errand.dial(), errand.peer(), errand.fingerprint(), rest));
  }

  private void dial(Candidate to, Errand errand) {
    dials.put(++lastDial, errand);
    outputs.add(new PeerOutput.Dial(lastDial, to));
  }

  // --- lines

  private void opened(Line line, long dial, Instant now) {
    var errand = Optional.ofNullable(dials.remove(dial));
    try {
      line.certificate().ifPresent(certificate -> check(certificate, errand, now));
      if (errand.isPresent()) opened(line, errand.get(), now);
      else accepted(line, now);
    } catch (WireException e) {
      refuse(line, errand, e, now);
    }
  }

  private void refuse(Line line, Optional<Errand> errand, WireException why, Instant now) {
    outputs.add(new PeerOutput.Shut(line.number(), String.valueOf(why.getMessage())));
    errand.ifPresent(each -> failed(each, now));
  }

  // PE-1, IC-8.
  private void check(PeerCertificate certificate, Optional<Errand> errand, Instant now) {
    if (certificate.peers().isEmpty()) {
      throw new WireException("its certificate names no peer of " + overlay.name());
    }
    // a certificate of several peers may be shared with another node of the same holder.
    if (certificate.peers().equals(List.of(node.id()))) {
      throw new WireException("it is this peer itself");
    }
    if (errand.isPresent() && errand.get() instanceof Errand.Connect connect) {
      if (!certificate.isOf(connect.peer())) {
        throw new WireException("its certificate is not of peer " + connect.peer());
      }
      if (!CertificateFingerprint.matches(connect.fingerprint(), certificate)) {
        throw new WireException(NOT_ANNOUNCED);
      }
    }
    overlay.security().learn(certificate.der(), now);
  }

  private void opened(Line line, Errand errand, Instant now) {
    boolean isProved = line.certificate().isPresent() && parameters.isNamedByCertificate();
    if (errand instanceof Errand.Connect connect && isProved) {
      up(line, connect.peer(), now);
      return;
    }
    requireRoom();
    long transaction = random.nextLong();
    var ping = introduction.ping(transaction, expected(errand));
    outputs.add(new PeerOutput.Transmit(line.number(), ping.clone()));
    var until = now.plus(parameters.timing().patience());
    acquaintances.put(
        line.number(), Acquaintance.asked(line, errand, transaction, ping, now, until));
  }

  private static Optional<Id> expected(Errand errand) {
    return switch (errand) {
      case Errand.Bootstrap(var contact) -> contact.peer();
      case Errand.Look(var contact) -> contact.peer();
      case Errand.Connect connect -> Optional.of(connect.peer());
    };
  }

  private void accepted(Line line, Instant now) {
    var certificate = line.certificate();
    if (certificate.isPresent() && certificate.get().peers().size() == 1) {
      accepted(line, certificate.get().peers().getFirst(), now);
      return;
    }
    requireRoom();
    var until = now.plus(parameters.timing().patience());
    acquaintances.put(line.number(), Acquaintance.awaited(line, until));
  }

  private void requireRoom() {
    if (acquaintances.size() >= ACQUAINTANCES_MAX) {
      throw new WireException(acquaintances.size() + " others have not said yet who they are");
    }
  }

  private void accepted(Line line, Id peer, Instant now) {
    if (!peer.isPeer()) throw new WireException("no peer has the id " + peer);
    if (peer.equals(node.id())) throw new WireException("it says that it is this peer itself");
    if (line.certificate().isPresent()) {
      var certificate = line.certificate().get();
      if (!certificate.isOf(peer)) {
        throw new WireException("its certificate is not of peer " + peer);
      }
      var expected = awaited.remove(peer);
      if (expected != null && !CertificateFingerprint.matches(expected.fingerprint, certificate)) {
        throw new WireException(NOT_ANNOUNCED);
      }
    }
    up(line, peer, now);
  }

  private void up(Line line, Id peer, Instant now) {
    peers.put(line.number(), new Neighbour(line, peer));
    if (line.isDialled()) book.reached(peer, new Candidate(line.kind(), line.remote()));
    var link =
        new Link(
            line.number(), peer, line.isDialled(), line.kind(), line.bytesMax(), line.remote());
    drive(new NodeInput.LinkUp(link), now);
  }

  private void arrived(long number, byte[] bytes, Instant now) {
    if (peers.containsKey(number)) {
      drive(new NodeInput.Received(number, bytes), now);
      return;
    }
    var acquaintance = acquaintances.get(number);
    if (acquaintance == null) return;
    try {
      if (acquaintance.isAsked()) answered(acquaintance, bytes, now);
      else named(acquaintance, bytes, now);
    } catch (WireException e) {
      acquaintances.remove(number);
      refuse(acquaintance.line, acquaintance.errand, e, now);
    }
  }

  private void named(Acquaintance acquaintance, byte[] first, Instant now) {
    var peer = introduction.claimed(first);
    accepted(acquaintance.line, peer, now);
    acquaintances.remove(acquaintance.line.number());
    drive(new NodeInput.Received(acquaintance.line.number(), first), now);
  }

  private void answered(Acquaintance acquaintance, byte[] bytes, Instant now) {
    var answer = introduction.answered(acquaintance.transaction, bytes, now);
    if (answer.isEmpty()) {
      if (!acquaintance.hold(bytes)) throw new WireException("it says much, but not who it is");
      return;
    }
    var line = acquaintance.line;
    var errand = acquaintance.errand.orElseThrow();
    var peer = answer.get().peer();
    if (!peer.isPeer() || peer.equals(node.id())) throw new WireException("it answers as " + peer);
    if (line.certificate().filter(each -> !each.isOf(peer)).isPresent()) {
      throw new WireException("its certificate is not of peer " + peer);
    }
    if (expected(errand).filter(each -> !each.equals(peer)).isPresent()) {
      throw new WireException("expected peer " + expected(errand).get() + ", found " + peer);
    }
    acquaintances.remove(line.number());
    up(line, peer, now);
    for (var each : acquaintance.held()) {
      drive(new NodeInput.Received(line.number(), each), now);
    }
    acquainted(line, errand, answer.get(), now);
  }

  private void acquainted(Line line, Errand errand, Introduction.Answer answer, Instant now) {
    switch (errand) {
      case Errand.Bootstrap _ -> {
        passing.put(line.number(), now);
        if (search.isOn() && answer.isInside()) {
          search.found();
          drive(new NodeInput.Enter(answer.peer()), now);
        } else {
          search.failed(now);
        }
      }
      case Errand.Look _ -> {
        passing.put(line.number(), now);
        if (answer.isInside() && isInside()) drive(new NodeInput.Enter(answer.peer()), now);
      }
      case Errand.Connect _ -> {}
    }
  }

  private void failed(Errand errand, Instant now) {
    switch (errand) {
      case Errand.Bootstrap _ -> search.failed(now);
      case Errand.Look _ -> {}
      case Errand.Connect connect -> connect(connect, now);
    }
  }

  private void ended(long number, Instant now) {
    passing.remove(number);
    var acquaintance = acquaintances.remove(number);
    if (acquaintance != null) acquaintance.errand.ifPresent(errand -> failed(errand, now));
    if (peers.remove(number) != null) drive(new NodeInput.LinkDown(number), now);
  }

  private void introductions(Instant now) {
    for (var each : List.copyOf(acquaintances.values())) {
      if (each.isOver(now)) {
        acquaintances.remove(each.line.number());
        refuse(each.line, each.errand, new WireException("it does not say who it is"), now);
      } else {
        each.again(now)
            .ifPresent(ping -> outputs.add(new PeerOutput.Transmit(each.line.number(), ping)));
      }
    }
  }

  // --- the overlay

  private void search(Instant now) {
    if (search.isDue(now)) search.begin(book.toSearch(), now);
    for (var next = search.due(now); next.isPresent(); next = search.due(now)) {
      var contact = next.get();
      dial(contact.candidate(), new Errand.Bootstrap(contact));
    }
    if (!search.isExhausted()) return;
    outputs.add(new PeerOutput.Unfound(search.tried()));
    if (parameters.role() == PeerParameters.Role.FOUNDER && !isJoined) {
      search.end();
      drive(new NodeInput.Form(), now);
    } else {
      search.rest(now);
    }
  }

  // A part of the overlay that was cut off is found by those who knew each other, or by whom the
  // configuration names.
  private void lookAround(Instant now) {
    timers.set(Timer.LOOK, now.plus(nearly(parameters.timing().lookEvery())));
    releasePassing(now);
    if (parameters.role() == PeerParameters.Role.CLIENT || search.isOn()) return;
    book.toLook(this::isLinked)
        .ifPresent(contact -> dial(contact.candidate(), new Errand.Look(contact)));
  }

  private boolean isLinked(Id peer) {
    return peers.values().stream().anyMatch(each -> each.peer.equals(peer));
  }

  // Whoever was asked for the overlay is not to keep a link for each that asked.
  private void releasePassing(Instant now) {
    var used = node.topology().peers();
    var before = now.minus(parameters.timing().lookEvery().dividedBy(2));
    for (var each : List.copyOf(passing.entrySet())) {
      if (each.getValue().isAfter(before)) continue;
      passing.remove(each.getKey());
      var other = peers.get(each.getKey());
      if (other == null || used.contains(other.peer)) continue;
      outputs.add(new PeerOutput.Shut(each.getKey(), "nothing is asked here any more"));
    }
  }

  private void remember(Instant now) {
    timers.set(Timer.REMEMBER, now.plus(parameters.timing().rememberEvery()));
    var contacts = book.toRemember(node.topology().peers()::contains);
    // Whoever is alone may find those again that it knew.
    if (contacts.isEmpty() || contacts.equals(remembered)) return;
    remembered = contacts;
    outputs.add(new PeerOutput.Remember(contacts));
  }

  private Duration nearly(Duration period) {
    long nanos = period.toNanos();
    return Duration.ofNanos(nanos - nanos / 4 + random.nextLong(nanos / 2 + 1));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.peer;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.core.chord.Chord;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.node.Reachability;
import dev.tocsin.reload.core.peer.PeerParameters.Role;
import dev.tocsin.reload.core.security.CertificateCache;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.core.security.SignedSecurity;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.io.link.Enrolled;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.sim.Simulation;
import dev.tocsin.sim.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Peers with perfect connections in virtual time; an address is a port number.
final class Town {

  static final PeerParameters.Timing TIMING = PeerParameters.Timing.DEFAULT;

  private static final Duration WAY = Duration.ofMillis(5);

  /// One peer with its place.
  static final class House {
    final int port;
    final PeerMachine machine;
    final List<PeerOutput> outputs = new ArrayList<>();

    /// What it proves on its connections.
    Optional<Credentials> shown;

    private final Map<Long, Wire> wires = new HashMap<>();

    House(int port, PeerMachine machine, Optional<Credentials> shown) {
      this.port = port;
      this.machine = machine;
      this.shown = shown;
    }

    Id id() {
      return machine.node().id();
    }

    List<Id> links() {
      return machine.node().links().stream().map(link -> link.peer()).sorted().toList();
    }

    List<Candidate> dials() {
      var all = new ArrayList<Candidate>();
      for (var each : outputs) if (each instanceof PeerOutput.Dial(_, var to)) all.add(to);
      return all;
    }

    List<String> shut() {
      var all = new ArrayList<String>();
      for (var each : outputs) if (each instanceof PeerOutput.Shut(_, var why)) all.add(why);
      return all;
    }

    List<NodeOutput> said() {
      var all = new ArrayList<NodeOutput>();
      for (var each : outputs) if (each instanceof PeerOutput.Says(var said)) all.add(said);
      return all;
    }

    List<Contact> remembered() {
      var last = List.<Contact>of();
      for (var each : outputs) if (each instanceof PeerOutput.Remember(var all)) last = all;
      return last;
    }
  }

  private record Wire(House other, long line) {}

  final VirtualTime time;
  final Map<Integer, House> houses = new HashMap<>();

  /// Ports that answer nothing, though connections to them stand.
  final Set<Integer> silent = new HashSet<>();

  /// Ports that nobody gets through to.
  final Set<Integer> walled = new HashSet<>();

  /// What a peer says of where it is, if not the truth.
  final Map<Integer, List<Candidate>> announced = new HashMap<>();

  /// How long a connection takes to form.
  Duration handshake = WAY;

  private final RandomGenerator random;
  private final Optional<Enrolled> enrolled;
  private long lines;

  /// @param enrolled absent where all hold one key
  Town(Simulation simulation, Optional<Enrolled> enrolled) {
    this.time = simulation.time();
    this.random = simulation.random();
    this.enrolled = enrolled;
  }

  static PeerAddress at(int port) {
    return new PeerAddress(Bytes.owning(new byte[] {127, 0, 0, 1}), port);
  }

  static Candidate tls(int port) {
    return new Candidate(RouteLogEntry.Link.TLS, at(port));
  }

  static Contact anybody(int port) {
    return Contact.anybody(tls(port));
  }

  static Id id(int number) {
    return Id.parse("%02x000000000000000000000000000001".formatted(number));
  }

  Credentials credentials(Id peer) {
    return enrolled.orElseThrow().credentials(peer, Duration.ofDays(9), time.instant());
  }

  /// Of somebody who may be several peers.
  PeerCertificate certificate(Id... peers) {
    var key = credentials(peers[0]).certificate().certificate().getPublicKey();
    return enrolled
        .orElseThrow()
        .authority()
        .certify(key, List.of(), List.of(peers), Duration.ofDays(9), time.instant());
  }

  /// A first message of somebody who says that he is this peer.
  static byte[] claim(Id peer) {
    var nowhere = new Reachability(at(1), "", List.of());
    var overlay =
        new Overlay(
            Enrolled.OVERLAY,
            DraftProfile.PROFILE,
            MessageSecurity.SHARED_KEY,
            Kinds.NONE,
            nowhere,
            "test");
    return new Introduction(overlay, peer).ping(1, Optional.empty());
  }

  /// A peer whose id is that of its port.
  House add(int port, Role role, Contact... configured) {
    return add(port, role, List.of(), Optional.empty(), configured);
  }

  /// @param shown what it shows on its connections, if that is not its own
  House add(
      int port,
      Role role,
      List<Contact> remembered,
      Optional<Credentials> shown,
      Contact... configured) {
    var id = id(port);
    var own = enrolled.map(_ -> credentials(id));
    var security =
        own.<MessageSecurity>map(
                each ->
                    new SignedSecurity(
                        DraftProfile.PROFILE,
                        each,
                        SignedSecurity.Forms.WHOLE,
                        new CertificateCache(enrolled.get().authority().trust(), 100)))
            .orElse(MessageSecurity.SHARED_KEY);
    var fingerprint = own.map(each -> CertificateFingerprint.of(each.certificate())).orElse("");
    var candidates = announced.getOrDefault(port, List.of(tls(port)));
    var texts = candidates.stream().map(candidate -> candidate.text(0)).toList();
    var reachability = new Reachability(at(port), fingerprint, texts);
    var overlay =
        new Overlay(
            Enrolled.OVERLAY, DraftProfile.PROFILE, security, Kinds.NONE, reachability, "test");
    var topology =
        role == Role.CLIENT
            ? new GuestTopology(id)
            : new Chord(
                id,
                ChordParameters.DRAFT.withPeriods(Duration.ofSeconds(60), Duration.ofMinutes(5)),
                random);
    var parameters =
        new PeerParameters(role, List.of(configured), List.of(at(port)), own.isPresent(), TIMING);
    var node = new Node(NodeParameters.DRAFT, overlay, topology, random);
    var house =
        new House(port, new PeerMachine(node, overlay, parameters, random), shown.or(() -> own));
    houses.put(port, house);
    tell(house, new PeerInput.Begin(remembered, List.of()));
    return house;
  }

  /// It ends without a word, and so do its connections.
  void burn(int port) {
    var house = houses.remove(port);
    for (var each : List.copyOf(house.wires.keySet())) cut(house, each);
  }

  /// All connections between the two sides end, and no others can be made.
  void part(Set<Integer> island) {
    walled.addAll(island);
    for (var house : List.copyOf(houses.values())) {
      if (!island.contains(house.port)) continue;
      for (var each : List.copyOf(house.wires.entrySet())) {
        if (!island.contains(each.getValue().other.port)) cut(house, each.getKey());
      }
    }
  }

  void tell(House house, PeerInput input) {
    perform(house, house.machine.handle(input, time.instant()));
  }

  void ask(House house, NodeInput input) {
    tell(house, new PeerInput.Told(input));
  }

  private void perform(House house, List<PeerOutput> outputs) {
    house.outputs.addAll(outputs);
    for (var output : outputs) {
      switch (output) {
        case PeerOutput.Dial(var dial, var to) ->
            time.after(handshake, () -> dial(house, dial, to));
        case PeerOutput.Transmit(var line, var bytes) ->
            time.after(WAY, () -> deliver(house, line, bytes));
        case PeerOutput.Shut(var line, _) -> time.after(WAY, () -> cut(house, line));
        case PeerOutput.Says(NodeOutput.Commit(var serial, _)) ->
            time.after(WAY, () -> ask(house, new NodeInput.Committed(serial)));
        case PeerOutput.Says _, PeerOutput.Remember _, PeerOutput.Unfound _ -> {}
      }
    }
    wake(house);
  }

  private void wake(House house) {
    var deadline = house.machine.deadline();
    if (deadline.isAfter(time.instant().plus(Duration.ofDays(1)))) return;
    time.at(
        deadline,
        () -> {
          boolean isThere = houses.get(house.port) == house;
          if (!isThere || house.machine.deadline().isAfter(time.instant())) return;
          perform(house, house.machine.tick(time.instant()));
        });
  }

  private void dial(House from, long dial, Candidate to) {
    var other = houses.get(to.address().port());
    boolean isBlocked = walled.contains(to.address().port()) != walled.contains(from.port);
    if (other == null || isBlocked || to.kind() != RouteLogEntry.Link.TLS) {
      tell(from, new PeerInput.Unreached(dial));
      return;
    }
    long here = ++lines;
    long there = ++lines;
    from.wires.put(here, new Wire(other, there));
    other.wires.put(there, new Wire(from, here));
    tell(other, new PeerInput.Opened(line(there, from, at(50_000 + from.port), false), 0));
    tell(from, new PeerInput.Opened(line(here, other, to.address(), true), dial));
  }

  private static Line line(long number, House other, PeerAddress remote, boolean isDialled) {
    var certificate = other.shown.map(Credentials::certificate);
    return new Line(number, certificate, RouteLogEntry.Link.TLS, isDialled, remote, 1 << 20);
  }

  private void deliver(House from, long line, byte[] bytes) {
    var wire = from.wires.get(line);
    if (wire == null || silent.contains(from.port)) return;
    tell(wire.other, new PeerInput.Arrived(wire.line, bytes.clone()));
  }

  private void cut(House house, long line) {
    var wire = house.wires.remove(line);
    if (wire == null) return;
    wire.other.wires.remove(wire.line);
    tell(house, new PeerInput.Ended(line));
    tell(wire.other, new PeerInput.Ended(wire.line));
  }
}

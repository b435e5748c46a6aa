// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.scenario;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.ServerState;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.data.KeptData;
import dev.tocsin.dots.core.server.machine.ServerMachine;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.RefusedException;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.codec.SignalCodec;
import dev.tocsin.sim.Driven;
import dev.tocsin.sim.SimDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// A server machine with a disk, a mitigator that enables everything, and a transport that hands
/// each message over once (RFC 7252 §4.5) and repeats the answer to a repeated confirmable one.
final class ServerHost {

  private record Place(String client, long connection) {}

  private static final class Session {
    final Place place;
    final Map<Long, ExchangeId> messages = new HashMap<>();
    final Map<ExchangeId, Frame.Response> answers = new HashMap<>();
    final Map<Long, ExchangeId> tokens = new HashMap<>();
    final Map<Long, Boolean> beats = new HashMap<>();

    Session(Place place) {
      this.place = place;
    }
  }

  /// What one mitigator enforces of a mitigation.
  record Standing(String mitigator, MitigationKey key) {}

  private record Exchange(SessionId session, long token) {}

  final String host;

  /// Every mitigation that was ever accepted, in order; a second one for the same key shows twice.
  final List<MitigationKey> accepted = new ArrayList<>();

  final Map<Standing, MitigationOrder> enforced = new LinkedHashMap<>();
  private final World world;
  private final List<Domain> domains;
  private final SimDisk<Change> disk;
  private Driven<ServerInput, ServerOutput> driven;
  private Map<SessionId, Session> sessions = new HashMap<>();
  private Map<Place, SessionId> places = new HashMap<>();
  private Map<ExchangeId, Exchange> exchanges = new HashMap<>();
  private boolean attackRuns = true;
  private long packets;
  private long ids;
  private long order;
  private long era;

  ServerHost(World world, String host, List<Domain> domains) {
    this.world = world;
    this.host = host;
    this.domains = domains;
    this.disk = new SimDisk<>(world.simulation, Duration.ofMillis(2));
    this.driven = boot();
    measure();
  }

  private Driven<ServerInput, ServerOutput> boot() {
    var configured =
        domains.stream().map(each -> Customer.configured(each, "server.yaml:1")).toList();
    var machine =
        new ServerMachine(ServerParameters.DEFAULT, configured, state(), world.simulation.random());
    world.network.attach(host, this::receive);
    long born = era;
    driven =
        world.simulation.drive(
            machine,
            output -> {
              if (born == era) perform(output);
            });
    return driven;
  }

  /// The operator approves all that waits.
  void approveAll() {
    for (var mitigation : stored()) {
      if (!(mitigation.consent() instanceof Consent.Awaited)) continue;
      var approve = new OperatorRequest.Approve(mitigation.key(), "jo");
      driven.offer(new ServerInput.Operated(new ExchangeId(++ids), approve));
    }
  }

  /// Nothing is answered any more; what is on disk stays.
  void crash() {
    era++;
    driven.crash();
    disk.crash();
    world.network.detach(host);
    sessions = new HashMap<>();
    places = new HashMap<>();
    exchanges = new HashMap<>();
    enforced.clear();
  }

  /// Ends in order: says goodbye to its sessions first.
  void stop() {
    for (var session : sessions.values()) {
      world.network.send(host, session.place.client, new Frame.Close(session.place.connection));
    }
    crash();
  }

  void start() {
    boot();
  }

  void attack(boolean runs) {
    attackRuns = runs;
  }

  int sessions() {
    return sessions.size();
  }

  List<Mitigation> stored() {
    return state().mitigations();
  }

  private ServerState state() {
    var customers = new TreeMap<String, Customer>();
    var mitigations = new LinkedHashMap<MitigationKey, Mitigation>();
    var clients = new LinkedHashMap<String, Change.BindClient>();
    var configs = new LinkedHashMap<String, Change.PutConfig>();
    var kept = new KeptData();
    for (var change : disk.durable()) {
      switch (change) {
        case Change.PutMitigation(var mitigation) -> mitigations.put(mitigation.key(), mitigation);
        case Change.RemoveMitigation(var key) -> mitigations.remove(key);
        case Change.BindClient bind -> clients.put(bind.domain() + "/" + bind.cuid(), bind);
        case Change.RemoveClient(var domain, var cuid) -> clients.remove(domain + "/" + cuid);
        case Change.PutConfig put -> configs.put(put.domain() + "/" + put.owner(), put);
        case Change.RemoveConfig(var domain, var owner) -> configs.remove(domain + "/" + owner);
        case Change.PutDomain(var customer) -> customers.put(customer.name(), customer);
        case Change.RemoveDomain(var name) -> customers.remove(name);
        case Change.Data(var data) -> kept.add(data);
      }
    }
    var inOrder = new ArrayList<>(mitigations.values());
    inOrder.sort(Comparator.comparingLong(Mitigation::sequence));
    return new ServerState(
        List.copyOf(customers.values()),
        inOrder,
        List.copyOf(clients.values()),
        List.copyOf(configs.values()),
        kept.all());
  }

  private void perform(ServerOutput output) {
    switch (output) {
      case ServerOutput.Commit commit -> commit(commit);
      case ServerOutput.Answer(var id, var response, var observing) ->
          answer(id, response, observing);
      case ServerOutput.Notify(var id, var response) -> notify(id, response);
      case ServerOutput.Ignore(var id) -> exchanges.remove(id);
      case ServerOutput.EndObservation(var id) -> exchanges.remove(id);
      case ServerOutput.SendHeartbeat(var id, var status) -> beat(id, status);
      case ServerOutput.CloseSession(var id, _) -> close(id);
      case ServerOutput.Enable(var enabling) -> enable(enabling);
      case ServerOutput.Disable(var mitigator, var key) -> disable(mitigator, key);
      case ServerOutput.AnswerData _,
          ServerOutput.AnswerOperator _,
          ServerOutput.Waiting _,
          ServerOutput.AnswerManagement _,
          ServerOutput.Recognise _,
          ServerOutput.Drive _,
          ServerOutput.Missing _,
          ServerOutput.TellRivals _,
          ServerOutput.InstallFilter _,
          ServerOutput.RemoveFilter _,
          ServerOutput.ApplyConfig _,
          ServerOutput.Resolve _,
          ServerOutput.Warn _,
          ServerOutput.Audit _ -> {}
    }
  }

  private void commit(ServerOutput.Commit commit) {
    disk.commit(
        commit.changes(),
        () -> {
          commit.changes().forEach(this::note);
          commit.then().forEach(this::perform);
          driven.offer(new ServerInput.Committed(commit.serial()));
        },
        () -> {
          driven.offer(new ServerInput.CommitFailed(commit.serial()));
          commit.otherwise().forEach(this::perform);
        });
  }

  private void note(Change change) {
    if (change instanceof Change.PutMitigation(var mitigation)
        && !accepted.contains(mitigation.key())) {
      accepted.add(mitigation.key());
    }
  }

  private void answer(ExchangeId id, SignalResponse response, boolean observing) {
    var exchange = exchanges.get(id);
    if (exchange == null) return;
    var session = sessions.get(exchange.session);
    if (!observing) exchanges.remove(id);
    if (session == null) return;
    var frame =
        new Frame.Response(
            session.place.connection,
            exchange.token,
            false,
            ++order,
            SignalCodec.writeResponse(response));
    session.answers.put(id, frame);
    world.network.send(host, session.place.client, frame);
  }

  private void notify(ExchangeId id, SignalResponse response) {
    var exchange = exchanges.get(id);
    if (exchange == null) return;
    var session = sessions.get(exchange.session);
    if (session == null) return;
    var content = SignalCodec.writeResponse(response);
    world.network.send(
        host,
        session.place.client,
        new Frame.Response(session.place.connection, exchange.token, true, ++order, content));
  }

  private void beat(SessionId id, boolean status) {
    var session = sessions.get(id);
    if (session == null) return;
    long message = ++ids;
    session.beats.put(message, false);
    var content = SignalCodec.writeRequest(new SignalRequest.Heartbeat(status), false);
    world.network.send(
        host, session.place.client, new Frame.Beat(session.place.connection, message, content));
    world
        .time()
        .after(
            Duration.ofSeconds(10),
            () -> {
              if (Boolean.FALSE.equals(session.beats.remove(message)) && sessions.containsKey(id)) {
                driven.offer(new ServerInput.HeartbeatEnded(id, false));
              }
            });
  }

  private void enable(MitigationOrder enabling) {
    long born = era;
    world
        .time()
        .after(
            Duration.ofMillis(20),
            () -> {
              if (born != era) return;
              enforced.put(new Standing(enabling.mitigator(), enabling.key()), enabling);
              var event = new MitigatorEvent.Enabled(enabling.targets(), "drop");
              driven.offer(new ServerInput.Mitigated(enabling.mitigator(), enabling.key(), event));
            });
  }

  private void disable(String mitigator, MitigationKey key) {
    long born = era;
    world
        .time()
        .after(
            Duration.ofMillis(20),
            () -> {
              if (born != era) return;
              enforced.remove(new Standing(mitigator, key));
              driven.offer(
                  new ServerInput.Mitigated(mitigator, key, new MitigatorEvent.Disabled()));
            });
  }

  private void measure() {
    world
        .time()
        .after(
            Duration.ofSeconds(5),
            () -> {
              if (attackRuns) packets += 500_000;
              var dropped =
                  new Counters(
                      OptionalLong.of(packets * 100),
                      OptionalLong.of(attackRuns ? 10_000_000 : 0),
                      OptionalLong.of(packets),
                      OptionalLong.of(attackRuns ? 100_000 : 0));
              for (var order : List.copyOf(enforced.values())) {
                var event = new MitigatorEvent.Measured(dropped);
                driven.offer(new ServerInput.Mitigated(order.mitigator(), order.key(), event));
              }
              measure();
            });
  }

  private void receive(String from, Frame frame) {
    var place = new Place(from, frame.connection());
    if (frame instanceof Frame.Hello) {
      welcome(place);
      return;
    }
    var id = places.get(place);
    // A session that a restart lost: what comes for it cannot be decrypted.
    if (id == null) return;
    var session = sessions.get(id);
    switch (frame) {
      case Frame.Request request -> requested(id, session, request);
      case Frame.Reset(_, var token) -> {
        var exchange = session.tokens.remove(token);
        if (exchange != null && exchanges.remove(exchange) != null) {
          driven.offer(new ServerInput.ObservationEnded(exchange));
        }
      }
      case Frame.BeatAnswer(_, var message) -> {
        if (Boolean.FALSE.equals(session.beats.remove(message))) {
          driven.offer(new ServerInput.HeartbeatEnded(id, true));
        }
      }
      case Frame.Close _ -> forget(id);
      case Frame.Hello _, Frame.Welcome _, Frame.Response _, Frame.Beat _ -> {}
    }
  }

  private void welcome(Place place) {
    if (!places.containsKey(place)) {
      var id = new SessionId(++ids);
      places.put(place, id);
      sessions.put(id, new Session(place));
      var peer = new PeerIdentity.SharedKey(place.client, World.fingerprint(place.client));
      driven.offer(new ServerInput.SessionOpened(id, peer, TransportKind.DTLS));
    }
    world.network.send(host, place.client, new Frame.Welcome(place.connection));
  }

  private void requested(SessionId id, Session session, Frame.Request frame) {
    var before = session.messages.get(frame.message());
    if (before != null) {
      var answer = session.answers.get(before);
      if (answer != null && frame.content().confirmable()) {
        world.network.send(host, session.place.client, answer);
      }
      return;
    }
    var exchange = new ExchangeId(++ids);
    session.messages.put(frame.message(), exchange);
    session.tokens.put(frame.token(), exchange);
    exchanges.put(exchange, new Exchange(id, frame.token()));
    try {
      var request = SignalCodec.readRequest(frame.content());
      driven.offer(new ServerInput.Requested(exchange, id, request));
    } catch (RefusedException refused) {
      answer(exchange, SignalResponse.refusal(refused.code(), refused.getMessage()), false);
    }
  }

  private void close(SessionId id) {
    var session = sessions.get(id);
    if (session == null) return;
    world.network.send(host, session.place.client, new Frame.Close(session.place.connection));
    forget(id);
  }

  private void forget(SessionId id) {
    var session = sessions.remove(id);
    if (session == null) return;
    places.remove(session.place);
    driven.offer(new ServerInput.SessionClosed(id));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.Node;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerOutput.Commit;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.ServerState;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.data.KeptData;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Several server machines on one log, which orders what they commit. Commits wait until {@link
/// #append}, what the log holds reaches a node at {@link #deliver}: both as late as a test wants.
final class Cluster {

  private record Entry(String node, long serial, List<Change> changes) {}

  final class Member {
    final String name;
    private final Set<String> local;
    ServerMachine machine;
    private int position;
    boolean isCutOff;
    boolean isDown;
    private final Deque<Commit> waiting = new ArrayDeque<>();
    final List<ServerOutput> performed = new ArrayList<>();
    final Map<ExchangeId, SignalResponse> answers = new HashMap<>();

    /// What this node would have its mitigators do, by `mitigator key`.
    final Set<String> standing = new TreeSet<>();

    private Member(String name, Set<String> local) {
      this.name = name;
      this.local = local;
      machine = made();
      perform(machine.tick(now));
    }

    private ServerMachine made() {
      position = log.size();
      var node = new Node(name, local);
      var configured =
          domains.stream().map(each -> Customer.configured(each, "server.yaml:1")).toList();
      return new ServerMachine(ServerParameters.DEFAULT, node, configured, state(), new Random(1));
    }

    void handle(ServerInput input) {
      perform(machine.handle(input, now));
    }

    SessionId open(String fingerprint) {
      var id = new SessionId(++ids);
      handle(
          new ServerInput.SessionOpened(
              id, new PeerIdentity.RawKey(fingerprint), TransportKind.DTLS));
      return id;
    }

    ExchangeId send(SessionId session, SignalRequest request) {
      var exchange = new ExchangeId(++ids);
      handle(new ServerInput.Requested(exchange, session, request));
      return exchange;
    }

    /// The answer after the log has taken all that it rests on.
    SignalResponse ask(SessionId session, SignalRequest request) {
      var exchange = send(session, request);
      append();
      return answers.get(exchange);
    }

    /// The oldest commit finds its place in the log.
    void appendOne() {
      var commit = waiting.poll();
      if (commit == null) return;
      if (!commit.changes().isEmpty()) {
        log.add(new Entry(name, commit.serial(), commit.changes()));
        commit.changes().forEach(Cluster.this::store);
      }
      perform(commit.then());
    }

    void append() {
      while (!waiting.isEmpty()) appendOne();
    }

    void deliverOne() {
      if (isDown || isCutOff || position == log.size()) return;
      var entry = log.get(position++);
      if (entry.node().equals(name)) handle(new ServerInput.Committed(entry.serial()));
      else handle(new ServerInput.Foreign(entry.node(), position, entry.changes()));
    }

    boolean isBehind() {
      return !isDown && (position < log.size() || !waiting.isEmpty());
    }

    void cutOff(boolean isSo) {
      isCutOff = isSo;
      fail();
      handle(new ServerInput.CutOff(isSo));
    }

    private void fail() {
      while (isCutOff && !waiting.isEmpty()) {
        var commit = waiting.poll();
        perform(commit.otherwise());
        handle(new ServerInput.CommitFailed(commit.serial()));
      }
    }

    void crash() {
      isDown = true;
      waiting.clear();
      standing.clear();
    }

    void restart() {
      isDown = false;
      isCutOff = false;
      machine = made();
      perform(machine.tick(now));
    }

    void tick() {
      if (!isDown && !machine.deadline().isAfter(now)) perform(machine.tick(now));
    }

    List<Mitigation> records() {
      handle(
          new ServerInput.Operated(new ExchangeId(++ids), new OperatorRequest.Show(false, 1000)));
      append();
      var answer =
          performed.stream()
              .filter(ServerOutput.AnswerOperator.class::isInstance)
              .map(each -> ((ServerOutput.AnswerOperator) each).answer())
              .reduce((_, last) -> last)
              .orElseThrow();
      return ((OperatorAnswer.Mitigations) answer)
          .shown().stream()
              .map(OperatorAnswer.Shown::mitigation)
              .sorted(Comparator.comparing(each -> each.key().toString()))
              .toList();
    }

    private void perform(List<ServerOutput> outputs) {
      outputs.forEach(this::perform);
    }

    private void perform(ServerOutput output) {
      performed.add(output);
      switch (output) {
        case Commit commit -> {
          waiting.add(commit);
          fail();
        }
        case ServerOutput.Answer(var exchange, var response, _) -> answers.put(exchange, response);
        case ServerOutput.Enable(var order) -> standing.add(order.mitigator() + " " + order.key());
        case ServerOutput.Disable(var mitigator, var key) -> standing.remove(mitigator + " " + key);
        case ServerOutput.SendHeartbeat(var session, _) ->
            handle(new ServerInput.HeartbeatEnded(session, true));
        case ServerOutput.TellRivals(var standing, var refused) ->
            tellOthers(this, new ServerInput.RivalRefused(standing, refused));
        default -> {}
      }
    }
  }

  Instant now = Ladder.START;
  final List<Member> members = new ArrayList<>();
  final Map<MitigationKey, Mitigation> stored = new LinkedHashMap<>();
  private final List<Entry> log = new ArrayList<>();
  private final Map<String, Change.BindClient> clients = new TreeMap<>();
  private final Map<String, Change.PutConfig> configs = new TreeMap<>();
  private final Map<String, Customer> customers = new TreeMap<>();
  private final KeptData kept = new KeptData();
  private final List<Domain> domains;
  private long ids;

  Cluster(int nodes, Domain... domains) {
    this(nodes, Set.of(), domains);
  }

  Cluster(int nodes, Set<String> local, Domain... domains) {
    this.domains = List.of(domains);
    for (int i = 0; i < nodes; i++) {
      members.add(new Member(Character.toString('a' + i), local));
    }
    tellAlive();
  }

  private void tellOthers(Member by, ServerInput heard) {
    for (var member : members) {
      if (member != by && !by.isCutOff && !member.isDown && !member.isCutOff) member.handle(heard);
    }
  }

  Member node(int index) {
    return members.get(index);
  }

  /// Every node that is up hears which leases hold: of those that are neither down nor cut off.
  void tellAlive() {
    var alive = new HashSet<String>();
    for (var member : members) if (!member.isDown && !member.isCutOff) alive.add(member.name);
    for (var member : members) {
      if (alive.contains(member.name)) member.handle(new ServerInput.NodesAlive(alive));
    }
  }

  void pass(Duration time) {
    now = now.plus(time);
    for (int round = 0; round < 3; round++) members.forEach(Member::tick);
  }

  /// Until nobody has anything to commit or to hear any more.
  void settle() {
    for (int round = 0; members.stream().anyMatch(Member::isBehind); round++) {
      if (round > 10_000) throw new IllegalStateException("the nodes never come to rest");
      for (var member : members) {
        member.appendOne();
        member.deliverOne();
      }
    }
  }

  private ServerState state() {
    var mitigations =
        stored.values().stream().sorted(Comparator.comparingLong(Mitigation::sequence)).toList();
    return new ServerState(
        List.copyOf(customers.values()),
        mitigations,
        List.copyOf(clients.values()),
        List.copyOf(configs.values()),
        kept.all());
  }

  private void store(Change change) {
    switch (change) {
      case Change.PutMitigation(var mitigation) -> stored.put(mitigation.key(), mitigation);
      case Change.RemoveMitigation(var key) -> stored.remove(key);
      case Change.BindClient bind -> clients.put(bind.domain() + "/" + bind.cuid(), bind);
      case Change.RemoveClient(var domain, var cuid) -> clients.remove(domain + "/" + cuid);
      case Change.PutConfig put -> configs.put(put.domain() + "/" + put.owner(), put);
      case Change.RemoveConfig(var domain, var owner) -> configs.remove(domain + "/" + owner);
      case Change.PutDomain(var customer) -> customers.put(customer.name(), customer);
      case Change.RemoveDomain(var name) -> customers.remove(name);
      case Change.Data(var data) -> kept.add(data);
    }
  }

  List<Mitigation> inLog() {
    return stored.values().stream()
        .sorted(Comparator.comparing(each -> each.key().toString()))
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.ManagementRequest;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.ServerState;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.data.KeptData;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.AclType;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.DotsClient;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A server machine between scripted clients, a disk that can fail, and mitigators that do as they
/// are told, in a time that only moves when it is told to.
final class Ladder {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final String NET = "192.0.2.0/24";

  Instant now = START;
  ServerMachine machine;
  boolean diskFails;

  /// Clients leave heartbeats unanswered.
  boolean silent;

  /// Commits wait until {@link #sync} instead of becoming durable at once.
  boolean diskWaits;

  final List<ServerOutput> performed = new ArrayList<>();
  final Map<ExchangeId, List<SignalResponse>> answers = new LinkedHashMap<>();
  final Map<ExchangeId, List<SignalResponse>> notifications = new LinkedHashMap<>();
  final Map<MitigationKey, MitigationOrder> enforced =
      new TreeMap<>(Comparator.comparing(Object::toString));

  /// By `mitigator key`, where several enforce a mitigation.
  final Map<String, MitigationOrder> standing = new TreeMap<>();

  final Map<String, Customer> customers = new TreeMap<>();
  final Map<MitigationKey, Mitigation> stored = new LinkedHashMap<>();
  final Map<String, Change.BindClient> clients = new LinkedHashMap<>();
  final Map<String, Change.PutConfig> configs = new LinkedHashMap<>();
  final KeptData kept = new KeptData();
  private final Deque<ServerOutput.Commit> waiting = new ArrayDeque<>();
  private final ServerParameters parameters;
  private List<Domain> domains;
  private long ids;

  Ladder(Domain... domains) {
    this(ServerParameters.DEFAULT, domains);
  }

  Ladder(ServerParameters parameters, Domain... domains) {
    this.parameters = parameters;
    this.domains = List.of(domains);
    this.machine = new ServerMachine(parameters, configured(), ServerState.EMPTY, new Random(1));
    tick();
  }

  static Domain domain() {
    return domain(Policy.DEFAULT);
  }

  static Domain domain(OnOverlap onOverlap) {
    return domain(Policy.DEFAULT.with(onOverlap));
  }

  static Domain domain(Policy policy) {
    return domain(policy, new Domain.Limits(1_000_000, 100, 10));
  }

  static Domain domain(Policy policy, Domain.Limits limits) {
    return domain(
        policy, limits, List.of(MitigatorChoice.of("filter"), MitigatorChoice.of("blackhole")));
  }

  static Domain domain(Policy policy, MitigatorChoice... choices) {
    return domain(policy, new Domain.Limits(1_000_000, 100, 10), List.of(choices));
  }

  private static Domain domain(Policy policy, Domain.Limits limits, List<MitigatorChoice> choices) {
    return new Domain(
        "customer",
        List.of(
            new Credential.KeyFingerprint("alice"),
            new Credential.KeyFingerprint("bob"),
            new Credential.KeyFingerprint("carol")),
        List.of(Prefix.parse(NET), Prefix.parse("2001:db8::/32")),
        List.of("example.com"),
        choices,
        limits,
        policy);
  }

  static Scope scope(String... prefixes) {
    return Scope.of(Stream.of(prefixes).map(Prefix::parse).toArray(Prefix[]::new));
  }

  static MitigationRequest request(Scope scope, long lifetime) {
    return new MitigationRequest(scope, lifetime, true, Optional.empty());
  }

  static MitigationRequest preconfigured(Scope scope, long lifetime) {
    return new MitigationRequest(scope, lifetime, false, Optional.empty());
  }

  static MitigationKey key(String cuid, long mid) {
    return new MitigationKey("customer", cuid, mid);
  }

  // What clients do.

  SessionId open(String fingerprint) {
    return open(fingerprint, TransportKind.DTLS);
  }

  SessionId open(String fingerprint, TransportKind transport) {
    var id = new SessionId(++ids);
    handle(new ServerInput.SessionOpened(id, new PeerIdentity.RawKey(fingerprint), transport));
    return id;
  }

  SignalResponse put(SessionId session, String cuid, long mid, String prefix) {
    return put(session, cuid, mid, request(scope(prefix), 3600));
  }

  SignalResponse put(SessionId session, String cuid, long mid, MitigationRequest request) {
    return ask(session, new SignalRequest.Mitigate(cuid, mid, request));
  }

  SignalResponse delete(SessionId session, String cuid, long mid) {
    return ask(session, new SignalRequest.Withdraw(cuid, mid));
  }

  SignalResponse get(SessionId session, String cuid) {
    return ask(
        session,
        new SignalRequest.Retrieve(cuid, OptionalLong.empty(), ContentFilter.ALL, Observe.NO));
  }

  MitigationStatus status(SessionId session, String cuid, long mid) {
    return statuses(
            ask(
                session,
                new SignalRequest.Retrieve(
                    cuid, OptionalLong.of(mid), ContentFilter.ALL, Observe.NO)))
        .getFirst();
  }

  MitigationState state(SessionId session, String cuid, long mid) {
    return status(session, cuid, mid).state().orElseThrow();
  }

  ExchangeId observe(SessionId session, String cuid, OptionalLong mid) {
    return send(
        session, new SignalRequest.Retrieve(cuid, mid, ContentFilter.ALL, Observe.REGISTER));
  }

  /// The one answer to a request.
  SignalResponse ask(SessionId session, SignalRequest request) {
    var given = answers.get(send(session, request));
    if (given == null || given.size() != 1) {
      throw new AssertionError(request + " was answered with " + given);
    }
    return given.getFirst();
  }

  ExchangeId send(SessionId session, SignalRequest request) {
    var exchange = new ExchangeId(++ids);
    handle(new ServerInput.Requested(exchange, session, request));
    return exchange;
  }

  static List<MitigationStatus> statuses(SignalResponse response) {
    if (response.body() instanceof SignalResponse.Body.Mitigations(var all)) return all;
    throw new AssertionError("no mitigations in " + response);
  }

  static String reason(SignalResponse response) {
    if (response.body() instanceof SignalResponse.Body.Diagnostic(var text)) return text;
    throw new AssertionError("no reason in " + response);
  }

  DataAnswer data(String fingerprint, DataRequest request) {
    var exchange = new ExchangeId(++ids);
    handle(new ServerInput.DataRequested(exchange, new PeerIdentity.RawKey(fingerprint), request));
    return performed(ServerOutput.AnswerData.class).stream()
        .filter(answer -> answer.exchange().equals(exchange))
        .map(ServerOutput.AnswerData::answer)
        .findFirst()
        .orElseThrow();
  }

  OperatorAnswer operate(OperatorRequest request) {
    var exchange = new ExchangeId(++ids);
    handle(new ServerInput.Operated(exchange, request));
    return performed(ServerOutput.AnswerOperator.class).stream()
        .filter(answer -> answer.exchange().equals(exchange))
        .map(ServerOutput.AnswerOperator::answer)
        .findFirst()
        .orElseThrow();
  }

  OperatorAnswer approve(String cuid, long mid) {
    return operate(new OperatorRequest.Approve(key(cuid, mid), "jo"));
  }

  OperatorAnswer refuse(String cuid, long mid) {
    return operate(new OperatorRequest.Refuse(key(cuid, mid), "jo", ""));
  }

  ManagementAnswer manage(ManagementRequest request) {
    var exchange = new ExchangeId(++ids);
    handle(new ServerInput.ManagementRequested(exchange, "olga", request));
    return managed(exchange).orElseThrow();
  }

  /// The answer, if it was given already.
  Optional<ManagementAnswer> managed(ExchangeId exchange) {
    return performed(ServerOutput.AnswerManagement.class).stream()
        .filter(answer -> answer.exchange().equals(exchange))
        .map(ServerOutput.AnswerManagement::answer)
        .findFirst();
  }

  void register(String fingerprint, String cuid) {
    var body = new DataBody.Client(new DotsClient(cuid));
    data(fingerprint, new DataRequest.Create(new DataTarget.Root(), body, Optional.empty()));
  }

  /// Creates it, or puts another in its place.
  void alias(String fingerprint, String cuid, String name, Scope target) {
    var at = new DataTarget.Alias(cuid, name);
    var body = new DataBody.Alias(new Alias(name, target));
    data(fingerprint, new DataRequest.Replace(at, body, Optional.empty()));
  }

  /// As {@link #alias}.
  void acl(String fingerprint, String cuid, Acl acl) {
    var at = new DataTarget.Acl(cuid, acl.name());
    data(fingerprint, new DataRequest.Replace(at, new DataBody.Acl(acl), Optional.empty()));
  }

  /// One entry, about all that goes to the destination.
  static Acl acl(String name, ActivationType activation, Actions actions, String destination) {
    var networks = new Networks(Optional.of(Prefix.parse(destination)), Optional.empty());
    var l3 = new L3.Ipv4(IpFields.ANY, Ipv4Fields.ANY, networks, Optional.empty());
    var ace = new Ace("one", new Matches(Optional.of(l3), Optional.empty()), actions);
    return new Acl(name, Optional.of(AclType.IPV4), activation, OptionalInt.empty(), List.of(ace));
  }

  // What the world does.

  /// By the one that is in charge.
  void mitigated(MitigationKey key, MitigatorEvent event) {
    var order = enforced.get(key);
    mitigated(order == null ? "filter" : order.mitigator(), key, event);
  }

  void mitigated(String mitigator, MitigationKey key, MitigatorEvent event) {
    handle(new ServerInput.Mitigated(mitigator, key, event));
  }

  /// Filters stand as asked.
  void enabled(MitigationKey key) {
    mitigated(key, new MitigatorEvent.Enabled(enforced.get(key).targets(), "drop"));
  }

  void measured(MitigationKey key, long packets) {
    mitigated(key, measured(packets));
  }

  static MitigatorEvent measured(long packets) {
    return new MitigatorEvent.Measured(
        new Counters(
            OptionalLong.of(packets * 100),
            OptionalLong.of(1000),
            OptionalLong.of(packets),
            OptionalLong.of(10)));
  }

  void resolved(String name, String... addresses) {
    handle(
        new ServerInput.NameResolved(
            name, Stream.of(addresses).map(Prefix::parse).toList(), Duration.ofMinutes(5)));
  }

  void handle(ServerInput input) {
    machine.handle(input, now).forEach(this::perform);
  }

  void tick() {
    machine.tick(now).forEach(this::perform);
  }

  /// Lets time pass, deadline by deadline.
  void pass(Duration duration) {
    pass(duration, () -> {});
  }

  /// @param between happens after every deadline
  void pass(Duration duration, Runnable between) {
    var end = now.plus(duration);
    for (int i = 0; !machine.deadline().isAfter(end); i++) {
      if (i > 100_000) throw new AssertionError("the machine ticks without end at " + now);
      if (machine.deadline().isAfter(now)) now = machine.deadline();
      tick();
      between.run();
    }
    now = end;
  }

  void passSeconds(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  /// A crash: what is not on disk is gone, and nobody is connected.
  void restart() {
    waiting.clear();
    machine = new ServerMachine(parameters, configured(), onDisk(), new Random(1));
    enforced.clear();
    standing.clear();
  }

  /// A crash, and a start with another configuration.
  void restartWith(Domain... changed) {
    domains = List.of(changed);
    restart();
  }

  ServerState onDisk() {
    return new ServerState(
        List.copyOf(customers.values()),
        stored.values().stream().sorted(Comparator.comparingLong(Mitigation::sequence)).toList(),
        List.copyOf(clients.values()),
        List.copyOf(configs.values()),
        kept.all());
  }

  void replace(Domain... changed) {
    domains = List.of(changed);
    handle(new ServerInput.DomainsReplaced(configured()));
  }

  private List<Customer> configured() {
    return domains.stream().map(each -> Customer.configured(each, "server.yaml:1")).toList();
  }

  /// The disk takes all that waits, or fails at it.
  void sync() {
    while (!waiting.isEmpty()) commit(waiting.poll());
  }

  /// The disk fails at the oldest commit that waits.
  void failFirst() {
    boolean before = diskFails;
    diskFails = true;
    commit(waiting.remove());
    diskFails = before;
  }

  int commitsWaiting() {
    return waiting.size();
  }

  private void perform(ServerOutput output) {
    if (output instanceof ServerOutput.Commit commit) {
      if (diskWaits) waiting.add(commit);
      else commit(commit);
      return;
    }
    performed.add(output);
    switch (output) {
      case ServerOutput.Answer(var exchange, var response, _) ->
          answers.computeIfAbsent(exchange, _ -> new ArrayList<>()).add(response);
      case ServerOutput.Notify(var exchange, var response) ->
          notifications.computeIfAbsent(exchange, _ -> new ArrayList<>()).add(response);
      case ServerOutput.Enable(var order) -> {
        enforced.put(order.key(), order);
        standing.put(order.mitigator() + " " + order.key(), order);
      }
      case ServerOutput.Disable(var mitigator, var key) -> {
        enforced.computeIfPresent(
            key, (_, order) -> order.mitigator().equals(mitigator) ? null : order);
        standing.remove(mitigator + " " + key);
      }
      case ServerOutput.SendHeartbeat(var session, _) -> {
        if (!silent) handle(new ServerInput.HeartbeatEnded(session, true));
      }
      default -> {}
    }
  }

  private void commit(ServerOutput.Commit commit) {
    if (diskFails) {
      commit.otherwise().forEach(this::perform);
      handle(new ServerInput.CommitFailed(commit.serial()));
      return;
    }
    commit.changes().forEach(this::store);
    commit.then().forEach(this::perform);
    handle(new ServerInput.Committed(commit.serial()));
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

  <O extends ServerOutput> List<O> performed(Class<O> kind) {
    return performed.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<ServerOutput.Audit> audits(String action) {
    return performed(ServerOutput.Audit.class).stream()
        .filter(audit -> audit.action().equals(action))
        .toList();
  }

  List<MitigationState> toldStates(ExchangeId observation) {
    return notifications.getOrDefault(observation, List.of()).stream()
        .map(response -> statuses(response).getFirst().state().orElseThrow())
        .toList();
  }

  static ResponseCode code(SignalResponse response) {
    return response.code();
  }
}

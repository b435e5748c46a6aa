// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.base.run.Machine;
import dev.tocsin.dots.core.server.Change;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ManagementRequest;
import dev.tocsin.dots.core.server.Node;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.ServerState;
import dev.tocsin.dots.core.server.data.DataChannel;
import dev.tocsin.dots.core.server.ledger.Decision;
import dev.tocsin.dots.core.server.ledger.Ledger;
import dev.tocsin.dots.core.server.ledger.Ledger.Timer;
import dev.tocsin.dots.core.server.ledger.Session;
import dev.tocsin.dots.core.server.ledger.UnderWay;
import dev.tocsin.dots.core.server.scope.NameBook;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// The DOTS server's decisions (RFC 9132): takes what happens to the part that knows the rule, and
/// makes of what all parts want one list of outputs.
public final class ServerMachine implements Machine<ServerInput, ServerOutput> {

  private final ServerParameters parameters;
  private final Ledger ledger;
  private final Enforcement enforcement;
  private final Observers observers;
  private final Activation activation;
  private final Withdrawals withdrawals;
  private final Mitigations mitigations;
  private final Reports reports;
  private final Sessions sessions;
  private final Configurations configurations;
  private final Recovery recovery;
  private final Approvals approvals;
  private final DataGate data;
  private final Neighbours neighbours;
  private final UnderWay underWay = new UnderWay();
  private final Customers customers;
  private final ManagementDesk management;
  private boolean started;
  private boolean cutOff;
  private int toldWaiting;

  /// @param configured the customers of the configuration
  /// @param state what the last run left on disk
  /// @param random spreads repeated name resolutions
  public ServerMachine(
      ServerParameters parameters,
      List<Customer> configured,
      ServerState state,
      RandomGenerator random) {
    this(parameters, Node.ONLY, configured, state, random);
  }

  /// @param node which of several servers on one store this is
  public ServerMachine(
      ServerParameters parameters,
      Node node,
      List<Customer> configured,
      ServerState state,
      RandomGenerator random) {
    this.parameters = parameters;
    this.ledger = new Ledger(node, parameters.attack());
    this.data = new DataGate(ledger, new DataChannel(parameters.requests().data()));
    var conflicts = new Conflicts(data);
    var statuses = new Statuses(conflicts);
    this.enforcement = new Enforcement(ledger, new NameBook<>(parameters.names(), random));
    this.observers = new Observers(parameters.notifications(), ledger, statuses);
    this.activation = new Activation(ledger, conflicts, enforcement, observers);
    this.withdrawals = new Withdrawals(ledger, enforcement, observers, activation);
    this.reports = new Reports(ledger, enforcement, observers, activation);
    var parts =
        new Mitigations.Parts(ledger, conflicts, enforcement, observers, activation, withdrawals);
    this.mitigations = new Mitigations(parameters, statuses, data, parts);
    this.sessions = new Sessions(parameters.sessions(), ledger, observers, activation);
    this.configurations = new Configurations(parameters.sessions(), sessions);
    this.customers = new Customers(parameters, parts, data, sessions, configurations);
    this.management = new ManagementDesk(customers, ledger);
    this.recovery = new Recovery(parameters, parts, sessions, configurations, data, customers);
    this.approvals = new Approvals(parts);
    this.neighbours = new Neighbours(parts, sessions, configurations, data, underWay);
    customers.load(configured, state.customers());
    recovery.load(state);
  }

  @Override
  public List<ServerOutput> handle(ServerInput input, Instant now) {
    var decision = begin(now);
    route(input, now, decision);
    return end(now, decision);
  }

  @Override
  public List<ServerOutput> tick(Instant now) {
    var decision = begin(now);
    for (var timer : ledger.timers.expired(now)) {
      switch (timer) {
        case Timer.OfMitigation(var key) -> {
          var live = ledger.live(key);
          // What cannot be kept is not decided: a filter stands a little longer then.
          if (cutOff) ledger.timers.set(timer, now.plus(parameters.requests().retryAfter()));
          else if (live != null) withdrawals.due(live, now, decision);
        }
        case Timer.OfSession(var id) -> {
          var session = sessions.session(id);
          if (session != null) sessions.due(session, now, decision);
        }
        case Timer.OfObserver(var exchange) -> observers.due(exchange, now, decision);
        case Timer.OfName(var name) -> enforcement.lookAgain(name, now, decision);
        case Timer.OfPeer(var domain, var owner) -> {
          var book = ledger.book(domain);
          if (book != null) sessions.peerDue(book.peer(owner), now, decision);
        }
      }
    }
    if (!cutOff) data.tick(now, decision);
    return end(now, decision);
  }

  /// At once as long as the first tick has not been.
  @Override
  public Instant deadline() {
    if (!started) return Instant.EPOCH;
    var next = ledger.timers.next();
    if (cutOff) return next;
    return data.deadline().isBefore(next) ? data.deadline() : next;
  }

  private Decision begin(Instant now) {
    var decision = new Decision(parameters.requests().retryAfter());
    if (!started) {
      started = true;
      recovery.start(now, decision);
    }
    return decision;
  }

  private List<ServerOutput> end(Instant now, Decision decision) {
    activation.settle(now, decision);
    for (var client : ledger.takeSwitchedClients()) data.switched(client, decision);
    for (var client : data.takeReactivated()) client.lives().forEach(observers::changed);
    data.takeAccepted().forEach(observers::changed);
    for (var peer : ledger.takeSwitched()) sessions.applyConfig(peer, now, decision);
    observers.flush(now, decision);
    if (ledger.waiting() != toldWaiting) {
      toldWaiting = ledger.waiting();
      decision.now(new ServerOutput.Waiting(toldWaiting));
    }
    if (cutOff && !decision.changesSomething()) return decision.outputsAtOnce();
    return decision.outputs(decision.needsCommit() ? underWay.begin(decision) : 0);
  }

  private void route(ServerInput input, Instant now, Decision decision) {
    switch (input) {
      case ServerInput.SessionOpened opened -> {
        sessions.opened(opened, customers.directory(), now, decision);
        var session = sessions.session(opened.session());
        if (session != null && !cutOff) neighbours.arrived(session, now, decision);
      }
      case ServerInput.SessionClosed(var id) -> {
        var session = sessions.session(id);
        if (session != null) configurations.sessionClosed(session);
        sessions.closed(id, now);
      }
      case ServerInput.Requested(var exchange, var id, var request) -> {
        var session = sessions.session(id);
        if (session == null) unauthorized(exchange, decision);
        else requested(exchange, session, request, now, decision);
      }
      case ServerInput.ObservationEnded(var exchange) -> {
        observers.ended(exchange);
        configurations.ended(exchange);
      }
      case ServerInput.HeartbeatEnded(var id, var answered) -> {
        var session = sessions.session(id);
        if (session != null) sessions.heartbeatEnded(session, answered, now);
      }
      case ServerInput.Mitigated(var mitigator, var key, var event) -> {
        var live = ledger.live(key);
        if (live != null) reports.heard(live, mitigator, event, now, decision);
      }
      case ServerInput.NameResolved answer -> {
        for (var live : enforcement.resolved(answer, now, decision)) {
          activation.resolved(live, now, decision);
        }
      }
      case ServerInput.DataRequested asked -> {
        if (cutOff) data.unavailable(asked, decision);
        else data.requested(asked, customers.directory(), now, decision);
      }
      case ServerInput.ManagementRequested asked -> {
        if (cutOff && changes(asked.request())) management.unavailable(asked, decision);
        else management.requested(asked, now, decision);
      }
      case ServerInput.FilterReported(var key, var event) ->
          data.reported(key, event, now, decision);
      case ServerInput.Operated(var exchange, var request) -> {
        if (cutOff && !(request instanceof OperatorRequest.Show))
          decision.answerOperator(exchange, new OperatorAnswer.NotStored());
        else approvals.handle(exchange, request, now, decision);
      }
      case ServerInput.CommitFailed(var serial) ->
          recovery.takeBack(underWay.takeBack(serial), now, decision);
      case ServerInput.Committed(var serial) -> underWay.settled(serial);
      case ServerInput.Foreign foreign -> foreign(foreign, now, decision);
      case ServerInput.NodesAlive(var nodes) -> neighbours.alive(nodes, now, decision);
      case ServerInput.RivalRefused(var standing, var refused) ->
          mitigations.rivalRefused(standing, refused, now);
      case ServerInput.CutOff(var isSo) -> cutOff(isSo, now, decision);
      case ServerInput.Driving(var mitigator) -> neighbours.drive(mitigator, decision);
      case ServerInput.DomainsReplaced(var configured) ->
          customers.configured(configured, now, decision);
    }
  }

  private void requested(
      ExchangeId exchange, Session session, SignalRequest request, Instant now, Decision decision) {
    sessions.heard(session, now);
    if (request instanceof SignalRequest.Heartbeat(var peerHbStatus)) {
      sessions.heartbeat(exchange, session, peerHbStatus, now, decision);
      return;
    }
    if (!session.peer().mayAsk(now)) {
      tooMany(exchange, session, decision);
      return;
    }
    if (cutOff && changes(request)) {
      decision.unavailable(exchange, "the server cannot reach its database at the moment");
      return;
    }
    switch (request) {
      case SignalRequest.Mitigate put -> mitigations.put(exchange, session, put, now, decision);
      case SignalRequest.UpdateEfficacy update ->
          mitigations.efficacy(exchange, session, update, now, decision);
      case SignalRequest.Retrieve get -> observers.retrieve(exchange, session, get, now, decision);
      case SignalRequest.Withdraw delete ->
          withdrawals.withdraw(exchange, session, delete, now, decision);
      case SignalRequest.RetrieveConfig get ->
          configurations.retrieve(exchange, session, get, decision);
      case SignalRequest.Configure put ->
          configurations.configure(exchange, session, put, now, decision);
      case SignalRequest.ResetConfig delete ->
          configurations.reset(exchange, session, delete, now, decision);
      case SignalRequest.Heartbeat _ ->
          throw new IllegalStateException("a heartbeat is answered before the rate limit");
    }
  }

  private static boolean changes(SignalRequest request) {
    return switch (request) {
      case SignalRequest.Mitigate _,
          SignalRequest.UpdateEfficacy _,
          SignalRequest.Withdraw _,
          SignalRequest.Configure _,
          SignalRequest.ResetConfig _ ->
          true;
      case SignalRequest.Retrieve _, SignalRequest.RetrieveConfig _, SignalRequest.Heartbeat _ ->
          false;
    };
  }

  private static boolean changes(ManagementRequest request) {
    return switch (request) {
      case ManagementRequest.ListDomains _, ManagementRequest.ShowDomain _ -> false;
      case ManagementRequest.AddDomain _,
          ManagementRequest.ReplaceDomain _,
          ManagementRequest.RemoveDomain _,
          ManagementRequest.AddCredential _,
          ManagementRequest.Configure _ ->
          true;
    };
  }

  private void cutOff(boolean isSo, Instant now, Decision decision) {
    if (cutOff == isSo) return;
    cutOff = isSo;
    if (isSo) return;
    // What ended meanwhile ends now.
    ledger.lives().forEach(ledger::schedule);
    neighbours.judgeOwn(now, decision);
  }

  private void foreign(ServerInput.Foreign foreign, Instant now, Decision decision) {
    for (var change : foreign.changes()) {
      if (change instanceof Change.PutDomain(var customer) && !underWay.isOvertaken(change)) {
        customers.foreign(customer, now, decision);
      }
    }
    neighbours.foreign(foreign.changes(), now, decision);
    // What was removed with it is gone by now.
    for (var change : foreign.changes()) {
      if (change instanceof Change.RemoveDomain(var name) && !underWay.isOvertaken(change)) {
        customers.uninstall(name, now, decision);
      }
    }
  }

  // RFC 9132 §9: 4.01 for who may not use the server; the session is gone, or never was let in.
  private static void unauthorized(ExchangeId exchange, Decision decision) {
    decision.now(
        new ServerOutput.Answer(
            exchange,
            SignalResponse.refusal(
                ResponseCode.UNAUTHORIZED, "this session does not belong to a domain"),
            false));
  }

  // RFC 9132 §4.4.1.3 lets a server limit the rate of a client and names no code; RFC 8516 has one,
  // with the time to wait in Max-Age.
  private static void tooMany(ExchangeId exchange, Session session, Decision decision) {
    double perSecond = session.peer().book().domain().limits().requestsPerSecond();
    decision.now(
        new ServerOutput.Answer(
            exchange,
            new SignalResponse(
                ResponseCode.TOO_MANY_REQUESTS,
                new Body.Diagnostic("more than " + perSecond + " requests per second"),
                OptionalLong.of((long) Math.max(1, Math.ceil(1 / perSecond)))),
            false));
  }
}

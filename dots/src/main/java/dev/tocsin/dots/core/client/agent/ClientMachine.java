// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.base.run.Machine;
import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientParameters;
import dev.tocsin.dots.core.client.ClientState;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.rules.Mids;
import dev.tocsin.dots.core.client.rules.RequestSplitter;
import dev.tocsin.dots.core.client.rules.Times;
import dev.tocsin.dots.wire.SignalRequest;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/// The DOTS client agent's decisions (RFC 9132): it holds a session with the most preferred server,
/// brings every wanted request to a server and keeps it there until it is withdrawn.
public final class ClientMachine implements Machine<ClientInput, ClientOutput> {

  private final ClientParameters parameters;
  private final ClientState state;
  private final Outbox out = new Outbox();
  private final Links links;
  private final Errands errands = new Errands();
  private final Planner planner;
  private final Withdrawals withdrawals;
  private final Requests requests;
  private final Efficacies efficacies;
  private final Commands commands;
  private boolean restored;
  private Instant deadline = Instant.MAX;

  /// @param state what was kept over a restart
  /// @param encodedBytes size of a request's payload on the wire
  public ClientMachine(
      ClientParameters parameters,
      ClientState state,
      ToIntFunction<SignalRequest> encodedBytes,
      RandomGenerator random) {
    this.parameters = parameters;
    this.state = state;
    links = new Links(parameters, out, random, new SessionWatcher());
    var cuids = new Cuids(parameters.cuid(), state.cuids(), random, out);
    var timings = parameters.timings().requesting();
    var deliveries = new Deliveries(links, errands, cuids, out, timings, random);
    withdrawals = new Withdrawals(links, errands, cuids, out);
    var splitter = new RequestSplitter(encodedBytes);
    planner = new Planner(splitter, new Mids(state.nextMid()), parameters.payloadBytes());
    requests = new Requests(links, errands, deliveries, withdrawals, planner, out);
    efficacies = new Efficacies(errands, cuids, out);
    commands = new Commands(parameters.named(), requests, efficacies, links, out);
  }

  @Override
  public List<ClientOutput> handle(ClientInput input, Instant now) {
    restore(now);
    dispatch(input, now);
    return settle(now);
  }

  @Override
  public List<ClientOutput> tick(Instant now) {
    return settle(now);
  }

  @Override
  public Instant deadline() {
    return deadline;
  }

  private void restore(Instant now) {
    if (restored) return;
    restored = true;
    state.withdrawn().forEach(each -> withdrawals.restore(each, now));
    state.wanted().forEach(each -> requests.restore(each, now));
    requests.preconfigure(parameters.named(), now);
  }

  private void dispatch(ClientInput input, Instant now) {
    switch (input) {
      case ClientInput.Started _ -> links.start();
      case ClientInput.ServerResolved(var server, var addresses) ->
          links.resolved(server, addresses, now);
      case ClientInput.Connected connected -> connected(connected, now);
      case ClientInput.PathNarrowed(var id, var payloadMaxBytes) ->
          links.owner(id).ifPresent(_ -> fit(payloadMaxBytes, now));
      case ClientInput.ConnectFailed(var id, var reason) ->
          links.owner(id).ifPresent(link -> link.failed(id, reason, now));
      case ClientInput.Disconnected(var id, var reason) ->
          links.owner(id).ifPresent(link -> link.lost(id, reason, now));
      case ClientInput.Responded(var id, var request, var response, var notification) ->
          with(id, now, session -> session.responded(request, response, notification, now));
      case ClientInput.Unanswered(var id, var request) ->
          links.session(id).ifPresent(session -> session.unanswered(request, now));
      case ClientInput.HeartbeatReceived(var id, _) ->
          with(id, now, session -> session.heartbeatReceived(now));
      case ClientInput.Commanded(var id, var command) -> commands.handle(id, command, now);
      case ClientInput.CommandCancelled(var id) -> requests.cancel(id);
      case ClientInput.AttackDetected(var name, var detail) ->
          commands.attackDetected(name, detail, now);
      case ClientInput.AttackCeased(var name, var detail) ->
          commands.attackCeased(name, detail, now);
    }
  }

  private void connected(ClientInput.Connected connected, Instant now) {
    var id = connected.connection();
    var link = links.owner(id);
    if (link.isEmpty()) {
      out.add(new ClientOutput.Disconnect(id));
      return;
    }
    link.get()
        .connected(id, connected.transport(), connected.payloadMaxBytes(), now)
        .ifPresent(session -> links.connected(link.get(), session, now));
  }

  // RFC 9132 §7.3: a request that does not fit a datagram is split.
  private void fit(int payloadBytes, Instant now) {
    if (!planner.learn(payloadBytes)) return;
    out.event("path-mtu", "requests have " + payloadBytes + " bytes at most");
    requests.fit(now);
  }

  private void with(ConnectionId id, Instant now, Consumer<Session> action) {
    var session = links.session(id);
    if (session.isEmpty()) return;
    links.owner(id).orElseThrow().heard(session.get(), now);
    action.accept(session.get());
  }

  /// Everything that is due, after every input: the one place where work is begun.
  private List<ClientOutput> settle(Instant now) {
    links.tellGone(now);
    links.attack(requests.isMitigating(), now);
    links.forgetDemands();
    requests.rollOverIfNeeded(now);
    requests.tick(now);
    efficacies.tick(now);
    // A call for help goes out before a heartbeat or a question about parameters.
    errands.tick(links.all(), now);
    links.all().forEach(link -> link.pressing(errands.isPressing(link)));
    links.tick(index -> requests.isBusy(links.link(index)), now);
    deadline = next(now);
    return out.drain();
  }

  private Instant next(Instant now) {
    var at = Times.earlier(links.deadline(now), requests.deadline(now));
    return Times.earlier(Times.earlier(at, efficacies.deadline()), errands.deadline(now));
  }

  private final class SessionWatcher implements Links.Watcher {
    @Override
    public void sessionOpened(ServerLink link, Session session, Instant now) {
      errands.sessionOpened(link, now);
      fit(session.payloadBytes, now);
    }

    @Override
    public void sessionClosed(ServerLink link, Session session, Instant now) {
      errands.sessionClosed(link, session, now);
    }
  }
}

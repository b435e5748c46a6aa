// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientParameters.NamedRequest;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.ClientReply.SessionView;
import dev.tocsin.dots.core.client.CommandId;
import dev.tocsin.dots.core.client.rules.Candidate;
import dev.tocsin.dots.core.client.rules.SessionSettings;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.SessionConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What operators, detectors and triggers ask for, in terms of the book of requests.
final class Commands {

  private static final int LABEL_MAX = 128;
  private static final Duration SILENT = Duration.ofSeconds(12);

  private final List<NamedRequest> named;
  private final Requests requests;
  private final Efficacies efficacies;
  private final Links links;
  private final Outbox out;

  Commands(
      List<NamedRequest> named, Requests requests, Efficacies efficacies, Links links, Outbox out) {
    this.named = named;
    this.requests = requests;
    this.efficacies = efficacies;
    this.links = links;
    this.out = out;
  }

  void handle(CommandId id, ClientCommand command, Instant now) {
    var waiting = Optional.of(id);
    switch (command) {
      case ClientCommand.Mitigate mitigate -> mitigate(mitigate, waiting, now);
      case ClientCommand.MitigateNamed(var name) -> mitigateNamed(name, waiting, now);
      case ClientCommand.Adjust(var label, var scope, var lifetime) ->
          with(label, waiting, each -> requests.adjust(each, scope, lifetime, waiting, now));
      case ClientCommand.Efficacy(var label, var status) ->
          with(label, waiting, each -> efficacies.send(each, status, waiting, now));
      case ClientCommand.Withdraw(var label) ->
          with(label, waiting, each -> requests.withdraw(each, waiting, now));
      case ClientCommand.ListRequests _ ->
          out.reply(waiting, new ClientReply.Requests(requests.views()));
      case ClientCommand.Watch _ -> requests.watch(id);
      case ClientCommand.ShowSessions _ ->
          out.reply(waiting, new ClientReply.Sessions(sessions(now)));
      case ClientCommand.Configure(var config) -> configure(config, waiting, now);
    }
  }

  private void with(String label, Optional<CommandId> command, Consumer<Wanted> action) {
    var found = requests.find(label);
    if (found.isPresent()) action.accept(found.get());
    else out.refuse(command, "there is no request '" + label + "'");
  }

  private void mitigate(ClientCommand.Mitigate asked, Optional<CommandId> command, Instant now) {
    var label = asked.label();
    if (label.isBlank() || label.length() > LABEL_MAX) {
      out.refuse(command, "a label has 1 to " + LABEL_MAX + " characters");
      return;
    }
    if (!asked.request().scope().hasTarget()) {
      out.refuse(command, "the scope names no prefix, FQDN, URI or alias");
      return;
    }
    requests.ask(label, asked.request(), asked.acls(), command, now);
  }

  private void mitigateNamed(String name, Optional<CommandId> command, Instant now) {
    var request = named(name);
    if (request.isPresent()) requests.ask(name, immediate(request.get()), command, now);
    else out.refuse(command, "the configuration has no request '" + name + "'");
  }

  private Optional<MitigationRequest> named(String name) {
    return named.stream()
        .filter(each -> each.name().equals(name))
        .map(NamedRequest::request)
        .findFirst();
  }

  private static MitigationRequest immediate(MitigationRequest request) {
    return new MitigationRequest(
        request.scope(), request.lifetimeSeconds(), true, request.attackStatus());
  }

  /// A detector sees an attack that the named request answers.
  void attackDetected(String name, String detail, Instant now) {
    out.event("attack-detected", name + ": " + detail);
    if (requests.find(name).isEmpty()) {
      var request = named(name);
      if (request.isEmpty()) {
        out.event("unknown-request", name);
        return;
      }
      requests.ask(name, immediate(request.get()), Optional.empty(), now);
    }
    requests.find(name).ifPresent(each -> each.detected = true);
  }

  /// A detector's relief is told to the server; what ends the mitigation is the server's own view
  /// (RFC 9132 §4.4.2.2).
  void attackCeased(String name, String detail, Instant now) {
    out.event("attack-ceased", name + ": " + detail);
    var found = requests.find(name).filter(each -> each.detected);
    if (found.isEmpty()) return;
    found.get().detected = false;
    if (found.get().isGranted()) {
      efficacies.send(found.get(), AttackStatus.SUCCESSFULLY_MITIGATED, Optional.empty(), now);
    }
    requests.withdrawIfStopped(found.get(), now);
  }

  private void configure(Optional<SessionConfig> config, Optional<CommandId> command, Instant now) {
    var link = links.preferredOpen();
    if (link.isEmpty()) out.refuse(command, "no session is open");
    else if (config.isEmpty()) links.setup(link.get()).reset(command, now);
    else if (SessionSettings.isEmpty(config.get())) out.refuse(command, "no parameter is given");
    else links.setup(link.get()).configure(config.get(), command, now);
  }

  private List<SessionView> sessions(Instant now) {
    var views = new ArrayList<SessionView>();
    for (var link : links.all()) {
      link.attempting().forEach(way -> views.add(connecting(link, way)));
      for (var session : link.sessions()) views.add(open(link, session, now));
    }
    return views;
  }

  private static SessionView connecting(ServerLink link, Candidate way) {
    return new SessionView(
        link.index,
        way.toString(),
        way.transport(),
        "connecting",
        0,
        Optional.empty(),
        Optional.empty());
  }

  private SessionView open(ServerLink link, Session session, Instant now) {
    boolean silent = session.heartbeats.missing() > 0 || session.isSilentFor(SILENT, now);
    return new SessionView(
        link.index,
        session.way.toString(),
        session.way.transport(),
        silent ? "silent" : "open",
        session.heartbeats.missing(),
        session.lastHeard(),
        links.setup(link).settings().negotiated());
  }
}

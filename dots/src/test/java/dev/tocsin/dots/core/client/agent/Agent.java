// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientParameters;
import dev.tocsin.dots.core.client.ClientParameters.NamedRequest;
import dev.tocsin.dots.core.client.ClientParameters.Server;
import dev.tocsin.dots.core.client.ClientParameters.Timings;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.ClientState;
import dev.tocsin.dots.core.client.CommandId;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.codec.SignalCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// A machine with a clock and everything it asked for, for tests that play the network themselves.
final class Agent {

  static final String CUID = "dz6pHjaADkaFTbjr0JGBpw";
  static final ServerAddress V6 = new ServerAddress(0, "2001:db8::1", 4646);
  static final ServerAddress V4 = new ServerAddress(0, "192.0.2.1", 4646);

  final ClientMachine machine;
  final List<ClientOutput> outputs = new ArrayList<>();
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long commands;

  Agent(ClientParameters parameters, ClientState state) {
    machine =
        new ClientMachine(parameters, state, SignalCodec::payloadBytes, new SplittableRandom(1));
  }

  static ClientParameters parameters(int servers, NamedRequest... named) {
    var list = new ArrayList<Server>();
    for (int each = 0; each < servers; each++) {
      list.add(new Server("server" + each + ".example", EnumSet.allOf(TransportKind.class)));
    }
    return new ClientParameters(
        CUID, list, List.of(named), Optional.empty(), Timings.DEFAULT, 1024);
  }

  static ClientParameters udpOnly(int servers, NamedRequest... named) {
    var all = parameters(servers, named);
    var list =
        all.servers().stream().map(each -> new Server(each.name(), Set.of(TransportKind.DTLS)));
    return new ClientParameters(
        CUID, list.toList(), all.named(), all.session(), all.timings(), all.payloadBytes());
  }

  /// One server, one address, UDP, a session that is open.
  static Agent connected(NamedRequest... named) {
    var agent = new Agent(udpOnly(1, named), ClientState.EMPTY);
    agent.start();
    agent.accept(agent.last(ClientOutput.Connect.class).connection());
    return agent;
  }

  static MitigationRequest request(String... prefixes) {
    var scope = Scope.of(List.of(prefixes).stream().map(Prefix::parse).toArray(Prefix[]::new));
    return new MitigationRequest(scope, 3600, true, Optional.empty());
  }

  static NamedRequest preconfigured(String name, String... prefixes) {
    return new NamedRequest(
        name, new MitigationRequest(request(prefixes).scope(), 3600, false, Optional.empty()));
  }

  /// Started, every server resolved to one IPv4 address.
  void start() {
    give(new ClientInput.Started());
    resolveAll();
  }

  void resolveAll() {
    for (var asked : taken(ClientOutput.ResolveServer.class)) {
      var host = "192.0.2." + (asked.server() + 1);
      give(
          new ClientInput.ServerResolved(
              asked.server(), List.of(new ServerAddress(asked.server(), host, 4646))));
    }
  }

  void accept(ConnectionId connection) {
    give(new ClientInput.Connected(connection, TransportKind.DTLS, 1024));
  }

  void give(ClientInput input) {
    flatten(machine.handle(input, now));
  }

  CommandId command(ClientCommand command) {
    var id = new CommandId(++commands);
    give(new ClientInput.Commanded(id, command));
    return id;
  }

  CommandId mitigate(String label, String... prefixes) {
    return command(new ClientCommand.Mitigate(label, request(prefixes)));
  }

  /// Lets time pass, ticking when the machine wants it.
  void pass(Duration span) {
    var end = now.plus(span);
    while (!machine.deadline().isAfter(end)) {
      if (machine.deadline().isAfter(now)) now = machine.deadline();
      var before = outputs.size();
      var deadline = machine.deadline();
      flatten(machine.tick(now));
      if (outputs.size() == before && deadline.equals(machine.deadline())) {
        throw new AssertionError("ticking at " + now + " changes nothing, deadline " + deadline);
      }
    }
    now = end;
  }

  void answer(ClientOutput.Send sent, SignalResponse response) {
    give(new ClientInput.Responded(sent.connection(), sent.id(), response, false));
  }

  void notify(ClientOutput.Send sent, SignalResponse response) {
    give(new ClientInput.Responded(sent.connection(), sent.id(), response, true));
  }

  /// Commits succeed at once.
  private void flatten(List<ClientOutput> all) {
    for (var output : all) {
      outputs.add(output);
      if (output instanceof ClientOutput.Commit commit) flatten(commit.then());
    }
  }

  <T extends ClientOutput> List<T> all(Class<T> kind) {
    return outputs.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// All of a kind, and forgets every output.
  <T extends ClientOutput> List<T> taken(Class<T> kind) {
    var found = all(kind);
    outputs.removeIf(kind::isInstance);
    return found;
  }

  <T extends ClientOutput> T last(Class<T> kind) {
    return all(kind).getLast();
  }

  List<ClientOutput.Send> sent(Class<? extends SignalRequest> kind) {
    return all(ClientOutput.Send.class).stream()
        .filter(each -> kind.isInstance(each.request()))
        .toList();
  }

  List<ClientReply> replies(CommandId id) {
    return all(ClientOutput.Reply.class).stream()
        .filter(each -> each.id().equals(id))
        .map(ClientOutput.Reply::reply)
        .toList();
  }

  List<String> events() {
    return all(ClientOutput.Event.class).stream().map(ClientOutput.Event::kind).toList();
  }
}

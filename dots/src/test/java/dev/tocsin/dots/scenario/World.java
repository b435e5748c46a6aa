// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.scenario;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientParameters;
import dev.tocsin.dots.core.client.ClientParameters.NamedRequest;
import dev.tocsin.dots.core.client.ClientParameters.Server;
import dev.tocsin.dots.core.client.ClientParameters.Timings;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.SimNetwork;
import dev.tocsin.sim.Simulation;
import dev.tocsin.sim.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Clients and servers, the real machines and the real codec, on one simulated network.
final class World {

  final Simulation simulation;
  final SimNetwork<String, Frame> network;
  private final RandomGenerator random;

  World(Simulation simulation) {
    this.simulation = simulation;
    this.network = new SimNetwork<>(simulation);
    this.random = simulation.random();
  }

  /// Loss, with a little of everything else.
  void rough(double lost) {
    network.conditions(Conditions.CALM.losing(lost).duplicating(0.1).reordering(0.1));
  }

  void calm() {
    network.conditions(Conditions.CALM);
  }

  VirtualTime time() {
    return simulation.time();
  }

  long jitter(long millis) {
    return random.nextLong(millis);
  }

  /// @param clients each a domain of its own, that owns 10.n.0.0/16
  ServerHost server(int index, int clients) {
    return server(index, clients, Domain.Policy.DEFAULT, MitigatorChoice.of("filter"));
  }

  /// @param choice of all domains, the only one
  ServerHost server(int index, int clients, Domain.Policy policy, MitigatorChoice choice) {
    var domains = new ArrayList<Domain>();
    for (int client = 0; client < clients; client++) {
      domains.add(
          new Domain(
              clientName(client),
              List.of(new Domain.Credential.PskIdentity(clientName(client))),
              List.of(Prefix.parse("10." + client + ".0.0/16")),
              List.of(),
              List.of(choice),
              new Domain.Limits(1_000, 10_000, 100),
              policy));
    }
    return new ServerHost(this, host(index), domains);
  }

  ClientHost client(int index, int servers, NamedRequest... named) {
    var list = new ArrayList<Server>();
    for (int server = 0; server < servers; server++) {
      list.add(new Server("server" + server, Set.of(TransportKind.DTLS)));
    }
    var cuid = "%-22s".formatted(clientName(index)).replace(' ', 'A');
    var parameters =
        new ClientParameters(cuid, list, List.of(named), Optional.empty(), Timings.DEFAULT, 1024);
    return new ClientHost(this, clientName(index), parameters);
  }

  static String clientName(int index) {
    return "client" + index;
  }

  static String host(int server) {
    return "192.0.2." + (server + 1);
  }

  static String fingerprint(String identity) {
    var bytes = new byte[32];
    System.arraycopy(
        identity.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, bytes, 0, identity.length());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static MitigationRequest request(String prefix, long lifetime) {
    return new MitigationRequest(Scope.of(Prefix.parse(prefix)), lifetime, true, Optional.empty());
  }

  static ClientCommand mitigate(String label, String prefix) {
    return new ClientCommand.Mitigate(label, request(prefix, 3600));
  }

  static NamedRequest preconfigured(String name, String prefix) {
    return new NamedRequest(
        name, new MitigationRequest(Scope.of(Prefix.parse(prefix)), 3600, false, Optional.empty()));
  }

  void run(Duration span) {
    time().runFor(span);
  }
}

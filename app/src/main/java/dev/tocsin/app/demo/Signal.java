// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.demo.Scenario.Request;
import dev.tocsin.app.demo.Scenario.Requests;
import dev.tocsin.base.control.ControlClient;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.CertificateOrder.Names;
import dev.tocsin.base.identity.CertificateOrder.Role;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.io.control.ControlCommands;
import dev.tocsin.lab.LabException;
import dev.tocsin.lab.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The DOTS server on the provider's router and the DOTS client in the enterprise, each a process
/// of its own. The client's own trigger calls for help; the demo only looks at its audit log, and
/// speaks to its control socket as an operator does.
final class Signal implements AutoCloseable {

  static final Duration TERMINATING = Duration.ofSeconds(2);
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration VALIDITY = Duration.ofDays(1);

  /// The trigger's mark, in packets per second, and how long it must be exceeded.
  static final int ALARM_PPS = 900;

  static final Duration ALARM_AFTER = Duration.ofSeconds(3);

  private final Path folder;
  private final Requests requests;
  private final Running server;
  private final Running client;

  /// What the client last heard of the mitigation.
  ///
  /// @param state in the RFC's words; empty before the first status
  /// @param packets dropped; absent where the server does not know
  record Status(Instant at, String state, OptionalLong packets) {}

  private Signal(Path folder, Requests requests, Running server, Running client) {
    this.folder = folder;
    this.requests = requests;
    this.server = server;
    this.client = client;
  }

  /// Starts both and waits until their session is open.
  ///
  /// @param main of the command line
  static Signal start(Arena arena, Scenario scenario, Path folder, Class<?> main)
      throws IOException {
    writeKeys(folder);
    var requests = scenario.requests();
    var serverFile = Files.writeString(folder.resolve("server.yaml"), serverOf(scenario));
    var clientFile = Files.writeString(folder.resolve("client.yaml"), clientOf(requests));
    var server =
        arena.provider.java(
            folder.resolve("server.log"), main, "dots", "server", "-c", "" + serverFile);
    var client =
        arena.enterprise.java(
            folder.resolve("client.log"), main, "dots", "client", "-c", "" + clientFile);
    var signal = new Signal(folder, requests, server, client);
    signal.awaitSession();
    return signal;
  }

  private static void writeKeys(Path folder) {
    var now = Instant.now();
    var authority = CertificateAuthority.create("Tocsin demo", KeyKind.P256, VALIDITY, now);
    authority.save(folder.resolve("ca"), false);
    var server = new Names(List.of(), List.of(Arena.SERVER_ADDRESS), List.of());
    var client = new Names(List.of("enterprise.example"), List.of(), List.of());
    KeyFiles.in(folder, "server")
        .write(
            authority.issue(
                new CertificateOrder("server", Role.SERVER, server, VALIDITY), KeyKind.P256, now),
            false);
    KeyFiles.in(folder, "client")
        .write(
            authority.issue(
                new CertificateOrder("client", Role.CLIENT, client, VALIDITY), KeyKind.P256, now),
            false);
  }

  private static String serverOf(Scenario scenario) {
    var terminating =
        "terminating: %1$ds, terminating-max: %1$ds".formatted(TERMINATING.toSeconds());
    var policy = scenario.policy().isEmpty() ? terminating : terminating + ", " + scenario.policy();
    return SERVER.formatted(Arena.SERVER_ADDRESS, scenario.mitigator(), policy);
  }

  private static final String SERVER =
      """
      listen:
        dtls: ["%1$s:4646"]
        tls: ["%1$s:4646"]
      keys:
        certificate: server.pem
        key: server-key.pem
        trusted-authorities: [ca/ca.pem]
      state-folder: server-state
      mitigators:
        edge: {%2$s}
      domains:
        - name: enterprise
          certificate-names: [enterprise.example]
          prefixes: [198.51.100.0/28]
          mitigators: [edge]
          policy: {%3$s}
      notifications: {interval: 2s}
      observe: {metrics: false}
      """;

  private static String clientOf(Requests requests) {
    var text = new StringBuilder(CLIENT.formatted(Arena.SERVER_ADDRESS));
    text.append("requests:\n");
    Stream.of(requests.underAttack(), requests.standing())
        .flatMap(List::stream)
        .map(request -> "  - {name: %s, %s}\n".formatted(request.name(), request.scope()))
        .forEach(text::append);
    text.append("triggers:\n");
    for (var request : requests.underAttack()) {
      text.append(TRIGGER.formatted(request.name(), ALARM_AFTER.toMillis() / 200, ALARM_PPS));
    }
    return text.toString();
  }

  private static final String CLIENT =
      """
      # Datagrams alone: what the link loses of them is counted.
      servers:
        - {host: "%s", transports: [dtls]}
      keys:
        certificate: client.pem
        key: client-key.pem
        trusted-authorities: [ca/ca.pem]
      state-folder: client-state
      control-socket: control.sock
      observe: {metrics: false}
      """;

  private static final String TRIGGER =
      """
        - request: %s
          interface: provider
          sample-interval: 200ms
          raise-after: %d
          # Filters at the provider lower the rate here: that is no sign that the attack is over.
          clear-after: 1500
          conditions:
            - {measure: packets-per-second, above: %d}
      """;

  private void awaitSession() throws IOException {
    var until = Instant.now().plus(START_MAX);
    while (Instant.now().isBefore(until)) {
      requireAlive();
      var sessions = trySessions();
      if (sessions.isPresent() && isOpen(sessions.get())) return;
      pause(Duration.ofMillis(100));
    }
    throw new LabException(
        "no DOTS session within " + START_MAX.toSeconds() + " s: " + lastLines());
  }

  private void requireAlive() throws IOException {
    if (server.isAlive() && client.isAlive()) return;
    var which = server.isAlive() ? "client" : "server";
    throw new LabException("the DOTS " + which + " ended: " + lastLines());
  }

  private String lastLines() throws IOException {
    var text = new StringBuilder();
    for (var name : List.of("server.log", "client.log")) {
      var lines = Files.readAllLines(folder.resolve(name));
      lines.stream().skip(Math.max(0, lines.size() - 3)).forEach(l -> text.append(l).append(" | "));
    }
    return text.toString();
  }

  private Optional<JsonNode> trySessions() {
    // The socket is there only when the agent is.
    if (!Files.exists(folder.resolve("control.sock"))) return Optional.empty();
    try {
      return Optional.of(ask(new ClientCommand.ShowSessions()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isOpen(JsonNode reply) {
    for (var session : reply.path("sessions").values()) {
      if (session.path("state").asString("").equals("open")) return true;
    }
    return false;
  }

  /// One command to the client and its last reply.
  private JsonNode ask(ClientCommand command) throws IOException {
    try (var control = ControlClient.connect(folder.resolve("control.sock"))) {
      control.send(ControlCommands.write(command));
      while (true) {
        var reply = control.receive().orElseThrow(() -> new IOException("the agent hung up"));
        if (reply.path("last").asBoolean(false)) return reply;
      }
    }
  }

  /// An operator has help for the enterprise's other services already: their statuses come over the
  /// same session, in peace and under attack.
  void protectOthers() throws IOException {
    for (var request : requests.standing()) {
      var reply = ask(new ClientCommand.MitigateNamed(request.name()));
      if (!reply.path("reply").asString("").equals("granted")) {
        throw new LabException("the server does not help: " + reply);
      }
    }
  }

  String others() {
    return requests.standing().stream().map(Request::name).collect(Collectors.joining(", "));
  }

  /// What the client's trigger saw.
  record Detection(Instant at, String detail) {}

  /// Waits until the client's audit log says that its trigger sees an attack.
  Detection awaitDetection(Duration longest) throws IOException {
    var until = Instant.now().plus(longest);
    while (Instant.now().isBefore(until)) {
      var detection = detection();
      if (detection.isPresent()) return detection.get();
      pause(Duration.ofMillis(50));
    }
    requireAlive();
    throw new LabException("the attack was not detected");
  }

  private Optional<Detection> detection() throws IOException {
    for (var line : Files.readAllLines(folder.resolve("client-state/audit.jsonl"))) {
      // The last line may be half written.
      if (!line.endsWith("}")) continue;
      var event = JsonMapper.shared().readTree(line);
      if (!event.path("action").asString("").equals("attack-detected")) continue;
      return Optional.of(
          new Detection(
              Instant.parse(event.path("time").asString()), event.path("detail").asString("")));
    }
    return Optional.empty();
  }

  /// Waits for the server's answer to the call for help.
  Status awaitAnswer(Duration longest) throws IOException {
    var status = awaitStatusAfter(Instant.EPOCH, longest);
    if (status == null) throw new LabException("no answer to the call for help");
    return status;
  }

  void withdraw() throws IOException {
    for (var request : requests.underAttack()) ask(new ClientCommand.Withdraw(request.name()));
    // Those that saw no attack for long the client has withdrawn itself.
    for (var request : requests.standing()) ask(new ClientCommand.Withdraw(request.name()));
  }

  /// The last status of the mitigation that is followed, as the client received it.
  Optional<Status> status() throws IOException {
    var reply = ask(new ClientCommand.ListRequests());
    var followed = requests.underAttack().getFirst().name();
    for (var request : reply.path("requests").values()) {
      var parts = request.path("status");
      if (!request.path("label").asString("").equals(followed)) continue;
      if (parts.isEmpty() || request.path("heard").isMissingNode()) continue;
      var part = parts.get(0);
      return Optional.of(
          new Status(
              Instant.parse(request.path("heard").asString()),
              part.path("status").asString(""),
              part.has("pkts-dropped")
                  ? OptionalLong.of(part.path("pkts-dropped").asLong())
                  : OptionalLong.empty()));
    }
    return Optional.empty();
  }

  /// Waits for a status that the client receives after the given moment.
  @Nullable Status awaitStatusAfter(Instant moment, Duration longest) throws IOException {
    var until = Instant.now().plus(longest);
    while (Instant.now().isBefore(until)) {
      var status = status();
      if (status.isPresent() && status.get().at().isAfter(moment)) return status.get();
      pause(Duration.ofMillis(100));
    }
    return null;
  }

  static void pause(Duration time) {
    try {
      var never = new CountDownLatch(1);
      if (never.await(time.toMillis(), TimeUnit.MILLISECONDS)) throw new IllegalStateException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}

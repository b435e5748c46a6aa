// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.route;

import dev.tocsin.bench.load.LoadGenerator;
import dev.tocsin.bench.load.SinglePuts;
import dev.tocsin.bench.load.dtls.Credential;
import dev.tocsin.bench.peer.Keys;
import dev.tocsin.bench.peer.RunningServer;
import dev.tocsin.bench.peer.ServerFile;
import dev.tocsin.lab.bgp.BgpSession;
import dev.tocsin.lab.bgp.BgpSession.Speaker;
import dev.tocsin.lab.bgp.Bird;
import dev.tocsin.lab.bgp.Gobgpd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// How long it takes from a request for mitigation to its flow specification at a BIRD, to which a
/// gobgpd announces what the server tells it: one request after the other, each for an address of
/// its own.
public final class RouteBench {

  private static final int WARM_UP = 500;
  private static final int REQUESTS = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofNanos(50_000);

  private RouteBench() {}

  /// @param server of the server; the speakers share the other with the bench
  public record Cores(int server, int speakers) {}

  /// @param api of gobgpd
  public record Ports(int signal, int bgp, int api) {}

  /// What is missing for it; empty if nothing is.
  public static Optional<String> unavailable() {
    return BgpSession.unavailable();
  }

  /// @param folder for the files of all three, which is there
  public static RouteTimes run(Keys keys, Path folder, Cores cores, Ports ports) {
    var session =
        new BgpSession(
            new Speaker("127.0.0.1", 64_500), new Speaker("127.0.0.2", 64_496), ports.bgp());
    var api = "127.0.0.1:" + ports.api();
    var bird = Bird.make(folder.resolve("bird"), session);
    var gobgpd = Gobgpd.make(folder.resolve("gobgpd"), api, session, "");
    var mitigator = "gobgp\n    settings: {address: '%s', mode: flowspec}".formatted(api);
    var file = ServerFile.write(folder, keys, ports.signal(), mitigator, "warn");
    try (var second = start(bird.command(), cores.speakers(), folder.resolve("bird.log"));
        var first = start(gobgpd.command(), cores.speakers(), folder.resolve("gobgpd.log"));
        var control = awaitSession(bird, second, first);
        var server = RunningServer.start(file.command(), cores.server(), folder.resolve("log"));
        var client = client(keys, ports.signal())) {
      if (!client.awaitOpen(PATIENCE.toSeconds())) {
        throw new IllegalStateException("no session with the server: " + server.lastWords());
      }
      for (int i = 0; i < WARM_UP; i++) one(client, control, new RouteTimes());
      var times = new RouteTimes();
      for (int i = 0; i < REQUESTS; i++) one(client, control, times);
      return times;
    }
  }

  private static SinglePuts client(Keys keys, int port) {
    var address = new InetSocketAddress("127.0.0.1", port);
    return new LoadGenerator(address, new Credential.Certificate(keys.client())).single();
  }

  private static RunningServer start(String[] command, int core, Path log) {
    return RunningServer.start(List.of(command), core, log);
  }

  private static BirdControl awaitSession(Bird bird, RunningServer second, RunningServer first) {
    BirdControl[] control = new BirdControl[1];
    await(
        () -> {
          try {
            control[0] = BirdControl.open(bird.controlSocket());
            return true;
          } catch (IOException notYet) {
            return false;
          }
        },
        second);
    await(control[0]::isEstablished, first);
    return control[0];
  }

  private static void await(BooleanSupplier ready, RunningServer who) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!ready.getAsBoolean()) {
      if (!who.isRunning() || System.nanoTime() > deadline) {
        throw new IllegalStateException("the speakers do not speak: " + who.lastWords());
      }
      LockSupport.parkNanos(TICK.toNanos());
    }
  }

  private static void one(SinglePuts client, BirdControl control, RouteTimes times) {
    LockSupport.parkNanos(BETWEEN_REQUESTS.toNanos());
    int before = control.flows();
    long sent = client.send();
    long absent = sent;
    long asked = System.nanoTime();
    while (control.flows() <= before) {
      absent = asked;
      if (asked - sent > PATIENCE.toNanos()) {
        client.accepted();
        throw new IllegalStateException("a request was accepted, and no route came");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      asked = System.nanoTime();
    }
    long seen = System.nanoTime();
    times.add(seen - sent, seen - client.accepted(), seen - absent);
  }
}

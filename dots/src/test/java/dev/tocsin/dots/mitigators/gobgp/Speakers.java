// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.lab.bgp.BgpSession;
import dev.tocsin.lab.bgp.BgpSession.Speaker;
import dev.tocsin.lab.bgp.Bird;
import dev.tocsin.lab.bgp.Gobgpd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// A gobgpd and a BIRD that speak to each other on loopback.
final class Speakers implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final int apiPort = freePort();
  private final Bird bird;
  private final Gobgpd gobgpd;
  private final Process birdProcess;
  private Process gobgpdProcess;

  /// @param global lines for gobgpd's global configuration
  Speakers(Path folder, String global) {
    this.folder = folder;
    var session =
        new BgpSession(
            new Speaker("127.0.0.1", 64_500), new Speaker("127.0.0.2", 64_496), freePort());
    bird = Bird.make(folder.resolve("bird"), session);
    gobgpd = Gobgpd.make(folder.resolve("gobgpd"), "127.0.0.1:" + apiPort, session, global);
    birdProcess = start("bird.log", bird.command());
    gobgpdProcess = start("gobgpd.log", gobgpd.command());
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(String log, String... command) {
    try {
      var output = ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile());
      return builder(command).redirectErrorStream(true).redirectOutput(output).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessBuilder builder(String... command) {
    var builder = new ProcessBuilder(command);
    builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
    return builder;
  }

  GobgpSettings settings(String more) {
    return Orders.settings("address: 127.0.0.1:" + apiPort + ", check-every: 1s, " + more);
  }

  void kill() {
    gobgpdProcess.destroyForcibly().onExit().join();
  }

  void restart() {
    gobgpdProcess = start("gobgpd.log", gobgpd.command());
  }

  /// Waits until the daemon answers.
  void awaitReady(GobgpMitigator mitigator) {
    awaitReady(mitigator, List.of());
  }

  /// Waits until it stands as ordered, trying again as a driver does.
  void awaitReady(GobgpMitigator mitigator, List<MitigationOrder> orders) {
    patiently()
        .ignoreException(MitigatorException.class)
        .until(() -> reconciled(mitigator, orders));
  }

  private static boolean reconciled(GobgpMitigator mitigator, List<MitigationOrder> orders) {
    mitigator.reconcile(orders);
    return true;
  }

  static ConditionFactory patiently() {
    return Awaitility.await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .pollInterval(100, TimeUnit.MILLISECONDS);
  }

  /// What gobgpd's own tool prints.
  String tool(String... words) {
    return run(gobgpd.tool(words));
  }

  /// Waits until BIRD's routes are such.
  ///
  /// @return all of them, as BIRD prints them
  String awaitRoutes(Predicate<String> expected) {
    return patiently().until(this::routes, expected);
  }

  String routes() {
    return run(bird.routes());
  }

  private static String run(String... command) {
    try {
      var process = builder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    birdProcess.destroy();
    birdProcess.onExit().join();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import dev.tocsin.app.Main;
import dev.tocsin.lab.Host;
import dev.tocsin.lab.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/// The real DOTS client agent as a process on a host of a lab; its files lie in `FOLDER/NAME…`.
final class AgentProcess implements AutoCloseable {

  private static final Duration SESSION_MAX = Duration.ofSeconds(90);

  private final Running running;
  private final Path log;
  final AgentSocket socket;

  private AgentProcess(Running running, Path log, AgentSocket socket) {
    this.running = running;
    this.log = log;
    this.socket = socket;
  }

  /// Starts it; it may take commands a little later.
  ///
  /// @param yaml without folders and metrics, which are added
  static AgentProcess start(Host host, Path folder, String name, String yaml) {
    var file = folder.resolve(name + ".yaml");
    try {
      Files.writeString(file, yaml + folders(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var log = folder.resolve(name + ".log");
    return new AgentProcess(
        host.java(log, Main.class, "dots", "client", "-c", file.toString()),
        log,
        new AgentSocket(folder.resolve(name + ".sock")));
  }

  static String folders(String name) {
    return """
    state-folder: %1$s-state
    control-socket: %1$s.sock
    observe: {metrics: false}
    """
        .formatted(name);
  }

  /// With a certificate of {@link LabKeys}.
  static String keys(String name) {
    return """
    keys:
      certificate: %1$s.pem
      key: %1$s-key.pem
      trusted-authorities: [ca/ca.pem]
    """
        .formatted(name);
  }

  /// @param server its address; empty is any
  void awaitSession(String server) throws IOException {
    try {
      socket.awaitSession(server, SESSION_MAX);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no session; the agent said:\n" + Files.readString(log), e);
    }
  }

  @Override
  public void close() {
    running.close();
  }
}

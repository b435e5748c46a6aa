// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import dev.tocsin.app.Main;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.lab.Host;
import dev.tocsin.lab.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The real DOTS server as a process on a host of a lab; its files lie in `FOLDER/NAME-…`.
final class ServerProcess implements AutoCloseable {

  private static final Duration START_MAX = Duration.ofSeconds(90);
  // Nothing but bash is needed to ask for the metrics from inside the host.
  private static final String FETCH =
      "exec 3<>/dev/tcp/127.0.0.1/9646; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";

  private final Host host;
  private final Path folder;
  private final String name;
  private Running running;

  private ServerProcess(Host host, Path folder, String name) {
    this.host = host;
    this.folder = folder;
    this.name = name;
    this.running = launch();
  }

  /// Writes the configuration, starts the server and waits until it listens.
  ///
  /// @param yaml whose `state-folder` is `NAME-state`
  static ServerProcess start(Host host, Path folder, String name, String yaml) {
    try {
      Files.writeString(folder.resolve(name + ".yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var server = new ServerProcess(host, folder, name);
    server.awaitListening(1);
    return server;
  }

  /// Where a server listens, its certificate of {@link LabKeys} and its state.
  ///
  /// @param address IPv4 or IPv6
  static String listening(String name, String address) {
    return """
    listen: {dtls: ["%2$s"], tls: ["%2$s"]}
    keys:
      certificate: %1$s.pem
      key: %1$s-key.pem
      trusted-authorities: [ca/ca.pem]
    state-folder: %1$s-state
    """
        .formatted(name, new HostAndPort(address, 4646));
  }

  /// One domain for a client of {@link LabKeys}, whose mitigations filter nothing.
  static String serving(String client) {
    return """
    mitigators: {nothing: {type: none}}
    domains:
      - name: %1$s
        certificate-names: [%1$s.example]
        prefixes: [198.51.100.0/24]
    """
        .formatted(client);
  }

  private Running launch() {
    var file = folder.resolve(name + ".yaml").toString();
    return host.java(log(), Main.class, "dots", "server", "-c", file);
  }

  private Path log() {
    return folder.resolve(name + ".log");
  }

  private void awaitListening(int times) {
    Patience.await(
        name + " listens",
        START_MAX,
        () -> {
          if (!running.isAlive()) throw new IllegalStateException(name + " ended: " + said());
          return said().split("listening on", -1).length > times;
        });
  }

  /// SIGTERM.
  void stop() {
    running.stop();
  }

  /// SIGKILL.
  void kill() {
    running.kill();
  }

  /// Starts it again on the same state, and waits until it listens.
  void startAgain() {
    int before = said().split("listening on", -1).length - 1;
    running = launch();
    awaitListening(before + 1);
  }

  String said() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A metric's value, summed over its labels if the text fits several.
  ///
  /// @param start the line's beginning: name, and labels if need be
  double metric(String start) {
    var line = Pattern.compile("(?m)^" + Pattern.quote(start) + "[^ ]* ([0-9.E+-]+)$");
    return line.matcher(host.run("bash", "-c", FETCH))
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .sum();
  }

  /// What the audit log holds of one action.
  List<JsonNode> audit(String action) {
    try (var lines = Files.lines(folder.resolve(name + "-state").resolve("audit.jsonl"))) {
      return lines
          .map(line -> JsonMapper.shared().readTree(line))
          .filter(event -> event.path("action").asString("").equals(action))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    running.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `dots server --quickstart` made, moved to a free port of loopback, and the command line on
/// it.
///
/// @param port of the server, for DTLS and TLS
record Quickstarted(Path folder, int port) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Quickstarted in(Path folder) {
    var made = TocsinProcess.run("dots", "server", "--quickstart", folder.toString());
    assertThat(made.exitCode()).as(made.text()).isZero();
    var quick = new Quickstarted(folder, freePort());
    quick.edit(quick.serverFile(), "127.0.0.1:4646", "127.0.0.1:" + quick.port);
    quick.edit(
        quick.clientFile(), "host: \"127.0.0.1\"", "host: \"127.0.0.1\"\n    port: " + quick.port);
    quick.append(quick.serverFile(), "observe: {metrics: false}\n");
    quick.append(
        quick.clientFile(), "observe: {metrics: false}\ntiming: {reconnect: 1m, ask-again: 5s}\n");
    return quick;
  }

  Path serverFile() {
    return folder.resolve("server.yaml");
  }

  Path clientFile() {
    return folder.resolve("client.yaml");
  }

  TocsinProcess startServer() {
    var server = TocsinProcess.start("dots", "server", "-c", serverFile().toString());
    server.awaitOut("listening on");
    return server;
  }

  TocsinProcess startClient() {
    var client = TocsinProcess.start("dots", "client", "-c", clientFile().toString());
    client.awaitOut("control socket");
    return client;
  }

  /// One command of `dots` to the running client.
  TocsinProcess.Ended dots(String command, String... more) {
    var words = new ArrayList<>(List.of("dots", command, "-c", clientFile().toString()));
    words.addAll(List.of(more));
    return TocsinProcess.run(words.toArray(String[]::new));
  }

  /// The last line that a command prints with `--json`.
  JsonNode json(String command, String... more) {
    var words = new ArrayList<>(List.of(more));
    words.add("--json");
    var ended = dots(command, words.toArray(String[]::new));
    assertThat(ended.out()).as(ended.text()).isNotEmpty();
    return JSON.readTree(ended.out().getLast());
  }

  void copy(Path file, Path to) {
    write(to, read(file));
  }

  void edit(Path file, String old, String with) {
    var text = read(file);
    assertThat(text).contains(old);
    write(file, text.replace(old, with));
  }

  void append(Path file, String text) {
    write(file, read(file) + text);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Free for TCP and for UDP a moment ago: a restarted server must come back to the same one.
  static int freePort() {
    var loopback = InetAddress.getLoopbackAddress();
    for (int attempt = 0; attempt < 100; attempt++) {
      try (var tcp = new ServerSocket(0, 1, loopback);
          var udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()))) {
        return udp.getLocalPort();
      } catch (IOException taken) {
        // Somebody has the UDP port of that number: another one, then.
      }
    }
    throw new IllegalStateException("no port is free for both TCP and UDP");
  }
}

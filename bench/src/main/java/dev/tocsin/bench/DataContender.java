// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.peer.BareJetty;
import dev.tocsin.bench.peer.Keys;
import dev.tocsin.bench.peer.RunningServer;
import dev.tocsin.bench.peer.ServerFile;
import dev.tocsin.bench.peer.Tools;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The servers of the data channel that are measured beside each other.
enum DataContender {
  /// Ours: every list is checked, decided on and durable before its answer.
  TOCSIN,
  /// Jetty, which sends the bytes that ours sent and reads what ours reads.
  JETTY;

  private static final String SECTIONS =
      """
      data-channel:
        listen: 127.0.0.1:%d
        lists: 1000000
        entries: 10000000
      """;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @param ports of the signal channel, which has to be somewhere, and of the data channel
  /// @param answer what a GET is answered with by who has nothing else
  RunningServer start(Keys keys, Ports ports, Path folder, Path answer, int core) {
    var command =
        switch (this) {
          case TOCSIN ->
              ServerFile.write(folder, keys, ports.signal(), "none", "warn")
                  .with(SECTIONS.formatted(ports.data()))
                  .command();
          case JETTY ->
              Tools.java(
                  BareJetty.class.getName(),
                  keys.folder().toString(),
                  Integer.toString(ports.data()),
                  answer.toString());
        };
    return RunningServer.start(List.copyOf(command), core, folder.resolve("log"));
  }

  record Ports(int signal, int data) {}
}

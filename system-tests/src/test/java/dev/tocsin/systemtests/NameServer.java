// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/// An authoritative name server (Knot DNS) on loopback.
record NameServer(ForeignProgram knot, InetSocketAddress address) implements AutoCloseable {

  private static final String SOA =
      "@ 3600 SOA ns.example.net. x.example.net. 1 1 1 1 1\n@ NS ns.example.net.\n";

  /// Answers when it returns.
  ///
  /// @param zones their records, by names that end with a dot
  static NameServer start(Path folder, Map<String, String> zones) throws IOException {
    int port = freePort();
    for (var zone : zones.entrySet()) {
      var name = zone.getKey();
      var text = "$ORIGIN " + name + "\n$TTL 3600\n" + SOA + zone.getValue();
      Files.writeString(folder.resolve(name.substring(0, name.length() - 1) + ".zone"), text);
    }
    var configuration =
        """
        server:
            listen: 127.0.0.1@%d
            rundir: %s
        database:
            storage: %s
        template:
          - id: default
            storage: %s
            file: "%%s.zone"
            zonefile-sync: -1
        zone:
        %s
        """
            .formatted(
                port,
                folder,
                folder,
                folder,
                zones.keySet().stream()
                    .map(name -> "  - domain: " + name)
                    .collect(Collectors.joining("\n")));
    var file = Files.writeString(folder.resolve("knot.conf"), configuration);
    var knot = ForeignProgram.start(folder, "knotd", "-c", file.toString());
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var server = new NameServer(knot, address);
    await()
        .atMost(TocsinProcess.PATIENCE)
        .failFast("knotd ended", () -> !knot.isRunning())
        .until(() -> zones.keySet().stream().allMatch(server::serves));
    return server;
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean serves(String zone) {
    var question = Record.newRecord(Name.fromConstantString(zone), Type.SOA, DClass.IN);
    try {
      var answer = new SimpleResolver(address).send(Message.newQuery(question));
      return answer.getRcode() == Rcode.NOERROR;
    } catch (IOException e) {
      return false;
    }
  }

  /// As `--dns` takes it.
  String text() {
    return "127.0.0.1:" + address.getPort();
  }

  @Override
  public void close() {
    knot.close();
  }
}

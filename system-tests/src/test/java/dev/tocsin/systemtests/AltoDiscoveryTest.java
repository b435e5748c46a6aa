// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alto.client.discovery.DnsLookup;
import dev.tocsin.alto.client.discovery.NaptrLookup;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Searches for ALTO servers at an authoritative name server (Knot DNS).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AltoDiscoveryTest {

  private static final String SOA =
      "@ 3600 SOA ns.example.net. x.example.net. 1 1 1 1 1\n@ NS ns.example.net.\n";

  @TempDir static Path folder;

  private ForeignProgram knot;
  private String dns;

  @BeforeAll
  void startKnot() throws IOException {
    int port = freePort();
    dns = "127.0.0.1:" + port;
    zone(
        "example.net.",
        """
        ns A 127.0.0.1
        @ NAPTR 100 20 "u" "ALTO:https" "!.*!https://alto2.example.net/ird!" .
        @ NAPTR 100 10 "u" "ALTO:https" "!.*!https://alto1.example.net/ird!" .
        @ NAPTR 50 10 "s" "SIP+D2U" "" _sip._udp.example.net.
        away NAPTR 10 10 "" "ALTO:https" "" alto.example.net.
        alto NAPTR 10 10 "u" "ALTO:https" "!.*!https://alto3.example.net/ird!" .
        """);
    zone(
        "51.198.in-addr.arpa.",
        """
        @ NAPTR 100 10 "u" "ALTO:https" "!.*!https://wide.example.net/ird!" .
        100 NAPTR 100 10 "u" "ALTO:https" "!.*!https://narrow.example.net/ird!" .
        """);
    zone(
        "8.b.d.0.1.0.0.2.ip6.arpa.",
        "@ NAPTR 100 10 \"u\" \"ALTO:https\" \"!.*!https://six.example.net/ird!\" .\n");
    Files.writeString(
        folder.resolve("knot.conf"),
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
          - domain: example.net.
          - domain: 51.198.in-addr.arpa.
          - domain: 8.b.d.0.1.0.0.2.ip6.arpa.
        """
            .formatted(port, folder, folder, folder));
    knot = ForeignProgram.start(folder, "knotd", "-c", folder.resolve("knot.conf").toString());
    var lookup = DnsLookup.by(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    await()
        .atMost(TocsinProcess.PATIENCE)
        .failFast("knotd ended", () -> !knot.isRunning())
        .until(
            () ->
                lookup.records("example.net.") instanceof NaptrLookup.Found(var records)
                    && !records.isEmpty());
  }

  @AfterAll
  void stopKnot() {
    if (knot != null) knot.close();
  }

  private static void zone(String name, String records) throws IOException {
    var text = "$ORIGIN " + name + "\n$TTL 3600\n" + SOA + records;
    Files.writeString(folder.resolve(name.substring(0, name.length() - 1) + ".zone"), text);
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void findsTheServersOfADomainBestFirst() {
    var found = discover("--domain", "example.net");

    assertThat(uris(found))
        .containsExactly("https://alto1.example.net/ird", "https://alto2.example.net/ird");
    assertThat(found.get("failures")).isEmpty();
  }

  @Test
  void followsARecordThatLeadsOn() {
    assertThat(uris(discover("--domain", "away.example.net")))
        .containsExactly("https://alto3.example.net/ird");
  }

  @Test
  void findsWhoGuidesForSomebodysAddress() {
    assertThat(uris(discover("--address", "198.51.100.3")))
        .containsExactly("https://narrow.example.net/ird");
    assertThat(uris(discover("--address", "198.51.7.0/24")))
        .containsExactly("https://wide.example.net/ird");
    assertThat(uris(discover("--address", "2001:db8::20")))
        .containsExactly("https://six.example.net/ird");
  }

  @Test
  void takesTheDomainFromALease() throws IOException {
    var lease =
        Files.writeString(
            folder.resolve("dhclient.leases"),
            "lease {\n  option domain-name \"other.example\";\n  option unknown-213 \"example.net\";\n}\n");

    assertThat(uris(discover("--lease", lease.toString()))).hasSize(2);
  }

  @Test
  void saysThatNothingWasFound() {
    var ended = TocsinProcess.run("alto", "discover", "--domain", "none.example.net", "--dns", dns);

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.text()).contains("no ALTO server was found");
  }

  private JsonNode discover(String... words) {
    var all = new String[words.length + 5];
    System.arraycopy(new String[] {"alto", "discover", "--json", "--dns", dns}, 0, all, 0, 5);
    System.arraycopy(words, 0, all, 5, words.length);
    var ended = TocsinProcess.run(all);
    assertThat(ended.exitCode()).as(ended.text()).isZero();
    return new JsonMapper().readTree(String.join("\n", ended.out()));
  }

  private static List<String> uris(JsonNode found) {
    return found.get("servers").valueStream().map(each -> each.get("uri").asString()).toList();
  }
}

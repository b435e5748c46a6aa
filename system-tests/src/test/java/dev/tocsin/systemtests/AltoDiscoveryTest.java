// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  @TempDir static Path folder;

  private NameServer server;
  private String dns;

  @BeforeAll
  void startKnot() throws IOException {
    server =
        NameServer.start(
            folder,
            Map.of(
                "example.net.",
                """
                ns A 127.0.0.1
                @ NAPTR 100 20 "u" "ALTO:https" "!.*!https://alto2.example.net/ird!" .
                @ NAPTR 100 10 "u" "ALTO:https" "!.*!https://alto1.example.net/ird!" .
                @ NAPTR 50 10 "s" "SIP+D2U" "" _sip._udp.example.net.
                away NAPTR 10 10 "" "ALTO:https" "" alto.example.net.
                alto NAPTR 10 10 "u" "ALTO:https" "!.*!https://alto3.example.net/ird!" .
                """,
                "51.198.in-addr.arpa.",
                """
                @ NAPTR 100 10 "u" "ALTO:https" "!.*!https://wide.example.net/ird!" .
                100 NAPTR 100 10 "u" "ALTO:https" "!.*!https://narrow.example.net/ird!" .
                """,
                "8.b.d.0.1.0.0.2.ip6.arpa.",
                "@ NAPTR 100 10 \"u\" \"ALTO:https\" \"!.*!https://six.example.net/ird!\" .\n"));
    dns = server.text();
  }

  @AfterAll
  void stopKnot() {
    if (server != null) server.close();
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

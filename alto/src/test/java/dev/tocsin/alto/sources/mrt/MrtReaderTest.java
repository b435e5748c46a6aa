// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.mrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.sources.SourceData;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.net.Prefix;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MrtReaderTest {

  @ParameterizedTest
  @CsvSource({
    "bgpdump-bview.20020722.2337.gz, 115521, 112988, 36",
    "reencoded-bview.20100701.0759.mrt.gz, 641957, 323487, 5",
    "bgpdump-bview.ipv4_unicast_add_path.gz, 62, 31, 3",
    "bgpdump-bview.ipv6_unicast_add_path.gz, 62, 31, 3",
    "mrtparse-bird-mrtdump_rib, 18, 6, 2",
    "mrtparse-bird6-mrtdump_rib, 10, 5, 2",
    "mrtparse-openbgpd_rib_table, 31, 21, 3",
    "mrtparse-openbgpd_rib_table-v2, 31, 21, 2",
    "mrtparse-quagga_rib, 9, 6, 2"
  })
  void readsTheTablesThatRoutersAndCollectorsWrite(String file, int routes, int prefixes, int peers)
      throws IOException {
    int count = 0;
    var seenPrefixes = new HashSet<Prefix>();
    var seenPeers = new HashSet<MrtRecord.Peer>();
    try (var in = SourceData.open(file)) {
      for (var record : all(file, in)) {
        if (!(record instanceof MrtRecord.Routes(var prefix, var each))) continue;
        seenPrefixes.add(prefix);
        count += each.size();
        each.forEach(route -> seenPeers.add(route.peer()));
      }
    }
    assertThat(count).isEqualTo(routes);
    assertThat(seenPrefixes).hasSize(prefixes);
    assertThat(seenPeers).hasSize(peers);
  }

  @Test
  void readsWhatARouteSays() throws IOException {
    // given
    var found = new ArrayList<MrtRecord.Route>();

    // when
    try (var in = SourceData.open("mrtparse-bird-mrtdump_rib")) {
      for (var record : all("bird", in)) {
        if (record instanceof MrtRecord.Routes(var prefix, var routes)
            && prefix.equals(Prefix.parse("172.17.2.0/24"))) {
          routes.stream()
              .filter(route -> route.pathId().equals(Optional.of(2L)))
              .forEach(found::add);
        }
      }
    }

    // then
    var attributes = found.getFirst().attributes();
    assertThat(attributes.asPath())
        .containsExactly(4200000000L, 4200000000L, 4200000000L, 64512L, 64512L, 64512L);
    assertThat(attributes.pathLength()).isEqualTo(6);
    assertThat(attributes.originAs()).hasValue(64512);
    assertThat(attributes.nextHop()).contains(InetAddress.getByName("192.168.0.10"));
  }

  @Test
  void readsUpdates() throws IOException {
    int updates = 0;
    int announced = 0;
    int withdrawn = 0;
    try (var in = SourceData.open("bgpdump-updates.20160811.1600.gz")) {
      for (var record : all("updates", in)) {
        if (!(record instanceof MrtRecord.Update update)) continue;
        updates++;
        announced += update.announced().size();
        withdrawn += update.withdrawn().size();
        assertThat(update.attributes().isPresent()).isEqualTo(!update.announced().isEmpty());
      }
    }
    assertThat(updates).isEqualTo(17_216);
    assertThat(announced).isEqualTo(39_256);
    assertThat(withdrawn).isEqualTo(1_956);
  }

  @Test
  void saysWhereADumpIsCutOff() throws IOException {
    // given
    byte[] whole;
    try (var in = SourceData.open("mrtparse-quagga_rib")) {
      whole = in.readAllBytes();
    }

    // when: any part of it but whole records
    int cleanEnds = 0;
    for (int length = 0; length < whole.length; length++) {
      var cut = new ByteArrayInputStream(Arrays.copyOf(whole, length));
      try {
        all("rib", cut);
        cleanEnds++;
      } catch (SourceException e) {
        // then
        assertThat(e).hasMessageMatching("rib, record at byte \\d+: the dump ends within .*");
      }
    }
    assertThat(cleanEnds).isEqualTo(7);
  }

  @Test
  void refusesARecordLargerThanAnyReal() {
    var header = new byte[] {0, 0, 0, 0, 0, 13, 0, 2, 0x7F, 0, 0, 0};

    assertThatThrownBy(() -> all("rib", new ByteArrayInputStream(header)))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "rib, record at byte 0: expected a record of at most 16777216 bytes, found 2130706432");
  }

  private static final String PATH_OF_65000 = "40 01 01 00  40 02 04 02 01 FDE8";
  private static final String PATH_OF_65000_LONG = "40 01 01 00  40 02 06 02 01 0000FDE8";
  private static final String NEXT_HOP_7 = "20010DB8000000000000000000000007";
  private static final String PEER_9 = "20010DB8000000000000000000000009";

  @Test
  void readsIpv6InTheOldestKindOfTable() throws IOException {
    // given: RFC 6396 §4.2, AFI_IPv6; view, sequence, prefix, status, time, peer, attributes
    var body =
        "0000 0001 20010DB8000500000000000000000000 30 01 00000000"
            + PEER_9
            + "FDE8"
            + counted(PATH_OF_65000 + "80 0E 15 0002 01 10" + NEXT_HOP_7 + "00");

    var routes = routes(record(12, 2, body));

    isTheRoute(routes, "2001:db8:5::/48");
  }

  @Test
  void readsTheNextHopOfIpv6WithPathIdentifiers() throws IOException {
    // given: RFC 8050 §4.2, the next hop alone in MP_REACH_NLRI (RFC 6396 §4.3.4)
    var peers = "0A000001 0000 0001 03 0A000009" + PEER_9 + "0000FDE8";
    var attributes = PATH_OF_65000_LONG + "80 0E 11 10" + NEXT_HOP_7;
    var rib = "00000000 30 20010DB80005 0001 0000 00000000 00000004" + counted(attributes);

    var routes = routes(record(13, 1, peers) + record(13, 10, rib));

    isTheRoute(routes, "2001:db8:5::/48");
    assertThat(routes.routes().getFirst().pathId()).contains(4L);
  }

  @Test
  void readsTheGeneralFormOfATable() throws IOException {
    var peers = "0A000001 0000 0001 03 0A000009" + PEER_9 + "0000FDE8";
    var attributes = PATH_OF_65000_LONG + "80 0E 11 10" + NEXT_HOP_7;
    var rib = "00000000 0002 01 30 20010DB80005 0001 0000 00000000" + counted(attributes);

    var routes = routes(record(13, 1, peers) + record(13, 6, rib));

    isTheRoute(routes, "2001:db8:5::/48");
  }

  @Test
  void readsRoutesAmongMessages() throws IOException {
    // given: RFC 6396 appendix B.2.6.1, where the next hop is beside the attributes
    var body =
        "FDE8 FDE9 0000 0002"
            + PEER_9
            + PEER_9
            + "0000 0001 00000000 0002 01 10"
            + NEXT_HOP_7
            + "30 20010DB80005"
            + counted(PATH_OF_65000);

    var routes = routes(record(16, 2, body));

    isTheRoute(routes, "2001:db8:5::/48");
  }

  private static void isTheRoute(MrtRecord.Routes routes, String prefix) throws IOException {
    assertThat(routes.prefix()).isEqualTo(Prefix.parse(prefix));
    var route = routes.routes().getFirst();
    assertThat(route.peer())
        .isEqualTo(new MrtRecord.Peer(InetAddress.getByName("2001:db8::9"), 65_000));
    assertThat(route.attributes().asPath()).containsExactly(65_000L);
    assertThat(route.attributes().nextHop()).contains(InetAddress.getByName("2001:db8::7"));
  }

  private static String counted(String hex) {
    return "%04X".formatted(bytes(hex).length) + hex;
  }

  private static String record(int type, int subtype, String body) {
    return "00000000%04X%04X%08X".formatted(type, subtype, bytes(body).length) + body;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static MrtRecord.Routes routes(String dump) {
    return (MrtRecord.Routes) all("dump", new ByteArrayInputStream(bytes(dump))).getLast();
  }

  private static List<MrtRecord> all(String name, InputStream in) {
    var reader = new MrtReader(name, in);
    var records = new ArrayList<MrtRecord>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) records.add(next.get());
    return records;
  }
}

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

  private static List<MrtRecord> all(String name, InputStream in) {
    var reader = new MrtReader(name, in);
    var records = new ArrayList<MrtRecord>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) records.add(next.get());
    return records;
  }
}

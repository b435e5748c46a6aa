// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.core.policy.RouteTable;
import dev.tocsin.alto.sources.SourceData;
import dev.tocsin.alto.sources.SourceFile;
import dev.tocsin.alto.sources.mrt.MrtReader;
import dev.tocsin.alto.sources.mrt.MrtRecord;
import dev.tocsin.alto.sources.mrt.PathAttributes;
import dev.tocsin.base.net.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BgpTableTest {

  private static final Prefix PREFIX = Prefix.parse("198.51.100.0/24");

  private final BgpTable bgp = new BgpTable(Set.of());

  @Test
  void takesTheRouteThatARouterWouldTake() throws UnknownHostException {
    announce(peer(1), 64501, 1, 100, 10);
    announce(peer(2), 64502, 5, 200, 10);
    assertThat(origin()).hasValue(64502);

    // a shorter path at the same preference
    announce(peer(3), 64503, 4, 200, 99);
    assertThat(origin()).hasValue(64503);

    // a smaller MED at the same path
    announce(peer(4), 64504, 4, 200, 5);
    assertThat(origin()).hasValue(64504);

    // among equals the lowest address
    announce(peer(0), 64500, 4, 200, 5);
    assertThat(origin()).hasValue(64500);
  }

  @Test
  void followsWithdrawalsReplacementsAndPeersThatGoDown() throws UnknownHostException {
    announce(peer(1), 64501, 1, 100, 0);
    announce(peer(2), 64502, 2, 100, 0);
    announce(peer(1), 64511, 3, 100, 0);
    assertThat(origin()).hasValue(64502);

    bgp.take(
        new MrtRecord.Update(
            peer(2),
            List.of(new MrtRecord.Nlri(PREFIX, Optional.empty())),
            List.of(),
            Optional.empty()));
    assertThat(origin()).hasValue(64511);

    bgp.take(new MrtRecord.PeerDown(peer(1)));
    assertThat(table().size()).isZero();
  }

  @Test
  void countsOnlyTheRoutesOfThePeersThatAreWanted() throws UnknownHostException {
    var one = new BgpTable(Set.of(peer(2).address()));
    one.take(routes(peer(1), 64501, 1, 100, 0));
    one.take(routes(peer(2), 64502, 9, 1, 0));

    var table = new RouteTable.Builder();
    one.addTo(table);

    assertThat(table.build().reaches().get(PREFIX).originAs()).hasValue(64502);
  }

  @Test
  void readsARealTableWithOneReachForAllPrefixesOfAnAnnouncement() throws IOException {
    var file = SourceData.file("reencoded-bview.20100701.0759.mrt.gz");
    try (var in = SourceFile.open(file)) {
      var reader = new MrtReader("bview", in);
      for (var next = reader.next(); next.isPresent(); next = reader.next()) bgp.take(next.get());
    }

    var table = table();

    assertThat(bgp.taken()).isEqualTo(641_957);
    assertThat(table.size()).isEqualTo(323_487);
    assertThat(table.reaches().values().stream().distinct().count()).isLessThan(100_000);
  }

  private void announce(MrtRecord.Peer peer, long origin, int path, long preference, long med) {
    bgp.take(routes(peer, origin, path, preference, med));
  }

  private static MrtRecord routes(
      MrtRecord.Peer peer, long origin, int path, long preference, long med) {
    var attributes =
        new PathAttributes(
            List.of(origin),
            path,
            OptionalLong.of(origin),
            Optional.of(peer.address()),
            new PathAttributes.Preference(OptionalLong.of(preference), OptionalLong.of(med)),
            List.of());
    return new MrtRecord.Routes(
        PREFIX, List.of(new MrtRecord.Route(peer, Optional.empty(), attributes)));
  }

  private static MrtRecord.Peer peer(int last) throws UnknownHostException {
    return new MrtRecord.Peer(InetAddress.getByName("192.0.2." + last), 64_500L + last);
  }

  private RouteTable table() {
    var table = new RouteTable.Builder();
    bgp.addTo(table);
    return table.build();
  }

  private OptionalLong origin() {
    return table().reaches().get(PREFIX).originAs();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.gobgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.tocsin.base.gobgp.api.AsPathAttribute;
import dev.tocsin.base.gobgp.api.AsSegment;
import dev.tocsin.base.gobgp.api.CommunitiesAttribute;
import dev.tocsin.base.gobgp.api.Family;
import dev.tocsin.base.gobgp.api.IPAddressPrefix;
import dev.tocsin.base.gobgp.api.MpReachNLRIAttribute;
import dev.tocsin.base.gobgp.api.NextHopAttribute;
import dev.tocsin.base.gobgp.api.Path;
import dev.tocsin.base.net.Prefix;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class GobgpRouteTest {

  @Test
  void readsTheSameOfBytesAndOfMessages() {
    var listed =
        Path.newBuilder()
            .setFamily(GobgpRoute.family(true))
            .setNlriBinary(bytes("18 C63364"))
            .addPattrsBinary(bytes("40 01 01 00"))
            .addPattrsBinary(bytes("40 02 10 02 02 0000FDE9 0000FDEA 01 01 0000FDEB"))
            .addPattrsBinary(bytes("40 03 04 C0000207"))
            .addPattrsBinary(bytes("C0 08 04 FDE90064"))
            .build();
    var changed =
        change(GobgpRoute.family(true), "198.51.100.0", 24)
            .addPattrs(
                any(
                    AsPathAttribute.newBuilder()
                        .addSegments(
                            AsSegment.newBuilder()
                                .setType(AsSegment.Type.AS_SEQUENCE)
                                .addNumbers(65_001)
                                .addNumbers(65_002))
                        .addSegments(
                            AsSegment.newBuilder()
                                .setType(AsSegment.Type.AS_SET)
                                .addNumbers(65_003))
                        .build()))
            .addPattrs(any(NextHopAttribute.newBuilder().setNextHop("192.0.2.7").build()))
            .addPattrs(any(CommunitiesAttribute.newBuilder().addCommunities(0xFDE90064).build()))
            .build();

    var one = GobgpRoute.listed(listed);

    assertThat(one.prefix()).isEqualTo(Prefix.parse("198.51.100.0/24"));
    assertThat(one.reach().orElseThrow().pathLength()).isEqualTo(3);
    assertThat(one.reach().orElseThrow().originAs()).hasValue(65_003);
    assertThat(GobgpRoute.changed(changed)).contains(one);
  }

  @Test
  void readsTheNextHopOfIpv6() {
    var hops = MpReachNLRIAttribute.newBuilder().addNextHops("2001:db8::7").build();
    var path = change(GobgpRoute.family(false), "2001:db8:1::", 48).addPattrs(any(hops)).build();

    var route = GobgpRoute.changed(path).orElseThrow();

    assertThat(route.reach().orElseThrow().egress())
        .contains(Prefix.parse("2001:db8::7").address());
  }

  @Test
  void takesTheDaemonsOwnRoutesForRoutesWithoutNextHop() {
    var own = any(NextHopAttribute.newBuilder().setNextHop("0.0.0.0").build());
    var path = change(GobgpRoute.family(true), "198.51.100.0", 24).addPattrs(own).build();

    assertThat(GobgpRoute.changed(path).orElseThrow().reach().orElseThrow().egress()).isEmpty();
  }

  @Test
  void leavesOutOtherFamiliesAndRefusesWhatIsNoRoute() {
    var flow = Family.newBuilder().setAfi(1).setSafi(133).build();
    var odd = change(GobgpRoute.family(true), "nonsense", 24).build();

    assertThat(GobgpRoute.changed(Path.newBuilder().setFamily(flow).build())).isEmpty();
    assertThatThrownBy(() -> GobgpRoute.changed(odd)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> GobgpRoute.changed(Path.newBuilder().setFamily(GobgpRoute.family(true)).build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Path.Builder change(Family family, String prefix, int length) {
    var nlri = IPAddressPrefix.newBuilder().setPrefix(prefix).setPrefixLen(length).build();
    return Path.newBuilder().setFamily(family).setNlri(any(nlri));
  }

  private static Any any(Message message) {
    return Any.pack(message);
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.gobgp;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tocsin.alto.core.policy.Reach;
import dev.tocsin.alto.sources.mrt.RouteBytes;
import dev.tocsin.alto.sources.routes.BgpTable;
import dev.tocsin.base.gobgp.api.AsPathAttribute;
import dev.tocsin.base.gobgp.api.AsSegment;
import dev.tocsin.base.gobgp.api.CommunitiesAttribute;
import dev.tocsin.base.gobgp.api.Family;
import dev.tocsin.base.gobgp.api.IPAddressPrefix;
import dev.tocsin.base.gobgp.api.MpReachNLRIAttribute;
import dev.tocsin.base.gobgp.api.NextHopAttribute;
import dev.tocsin.base.gobgp.api.Path;
import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A unicast route as gobgpd tells it: as bytes in a listing, as messages when it changes.
///
/// @param reach empty if the prefix is reached no more
record GobgpRoute(Prefix prefix, Optional<Reach> reach) {

  private static final int IPV4 = 1;
  private static final int IPV6 = 2;
  private static final int UNICAST = 1;

  static Family family(boolean ipv4) {
    return Family.newBuilder().setAfi(ipv4 ? IPV4 : IPV6).setSafi(UNICAST).build();
  }

  private static boolean isUnicast(Family family) {
    return family.getSafi() == UNICAST && (family.getAfi() == IPV4 || family.getAfi() == IPV6);
  }

  /// @throws IllegalArgumentException or a `WireException` if the bytes are no route
  static GobgpRoute listed(Path path) {
    var prefix =
        RouteBytes.prefix(path.getNlriBinary().toByteArray(), path.getFamily().getAfi() == IPV4);
    var bytes = ByteString.copyFrom(path.getPattrsBinaryList()).toByteArray();
    return new GobgpRoute(prefix, Optional.of(known(BgpTable.reach(RouteBytes.attributes(bytes)))));
  }

  /// @return empty for families of no concern
  /// @throws IllegalArgumentException if the message is no route
  static Optional<GobgpRoute> changed(Path path) {
    if (!isUnicast(path.getFamily())) return Optional.empty();
    try {
      var nlri = path.getNlri().unpack(IPAddressPrefix.class);
      var prefix = Prefix.parse(nlri.getPrefix() + "/" + nlri.getPrefixLen());
      return Optional.of(
          new GobgpRoute(
              prefix,
              path.getIsWithdraw()
                  ? Optional.empty()
                  : Optional.of(known(reach(path.getPattrsList())))));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("expected a route, found " + e.getMessage(), e);
    }
  }

  private static Reach reach(List<Any> attributes) throws InvalidProtocolBufferException {
    int length = 0;
    var origin = OptionalLong.empty();
    Optional<InetAddress> nextHop = Optional.empty();
    List<Integer> communities = List.of();
    for (var each : attributes) {
      if (each.is(AsPathAttribute.class)) {
        for (var segment : each.unpack(AsPathAttribute.class).getSegmentsList()) {
          length += length(segment);
          origin = origin(segment);
        }
      } else if (each.is(NextHopAttribute.class)) {
        nextHop = address(each.unpack(NextHopAttribute.class).getNextHop());
      } else if (each.is(MpReachNLRIAttribute.class)) {
        var hops = each.unpack(MpReachNLRIAttribute.class).getNextHopsList();
        if (!hops.isEmpty()) nextHop = address(hops.getFirst());
      } else if (each.is(CommunitiesAttribute.class)) {
        communities = new ArrayList<>(each.unpack(CommunitiesAttribute.class).getCommunitiesList());
      }
    }
    return new Reach(Optional.empty(), Optional.empty(), nextHop, origin, length, communities);
  }

  // RFC 4271 §9.1.2.2, RFC 5065 §5.3
  private static int length(AsSegment segment) {
    return switch (segment.getType()) {
      case AS_SEQUENCE -> segment.getNumbersCount();
      case AS_SET -> 1;
      case AS_CONFED_SEQUENCE, AS_CONFED_SET, UNKNOWN, UNRECOGNIZED -> 0;
    };
  }

  private static OptionalLong origin(AsSegment segment) {
    int count = segment.getNumbersCount();
    boolean isOne = count == 1 || count > 0 && segment.getType() == AsSegment.Type.AS_SEQUENCE;
    return isOne
        ? OptionalLong.of(Integer.toUnsignedLong(segment.getNumbers(count - 1)))
        : OptionalLong.empty();
  }

  private static Optional<InetAddress> address(String text) {
    return Optional.of(Prefix.parse(text).address());
  }

  /// The daemon's own routes have no next hop, which it writes as 0.0.0.0.
  private static Reach known(Reach reach) {
    return reach.egress().filter(InetAddress::isAnyLocalAddress).isEmpty()
        ? reach
        : new Reach(
            reach.group(),
            reach.node(),
            Optional.empty(),
            reach.originAs(),
            reach.pathLength(),
            reach.communities());
  }
}

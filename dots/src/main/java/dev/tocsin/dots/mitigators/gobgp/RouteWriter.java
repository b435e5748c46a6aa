// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import com.google.protobuf.ByteString;
import dev.tocsin.base.net.Prefix;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Gives a route the path attributes that BGP announces it with.
record RouteWriter(GobgpSettings settings) {

  private static final int WELL_KNOWN = 0x40;
  private static final int OPTIONAL = 0x80;
  private static final int TRANSITIVE = 0x40;
  private static final int EXTENDED_LENGTH = 0x10;

  private static final int ORIGIN = 1;
  private static final int AS_PATH = 2;
  private static final int NEXT_HOP = 3;
  private static final int LOCAL_PREF = 5;
  private static final int COMMUNITIES = 8;
  private static final int MP_REACH_NLRI = 14;
  private static final int EXTENDED_COMMUNITIES = 16;
  private static final int LARGE_COMMUNITIES = 32;

  /// A route with its attributes, each with flags, type and length.
  record Announcement(Route.Name name, List<ByteString> attributes) {}

  Announcement announcement(Route route) {
    var name = route.name();
    var attributes = new ArrayList<ByteString>();
    attributes.add(attribute(WELL_KNOWN, ORIGIN, new byte[] {0}));
    attributes.add(attribute(WELL_KNOWN, AS_PATH, new byte[0]));
    var localPreference = ByteBuffer.allocate(4).putInt(settings.localPreference()).array();
    attributes.add(attribute(WELL_KNOWN, LOCAL_PREF, localPreference));
    switch (route) {
      case Route.Blackhole _ -> {
        attributes.add(nextHop(name));
        communities(settings.blackhole().communities(), attributes);
      }
      case Route.Flow(_, var action) -> {
        attributes.add(reach(name, new byte[0]));
        communities(settings.flowspec().communities(), attributes);
        attributes.add(attribute(OPTIONAL | TRANSITIVE, EXTENDED_COMMUNITIES, action.community()));
      }
    }
    return new Announcement(name, List.copyOf(attributes));
  }

  private ByteString nextHop(Route.Name name) {
    var blackhole = settings.blackhole();
    return name.family() == RouteFamily.UNICAST_IPV4
        ? attribute(WELL_KNOWN, NEXT_HOP, address(blackhole.nextHopIpv4()))
        : reach(name, address(blackhole.nextHopIpv6()));
  }

  private static byte[] address(Prefix single) {
    return single.addressBytes();
  }

  /// RFC 4760 §3. RFC 8955 §4: flow specifications have no next hop.
  private static ByteString reach(Route.Name name, byte[] nextHop) {
    var value = new ByteArrayOutputStream();
    value.write(name.family().afi() >> 8);
    value.write(name.family().afi());
    value.write(name.family().safi());
    value.write(nextHop.length);
    value.writeBytes(nextHop);
    value.write(0);
    value.writeBytes(name.nlri().toByteArray());
    return attribute(OPTIONAL, MP_REACH_NLRI, value.toByteArray());
  }

  private static void communities(List<Community> communities, List<ByteString> to) {
    var shorts = new ByteArrayOutputStream();
    var larges = new ByteArrayOutputStream();
    for (var community : communities) {
      switch (community) {
        case Community.Short each -> shorts.writeBytes(each.bytes());
        case Community.Large each -> larges.writeBytes(each.bytes());
      }
    }
    if (shorts.size() > 0) {
      to.add(attribute(OPTIONAL | TRANSITIVE, COMMUNITIES, shorts.toByteArray()));
    }
    if (larges.size() > 0) {
      to.add(attribute(OPTIONAL | TRANSITIVE, LARGE_COMMUNITIES, larges.toByteArray()));
    }
  }

  /// RFC 4271 §4.3: more than 255 octets need the extended length.
  private static ByteString attribute(int flags, int type, byte[] value) {
    var bytes = new ByteArrayOutputStream();
    boolean isLong = value.length > 255;
    bytes.write(isLong ? flags | EXTENDED_LENGTH : flags);
    bytes.write(type);
    if (isLong) bytes.write(value.length >> 8);
    bytes.write(value.length);
    bytes.writeBytes(value);
    return ByteString.copyFrom(bytes.toByteArray());
  }
}

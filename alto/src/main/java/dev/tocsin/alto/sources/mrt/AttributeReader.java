// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.mrt;

import dev.tocsin.base.bytes.WireException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Path attributes of one route or UPDATE. Attributes of no concern here are skipped.
final class AttributeReader {

  // RFC 4271 §4.3, RFC 1997, RFC 4760, RFC 6793
  private static final int AS_PATH = 2;
  private static final int NEXT_HOP = 3;
  private static final int MULTI_EXIT_DISC = 4;
  private static final int LOCAL_PREF = 5;
  private static final int COMMUNITIES = 8;
  private static final int MP_REACH = 14;
  private static final int MP_UNREACH = 15;
  private static final int AS4_PATH = 17;
  private static final int EXTENDED_LENGTH = 0x10;
  private static final int AS_SET = 1;
  private static final int AS_SEQUENCE = 2;
  private static final int CONFED_SEQUENCE = 3;
  private static final int CONFED_SET = 4;
  private static final int AFI_IPV4 = 1;
  private static final int AFI_IPV6 = 2;
  private static final int SAFI_UNICAST = 1;

  /// How a record writes what RFC 4760 and RFC 6793 allow in two ways.
  ///
  /// @param as4 autonomous systems have four bytes
  /// @param isRib MP_REACH_NLRI holds the next hop alone (RFC 6396 §4.3.4)
  /// @param addPath prefixes are preceded by a path identifier (RFC 7911)
  record Form(boolean as4, boolean isRib, boolean addPath) {}

  /// @param parts one per segment of the path
  private record Path(List<Long> systems, int length, OptionalLong origin) {}

  private final Form form;
  private @Nullable Path path;
  private @Nullable Path as4Path;
  private @Nullable InetAddress nextHop;
  private OptionalLong localPreference = OptionalLong.empty();
  private OptionalLong med = OptionalLong.empty();
  private List<Integer> communities = List.of();
  private final List<MrtRecord.Nlri> announced = new ArrayList<>();
  private final List<MrtRecord.Nlri> withdrawn = new ArrayList<>();

  private AttributeReader(Form form) {
    this.form = form;
  }

  static AttributeReader read(Bytes in, Form form) {
    var reader = new AttributeReader(form);
    while (in.hasMore()) {
      int flags = in.u8();
      int type = in.u8();
      int length = (flags & EXTENDED_LENGTH) != 0 ? in.u16() : in.u8();
      reader.attribute(type, in.part(length));
    }
    return reader;
  }

  private void attribute(int type, Bytes in) {
    switch (type) {
      case AS_PATH -> path = path(in, form.as4());
      case AS4_PATH -> as4Path = path(in, true);
      case NEXT_HOP -> nextHop = in.address(true);
      case MULTI_EXIT_DISC -> med = OptionalLong.of(in.u32());
      case LOCAL_PREF -> localPreference = OptionalLong.of(in.u32());
      case COMMUNITIES -> communities = communities(in);
      case MP_REACH -> reach(in);
      case MP_UNREACH -> unreach(in);
      default -> {}
    }
  }

  private static Path path(Bytes in, boolean as4) {
    var systems = new ArrayList<Long>();
    int length = 0;
    var origin = OptionalLong.empty();
    while (in.hasMore()) {
      int segment = in.u8();
      int count = in.u8();
      var members = in.part(count * (as4 ? 4 : 2));
      for (int i = 0; i < count; i++) systems.add(as4 ? members.u32() : members.u16());
      switch (segment) {
        case AS_SEQUENCE -> length += count;
        case AS_SET -> length++;
        // RFC 5065 §5.3: a confederation's own systems do not count.
        case CONFED_SEQUENCE, CONFED_SET -> {}
        default -> throw new WireException("AS_PATH segment of type " + segment);
      }
      boolean isOne = count == 1 || segment == AS_SEQUENCE && count > 0;
      origin = isOne ? OptionalLong.of(systems.getLast()) : OptionalLong.empty();
    }
    return new Path(systems, length, origin);
  }

  private static List<Integer> communities(Bytes in) {
    var communities = new ArrayList<Integer>(in.remaining() / 4);
    while (in.hasMore()) communities.add(in.i32());
    return communities;
  }

  /// Some writers put the whole attribute into a table dump: then it begins with an address family,
  /// and zero is no length of a next hop.
  private void reach(Bytes in) {
    if (form.isRib() && in.remaining() > 0) {
      int first = in.u8();
      if (first != 0) {
        nextHop(in, first);
        return;
      }
      family(in, in.u8(), true);
      return;
    }
    family(in, in.u16(), true);
  }

  private void unreach(Bytes in) {
    if (form.isRib()) return;
    family(in, in.u16(), false);
  }

  private void family(Bytes in, int afi, boolean isReach) {
    int safi = in.u8();
    if (isReach) {
      nextHop(in, in.u8());
      // RFC 4760 §3: reserved
      in.skip(1);
    }
    if (form.isRib() || safi != SAFI_UNICAST || afi != AFI_IPV4 && afi != AFI_IPV6) return;
    nlri(in, afi == AFI_IPV4, form.addPath(), isReach ? announced : withdrawn);
  }

  private void nextHop(Bytes in, int length) {
    var bytes = in.part(length);
    // RFC 2545 §3: a link-local address may follow the global one.
    if (length == 4 || length == 16 || length == 32) nextHop = bytes.address(length == 4);
  }

  static void nlri(Bytes in, boolean ipv4, boolean addPath, List<MrtRecord.Nlri> to) {
    while (in.hasMore()) {
      var pathId = addPath ? Optional.of(in.u32()) : Optional.<Long>empty();
      to.add(new MrtRecord.Nlri(in.shortPrefix(ipv4), pathId));
    }
  }

  /// A next hop that stands beside the attributes.
  void reachedBy(InetAddress address) {
    nextHop = address;
  }

  List<MrtRecord.Nlri> announced() {
    return announced;
  }

  List<MrtRecord.Nlri> withdrawn() {
    return withdrawn;
  }

  PathAttributes attributes() {
    var merged = merged();
    return new PathAttributes(
        merged.systems(),
        merged.length(),
        merged.origin(),
        Optional.ofNullable(nextHop),
        new PathAttributes.Preference(localPreference, med),
        communities);
  }

  // RFC 6793 §4.2.3: the last systems of the path are those of AS4_PATH, unless that is longer.
  private Path merged() {
    if (path == null) return new Path(List.of(), 0, OptionalLong.empty());
    if (form.as4() || as4Path == null || as4Path.length() > path.length()) return path;
    int kept = Math.max(0, path.systems().size() - as4Path.systems().size());
    var systems = new ArrayList<>(path.systems().subList(0, kept));
    systems.addAll(as4Path.systems());
    return new Path(systems, path.length(), as4Path.origin());
  }
}

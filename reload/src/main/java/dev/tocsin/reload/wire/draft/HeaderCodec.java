// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.header.Fragment;
import dev.tocsin.reload.wire.header.Header;
import dev.tocsin.reload.wire.header.Routing;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;

/// Writes the forwarding header (FH-1).
final class HeaderCodec {

  private HeaderCodec() {}

  /// @param bodyBytes that follow it
  static void write(ByteWriter out, Header header, int bodyBytes) {
    if (header.routing() == Routing.UNKNOWN) {
      throw new WireException("an unknown way of routing cannot be written");
    }
    var path = header.path();
    var log = new ByteWriter();
    path.log().ifPresent(entries -> RouteLogCodec.write(log, entries));
    int lists = Id.BYTES * (path.route().size() + path.via().size());
    long length = Layout.FIXED_BYTES + (long) lists + log.size() + bodyBytes;
    out.i32(Layout.TOKEN)
        .i32(header.overlay())
        .u8(header.ttl())
        .u8(header.routing().ordinal())
        .u16(part(header.fragment()))
        .u8(Layout.VERSION)
        .u24(length)
        .i64(header.transaction())
        .u8(path.route().size())
        .u8(path.via().size())
        .u16(path.log().isPresent() ? Layout.ROUTE_LOG_FLAG : 0);
    for (var entry : path.route()) out.bytes(id(entry).bytes());
    for (var entry : path.via()) out.bytes(id(entry).bytes());
    out.bytes(log.toArray());
  }

  /// in units of eight bytes.
  static int part(Fragment fragment) {
    if (!fragment.isFragment()) return 0;
    int units = fragment.offset() / Layout.OFFSET_UNIT;
    if (fragment.offset() % Layout.OFFSET_UNIT != 0 || units > Layout.OFFSET_MASK) {
      throw new WireException("a fragment at " + fragment.offset());
    }
    return Layout.FRAGMENT_BIT | (fragment.isLast() ? Layout.LAST_BIT : 0) | units;
  }

  /// Every entry has sixteen bytes, whatever it stands for.
  static Id id(Destination entry) {
    return switch (entry) {
      case Destination.Unresolved(var id) -> id;
      case Destination.Peer(var id) -> id;
      case Destination.Resource(var id) -> id;
      case Destination.Opaque(var value) -> {
        if (value.length() != Id.BYTES) {
          throw new WireException("an entry of " + value.length() + " bytes");
        }
        yield Id.read(value.toArray(), 0);
      }
    };
  }
}

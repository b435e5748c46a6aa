// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.util.ArrayList;
import java.util.List;

/// The route log (RL-1, RL-2).
final class RouteLogCodec {

  private static final int TLS = 1;
  private static final int DTLS = 2;

  private RouteLogCodec() {}

  static void write(ByteWriter out, List<RouteLogEntry> entries) {
    Fields.vector16(out, () -> entries.forEach(entry -> write(out, entry)));
  }

  static void write(ByteWriter out, RouteLogEntry entry) {
    Fields.text(out, entry.version());
    out.u8(entry.link() == RouteLogEntry.Link.TLS ? TLS : DTLS)
        .bytes(entry.peer().bytes())
        .u32(entry.uptimeSeconds());
    Fields.opaque(out, entry.certificate());
    AddressCodec.write(out, entry.address());
  }

  static List<RouteLogEntry> read(ByteReader in) {
    var entries = new ArrayList<RouteLogEntry>();
    while (in.hasNext()) entries.add(entry(in));
    return entries;
  }

  private static RouteLogEntry entry(ByteReader in) {
    var version = Fields.text(in, "version");
    var link =
        switch (in.u8("transport")) {
          case TLS -> RouteLogEntry.Link.TLS;
          case DTLS -> RouteLogEntry.Link.DTLS;
          default -> throw new WireException("a transport is 1 (TLS) or 2 (DTLS)");
        };
    var peer = Fields.id(in, "peer of the route log");
    long uptime = in.u32("uptime");
    var certificate = Fields.opaque(in, "certificate");
    return new RouteLogEntry(version, link, peer, uptime, certificate, AddressCodec.read(in));
  }
}

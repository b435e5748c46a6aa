// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.mrt;

import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.bytes.WireException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads MRT dumps (RFC 6396, RFC 8050), record by record: TABLE_DUMP, TABLE_DUMP_V2 and BGP4MP,
/// uncompressed. Not thread-safe.
public final class MrtReader {

  // RFC 6396 §4
  private static final int TABLE_DUMP = 12;
  private static final int TABLE_DUMP_V2 = 13;
  private static final int BGP4MP = 16;
  private static final int BGP4MP_ET = 17;
  private static final int HEADER_BYTES = 12;
  // A RIB entry with thousands of peers; nothing real is larger.
  private static final int RECORD_BYTES_MAX = 16 << 20;

  private final String name;
  private final InputStream in;
  private final byte[] header = new byte[HEADER_BYTES];
  private byte[] body = new byte[4_096];
  private long at;
  private List<MrtRecord.Peer> peers = List.of();

  /// @param name of the source, for complaints
  public MrtReader(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /// @return empty at the end
  /// @throws SourceException if the dump is cut off or holds something else
  public Optional<MrtRecord> next() {
    long start = at;
    try {
      int read = in.readNBytes(header, 0, HEADER_BYTES);
      if (read == 0) return Optional.empty();
      at += read;
      if (read < HEADER_BYTES) throw new WireException("the dump ends within a record's header");
      var head = new Bytes(header, 0, HEADER_BYTES);
      head.skip(4);
      int type = head.u16();
      int subtype = head.u16();
      return Optional.of(record(type, subtype, body(head.u32())));
    } catch (WireException | IllegalArgumentException e) {
      throw new SourceException(name, "record at byte " + start, String.valueOf(e.getMessage()));
    } catch (EOFException e) {
      throw new SourceException(
          name, "record at byte " + start, "the compressed data ends too early");
    } catch (IOException e) {
      throw new SourceException(name, "cannot be read at byte " + at + ": " + e.getMessage(), e);
    }
  }

  private Bytes body(long length) throws IOException {
    if (length > RECORD_BYTES_MAX) {
      throw new WireException(
          "expected a record of at most %d bytes, found %d".formatted(RECORD_BYTES_MAX, length));
    }
    int bytes = (int) length;
    if (bytes > body.length) body = new byte[Math.max(bytes, 2 * body.length)];
    int read = in.readNBytes(body, 0, bytes);
    at += read;
    if (read < bytes) {
      throw new WireException(
          "the dump ends within a record: expected %d bytes, found %d".formatted(bytes, read));
    }
    return new Bytes(body, 0, bytes);
  }

  private MrtRecord record(int type, int subtype, Bytes in) {
    return switch (type) {
      case TABLE_DUMP -> tableDump(subtype, in);
      case TABLE_DUMP_V2 -> tableDumpV2(subtype, in);
      case BGP4MP -> MessageReader.read(subtype, in);
      case BGP4MP_ET -> {
        in.skip(4);
        yield MessageReader.read(subtype, in);
      }
      default -> new MrtRecord.Other(type, subtype);
    };
  }

  // RFC 6396 §4.2: one route to a record.
  private static MrtRecord tableDump(int subtype, Bytes in) {
    if (subtype != 1 && subtype != 2) return new MrtRecord.Other(TABLE_DUMP, subtype);
    boolean ipv4 = subtype == 1;
    in.skip(4);
    var address = in.part(ipv4 ? 4 : 16);
    int bits = in.u8();
    var prefix = address.prefix(ipv4, bits, ipv4 ? 4 : 16);
    in.skip(5);
    var peer = new MrtRecord.Peer(in.address(ipv4), in.u16());
    var attributes =
        AttributeReader.read(in.part(in.u16()), new AttributeReader.Form(false, true, false))
            .attributes();
    return new MrtRecord.Routes(
        prefix, List.of(new MrtRecord.Route(peer, Optional.empty(), attributes)));
  }

  // RFC 6396 §4.3, RFC 8050 §4
  private MrtRecord tableDumpV2(int subtype, Bytes in) {
    return switch (subtype) {
      case 1 -> peerTable(in);
      case 2 -> rib(in, true, false);
      case 4 -> rib(in, false, false);
      case 6 -> genericRib(in);
      case 8 -> rib(in, true, true);
      case 10 -> rib(in, false, true);
      default -> new MrtRecord.Other(TABLE_DUMP_V2, subtype);
    };
  }

  private MrtRecord peerTable(Bytes in) {
    in.skip(4);
    in.skip(in.u16());
    int count = in.u16();
    var read = new ArrayList<MrtRecord.Peer>();
    for (int i = 0; i < count; i++) {
      int type = in.u8();
      in.skip(4);
      var address = in.address((type & 1) == 0);
      read.add(new MrtRecord.Peer(address, (type & 2) == 0 ? in.u16() : in.u32()));
    }
    var table = new MrtRecord.PeerTable(read);
    peers = table.peers();
    return table;
  }

  // RFC 6396 §4.3.3
  private MrtRecord genericRib(Bytes in) {
    in.skip(4);
    int afi = in.u16();
    int safi = in.u8();
    if (afi != 1 && afi != 2 || safi != 1) return new MrtRecord.Other(TABLE_DUMP_V2, 6);
    return routes(in, afi == 1, false);
  }

  private MrtRecord rib(Bytes in, boolean ipv4, boolean addPath) {
    in.skip(4);
    return routes(in, ipv4, addPath);
  }

  private MrtRecord routes(Bytes in, boolean ipv4, boolean addPath) {
    var prefix = in.shortPrefix(ipv4);
    int count = in.u16();
    var routes = new ArrayList<MrtRecord.Route>(Math.min(count, in.remaining() / 8));
    for (int i = 0; i < count; i++) {
      int index = in.u16();
      if (index >= peers.size()) {
        throw new WireException(
            "the route is of peer %d, and the table has %d peers".formatted(index, peers.size()));
      }
      in.skip(4);
      var pathId = addPath ? Optional.of(in.u32()) : Optional.<Long>empty();
      // RFC 6396 §4.3.4: autonomous systems have four bytes here.
      var form = new AttributeReader.Form(true, true, false);
      var attributes = AttributeReader.read(in.part(in.u16()), form).attributes();
      routes.add(new MrtRecord.Route(peers.get(index), pathId, attributes));
    }
    return new MrtRecord.Routes(prefix, routes);
  }
}

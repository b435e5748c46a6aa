// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.mrt;

import dev.tocsin.base.bytes.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// BGP messages and changes of a session's state (RFC 6396 §4.4, RFC 8050 §3).
final class MessageReader {

  private static final int TYPE = 16;
  private static final int MARKER_BYTES = 16;
  private static final int UPDATE = 2;
  private static final int ESTABLISHED = 6;

  private MessageReader() {}

  static MrtRecord read(int subtype, Bytes in) {
    return switch (subtype) {
      case 0 -> stateChange(in, false);
      case 5 -> stateChange(in, true);
      case 1, 6 -> message(subtype, in, false, false);
      case 2 -> entry(in);
      case 4, 7 -> message(subtype, in, true, false);
      case 8, 10 -> message(subtype, in, false, true);
      case 9, 11 -> message(subtype, in, true, true);
      default -> new MrtRecord.Other(TYPE, subtype);
    };
  }

  private static MrtRecord.Peer peer(Bytes in, boolean as4) {
    long asn = as4 ? in.u32() : in.u16();
    in.skip(as4 ? 4 : 2);
    in.skip(2);
    int afi = in.u16();
    if (afi != 1 && afi != 2) throw new WireException("address family " + afi + " of a peer");
    var address = in.address(afi == 1);
    in.skip(afi == 1 ? 4 : 16);
    return new MrtRecord.Peer(address, asn);
  }

  private static MrtRecord stateChange(Bytes in, boolean as4) {
    var peer = peer(in, as4);
    int old = in.u16();
    int now = in.u16();
    return old == ESTABLISHED && now != ESTABLISHED
        ? new MrtRecord.PeerDown(peer)
        : new MrtRecord.Other(TYPE, as4 ? 5 : 0);
  }

  // RFC 6396 appendix B.2.6.1: deprecated, a route of a table with its next hop outside of its
  // attributes.
  private static MrtRecord entry(Bytes in) {
    var peer = peer(in, false);
    in.skip(8);
    int afi = in.u16();
    int safi = in.u8();
    var nextHop = in.part(in.u8());
    if (afi != 1 && afi != 2 || safi != 1) return new MrtRecord.Other(TYPE, 2);
    boolean ipv4 = afi == 1;
    var prefix = in.shortPrefix(ipv4);
    var read =
        AttributeReader.read(in.part(in.u16()), new AttributeReader.Form(false, true, false));
    if (nextHop.hasMore()) read.reachedBy(nextHop.address(ipv4));
    return new MrtRecord.Routes(
        prefix, List.of(new MrtRecord.Route(peer, Optional.empty(), read.attributes())));
  }

  private static MrtRecord message(int subtype, Bytes in, boolean as4, boolean addPath) {
    var peer = peer(in, as4);
    in.skip(MARKER_BYTES);
    int length = in.u16();
    int type = in.u8();
    if (type != UPDATE) return new MrtRecord.Other(TYPE, subtype);
    var update = in.part(length - MARKER_BYTES - 3);
    var withdrawn = new ArrayList<MrtRecord.Nlri>();
    AttributeReader.nlri(update.part(update.u16()), true, addPath, withdrawn);
    var attributes = update.part(update.u16());
    boolean hasAttributes = attributes.hasMore();
    var read = AttributeReader.read(attributes, new AttributeReader.Form(as4, false, addPath));
    var announced = new ArrayList<MrtRecord.Nlri>();
    AttributeReader.nlri(update, true, addPath, announced);
    announced.addAll(read.announced());
    withdrawn.addAll(read.withdrawn());
    return new MrtRecord.Update(
        peer,
        withdrawn,
        announced,
        hasAttributes && !announced.isEmpty() ? Optional.of(read.attributes()) : Optional.empty());
  }
}

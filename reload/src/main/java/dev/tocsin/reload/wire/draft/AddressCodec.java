// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.draft;

import dev.tocsin.base.bytes.ByteReader;
import dev.tocsin.base.bytes.ByteWriter;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.reload.wire.header.PeerAddress;

/// Addresses with ports.
final class AddressCodec {

  private static final int IPV4 = 1;
  private static final int IPV6 = 2;

  private AddressCodec() {}

  static void write(ByteWriter out, PeerAddress address) {
    out.u8(address.isIpv4() ? IPV4 : IPV6).bytes(address.address()).u16(address.port());
  }

  static PeerAddress read(ByteReader in) {
    int type = in.u8("address type");
    int count =
        switch (type) {
          case IPV4 -> PeerAddress.IPV4_BYTES;
          case IPV6 -> PeerAddress.IPV6_BYTES;
          default -> throw new WireException("an address type is 1 or 2, not " + type);
        };
    var address = in.bytes(count, "address");
    return new PeerAddress(address, in.u16("port"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.mrt;

import dev.tocsin.base.net.Prefix;

/// One unicast route as the bytes that BGP puts on the wire, four-byte systems throughout.
public final class RouteBytes {

  private RouteBytes() {}

  /// @throws dev.tocsin.base.bytes.WireException if it is none
  public static Prefix prefix(byte[] nlri, boolean ipv4) {
    var in = new Bytes(nlri, 0, nlri.length);
    return in.shortPrefix(ipv4);
  }

  /// @param attributes with flags, type and length, one behind the other
  /// @throws dev.tocsin.base.bytes.WireException if they are none
  public static PathAttributes attributes(byte[] attributes) {
    var form = new AttributeReader.Form(true, false, false);
    return AttributeReader.read(new Bytes(attributes, 0, attributes.length), form).attributes();
  }
}

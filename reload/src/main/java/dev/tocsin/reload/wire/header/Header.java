// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.header;

/// The forwarding header: what every peer on the way reads.
///
/// @param overlay the number that the overlay's name has on the wire
/// @param ttl hops that are left, 0 to 255
/// @param transaction the same in a request, its repetitions, its fragments and its response
public record Header(
    int overlay, int ttl, Routing routing, Fragment fragment, long transaction, Path path) {

  public static final int TTL_MAX = 255;

  public Header {
    if (ttl < 0 || ttl > TTL_MAX) throw new IllegalArgumentException("ttl " + ttl);
  }
}

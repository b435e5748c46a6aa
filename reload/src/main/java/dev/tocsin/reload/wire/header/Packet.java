// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.header;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.id.Destination;
import java.util.List;

/// A message or a fragment of one as it came, of which only the forwarding header was checked: what
/// a peer needs that passes it on. Nothing is copied or made until it is asked for.
public interface Packet {

  /// Whether it is of a version that this profile speaks; otherwise nothing but the transaction and
  /// the lists can be relied on.
  boolean isCompatible();

  int overlay();

  int ttl();

  Routing routing();

  Fragment fragment();

  long transaction();

  int routeSize();

  /// @param index 0 is where it goes next
  Destination route(int index);

  int viaSize();

  /// @param index 0 is the first hop
  Destination via(int index);

  boolean hasLog();

  /// Whether it asks for something, as far as that shows without more than the first bytes of the
  /// body: false for all fragments but the first.
  boolean isRequest();

  /// With its header, in bytes.
  int length();

  /// Everything behind the header.
  Bytes body();

  /// All of it as it came, without a copy: not to be changed.
  byte[] bytes();

  /// All of the header as a value.
  Header header();

  /// The bytes to pass on: TTL one less, what follows `taken` entries of the route behind `first`,
  /// the via list with `via` added, and one more entry in the log if there is a log.
  ///
  /// @throws dev.tocsin.base.bytes.WireException if a list grows beyond its bound
  byte[] passedOn(Change change);

  /// What a hop changes.
  ///
  /// @param taken entries at the beginning of the route that are done with
  /// @param first what stands before the rest of the route
  /// @param via replaces the via list
  /// @param seen added to the log, if the packet has one
  record Change(int taken, List<Destination> first, Via via, RouteLogEntry seen) {}

  /// What becomes of the via list.
  sealed interface Via {
    /// One more entry.
    record Added(Destination entry) implements Via {}

    /// Another list.
    record Replaced(List<Destination> entries) implements Via {}
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.header;

/// How a request wants to travel.
public enum Routing {
  /// As the peers like it.
  UNSPECIFIED,
  /// From peer to peer.
  RECURSIVE,
  /// The requester asks one peer after the other.
  ITERATIVE,
  /// A number that the profile does not have; never sent.
  UNKNOWN
}

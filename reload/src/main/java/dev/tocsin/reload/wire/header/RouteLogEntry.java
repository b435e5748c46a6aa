// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.header;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.id.Id;

/// What a peer writes about itself into a message that passes.
///
/// @param version of its software, free text
/// @param link over which the message came
/// @param uptimeSeconds unsigned 32 bits
/// @param certificate DER, or empty
public record RouteLogEntry(
    String version,
    Link link,
    Id peer,
    long uptimeSeconds,
    Bytes certificate,
    PeerAddress address) {

  /// What carries messages between neighbours.
  public enum Link {
    TLS,
    DTLS
  }

  public RouteLogEntry {
    if (uptimeSeconds < 0 || uptimeSeconds > 0xffff_ffffL) {
      throw new IllegalArgumentException("uptime " + uptimeSeconds);
    }
  }
}

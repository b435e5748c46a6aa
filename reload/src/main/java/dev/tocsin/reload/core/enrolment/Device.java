// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.enrolment;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.id.Id;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/// Something of a user's that got a certificate: one for each device, with peers of its own.
///
/// @param key hash of the public key that was certified last
/// @param peers that it may be, at least one; the first names the device
/// @param until its last certificate ends
public record Device(String user, Bytes key, List<Id> peers, Instant until) {

  public Device {
    peers = List.copyOf(peers);
    if (peers.isEmpty()) throw new IllegalArgumentException("a device without a peer");
  }

  public Id id() {
    return peers.getFirst();
  }

  /// By which a key is known again.
  public static Bytes hash(PublicKey key) {
    try {
      return Bytes.owning(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

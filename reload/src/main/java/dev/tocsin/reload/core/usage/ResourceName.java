// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.usage;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.id.Id;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// Where on the ring data lies: the hash of its seed (TE-3).
public final class ResourceName {

  private ResourceName() {}

  // SHA-1, "most significant 128 bits".
  public static Id of(Bytes seed) {
    return hash(seed.toArray());
  }

  /// A user's place.
  public static Id of(String user) {
    return of(Bytes.of(user));
  }

  /// A peer's place, which is not its own id.
  public static Id of(Id peer) {
    return hash(peer.bytes());
  }

  // the sixteen bytes of the peer-id and one more.
  /// One of several places of a peer.
  ///
  /// @param number 1 to 255
  public static Id of(Id peer, int number) {
    if (number < 1 || number > 255) throw new IllegalArgumentException("place " + number);
    var seed = Arrays.copyOf(peer.bytes(), Id.BYTES + 1);
    seed[Id.BYTES] = (byte) number;
    return hash(seed);
  }

  private static Id hash(byte[] seed) {
    try {
      return Id.read(MessageDigest.getInstance("SHA-1").digest(seed), 0);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}

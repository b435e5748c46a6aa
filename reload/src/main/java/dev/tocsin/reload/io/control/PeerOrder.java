// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.control;

import dev.tocsin.base.bytes.Bytes;
import java.time.Duration;

/// What can be asked of a peer on its control socket.
public sealed interface PeerOrder {

  record Status() implements PeerOrder {}

  /// Who answers for a place, and how much is there?
  record Ping(Place to) implements PeerOrder {}

  /// By which peers does a message go there?
  record Trace(Place to) implements PeerOrder {}

  /// @param kind its name, or its number
  record Store(Place at, String kind, Which which, Bytes value, Duration lifetime)
      implements PeerOrder {

    private static final long SECONDS_MAX = 0xffff_ffffL;

    public Store {
      if (lifetime.isNegative() || lifetime.isZero() || lifetime.toSeconds() > SECONDS_MAX) {
        throw new IllegalArgumentException("a lifetime of " + lifetime.toSeconds() + " s");
      }
    }
  }

  record Fetch(Place at, String kind, Which which) implements PeerOrder {}

  record Remove(Place at, String kind, Which which) implements PeerOrder {}

  /// Where from this place on is there anything of the kind?
  record Find(Place from, String kind) implements PeerOrder {}

  record Leave() implements PeerOrder {}

  /// Which values of a kind at a place.
  sealed interface Which {

    /// Nothing is said: the only one; behind the last; under the peer's own id; all that there are,
    /// if they are fetched.
    record Usual() implements Which {}

    record Index(int index) implements Which {
      public Index {
        if (index < 0) throw new IllegalArgumentException("index " + index);
      }
    }

    record Key(Bytes key) implements Which {}

    /// To remove all has to be said.
    record All() implements Which {}
  }
}

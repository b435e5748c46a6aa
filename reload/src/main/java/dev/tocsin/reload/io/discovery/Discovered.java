// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import dev.tocsin.reload.wire.config.OverlayConfiguration;
import dev.tocsin.reload.wire.config.OverlayDocument;
import java.time.Instant;

/// What came of the search for an overlay.
public sealed interface Discovered {

  /// @param overlay that was wanted
  /// @param document in which it stands, maybe with others
  /// @param fetched when
  record Found(OverlayConfiguration overlay, OverlayDocument document, Instant fetched)
      implements Discovered {

    /// When it has to be fetched again.
    // EB-4: "expressed in seconds from the current time".
    public Instant expires() {
      return fetched.plus(overlay.expiration());
    }

    public boolean isValid(Instant now) {
      return now.isBefore(expires());
    }
  }

  /// @param reason one line for people, naming the overlay
  record Failed(String reason) implements Discovered {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link;

import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.core.security.OverlayTrust;

/// What a peer proves itself with on its links, and whom it believes there.
public sealed interface LinkCredentials {

  /// Both ends show certificates of the overlay.
  record Certified(Credentials own, OverlayTrust trust) implements LinkCredentials {}

  /// All hold one key (SK-1).
  ///
  /// @param overlay its name, which is the identity that belongs to the key
  /// @param key not to be changed
  record Shared(String overlay, byte[] key) implements LinkCredentials {

    public Shared {
      if (key.length == 0) throw new IllegalArgumentException("a shared key of no bytes");
    }

    /// Never the key.
    @Override
    public String toString() {
      return "Shared[overlay=" + overlay + "]";
    }
  }

  /// All know one password, and whoever listens in on a handshake cannot try others (SRP). There
  /// are no links over UDP with it.
  ///
  /// @param overlay its name, which is the identity that belongs to the password
  record Password(String overlay, String password) implements LinkCredentials {

    public Password {
      if (password.isEmpty()) throw new IllegalArgumentException("an empty password");
    }

    /// Never the password.
    @Override
    public String toString() {
      return "Password[overlay=" + overlay + "]";
    }
  }
}

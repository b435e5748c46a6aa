// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.security;

import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.base.identity.Trust;
import java.util.Optional;

/// What an endpoint shows and whom it believes.
///
/// @param key certificate or raw public key; without it only pre-shared keys are offered
/// @param secret the pre-shared key that a client uses; a server asks {@link Trust#sharedKey}
public record Credentials(Optional<OwnKey> key, Optional<SharedSecret> secret, Trust trust) {

  public static Credentials of(OwnKey key, Trust trust) {
    return new Credentials(Optional.of(key), Optional.empty(), trust);
  }

  public static Credentials of(SharedSecret secret, Trust trust) {
    return new Credentials(Optional.empty(), Optional.of(secret), trust);
  }
}

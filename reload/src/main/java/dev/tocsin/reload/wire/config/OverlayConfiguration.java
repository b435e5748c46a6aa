// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import java.time.Duration;
import java.util.Optional;

/// What holds for one overlay.
///
/// @param name as it is written: no case is folded, for the overlay's number is made of its bytes
/// @param expiration whole seconds from the moment it was fetched; then it has to be fetched again
/// @param migration if it is on its way to another overlay
public record OverlayConfiguration(
    String name,
    Duration expiration,
    Dht dht,
    Usages usages,
    Access access,
    Optional<Migration> migration) {

  /// What a DNS name may have, and any name of an overlay.
  public static final int NAME_CHARACTERS_MAX = 253;

  public OverlayConfiguration {
    Texts.requireName("a name of an overlay", name);
    Texts.requireSeconds("expiration", expiration);
  }
}

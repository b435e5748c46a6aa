// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.data;

import dev.tocsin.reload.wire.security.Signature;
import java.util.Optional;

/// A value as it is stored and as it travels.
///
/// @param storageTimeMillis when its owner made it, since 1970; the draft's profile has seconds
/// @param lifetimeSeconds how long it lives, unsigned 32 bits
/// @param signature of the owner; absent where values are not signed, and where nothing exists
public record StoredValue(
    long storageTimeMillis, long lifetimeSeconds, Entry entry, Optional<Signature> signature) {

  public StoredValue {
    if (storageTimeMillis < 0) throw new IllegalArgumentException("time " + storageTimeMillis);
    if (lifetimeSeconds < 0 || lifetimeSeconds > 0xffff_ffffL) {
      throw new IllegalArgumentException("lifetime " + lifetimeSeconds);
    }
  }
}

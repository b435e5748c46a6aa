// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Id;
import java.time.Instant;
import java.util.Optional;

/// A value that is kept, or what is left of one that was removed: its storage time, so that it does
/// not come back.
///
/// @param storageTimeMillis of the value
/// @param expiresMillis when it is forgotten, since 1970
/// @param value absent if it was removed
/// @param owner whose bytes it counts among: a hash of the certificate that signed it, or the peer
///   that stored it where nothing is signed; zero for nobody
public record Kept(
    Place place,
    EntryId id,
    long storageTimeMillis,
    long expiresMillis,
    Optional<StoredValue> value,
    Id owner) {

  // What a value takes beside its bytes, roughly.
  private static final int OVERHEAD_BYTES = 256;

  /// Where values of one kind are.
  public record Place(Id resource, long kind) {}

  static Kept removed(Kept before) {
    return new Kept(
        before.place,
        before.id,
        before.storageTimeMillis,
        before.expiresMillis,
        Optional.empty(),
        Id.ZERO);
  }

  boolean exists() {
    return value.isPresent();
  }

  boolean isOver(Instant now) {
    return expiresMillis <= now.toEpochMilli();
  }

  int bytes() {
    int id = this.id instanceof EntryId.Key(var key) ? key.length() : 0;
    if (value.isEmpty()) return OVERHEAD_BYTES + id;
    int signature = value.get().signature().map(each -> each.value().length() + 32).orElse(0);
    return OVERHEAD_BYTES + id + value.get().entry().value().bytes().length() + signature;
  }

  /// The same value at another index.
  Kept at(int index) {
    var before = value.orElseThrow();
    var entry = new Entry.Indexed(index, before.entry().value());
    var moved =
        new StoredValue(
            before.storageTimeMillis(), before.lifetimeSeconds(), entry, before.signature());
    return new Kept(
        place,
        new EntryId.Index(index),
        storageTimeMillis,
        expiresMillis,
        Optional.of(moved),
        owner);
  }
}

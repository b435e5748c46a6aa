// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

/// A part of what changes in a {@link Storage}: each says how it is from then on, so that of
/// several for the same thing only the last counts.
public sealed interface StorageChange {

  Kept.Place place();

  record Put(Kept kept) implements StorageChange {
    @Override
    public Kept.Place place() {
      return kept.place();
    }
  }

  record Drop(Kept.Place place, EntryId id) implements StorageChange {}

  /// @param generation unsigned; 0 if nothing is known of the place any more
  record Count(Kept.Place place, long generation) implements StorageChange {}
}

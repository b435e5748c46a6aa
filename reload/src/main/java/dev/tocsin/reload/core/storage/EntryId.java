// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.storage;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.wire.data.Entry;

/// Which value of a kind at a place it is. Ordered as indexes and keys are.
public sealed interface EntryId extends Comparable<EntryId> {

  /// Of an array; 0 for the one value of a kind that has no more.
  record Index(int index) implements EntryId {}

  /// Of a dictionary.
  record Key(Bytes key) implements EntryId {}

  /// @param entry whose index, if it has one, is known
  static EntryId of(Entry entry) {
    return switch (entry) {
      case Entry.Single _ -> new Index(0);
      case Entry.Indexed(var index, _) -> new Index(index);
      case Entry.Keyed(var key, _) -> new Key(key);
    };
  }

  @Override
  default int compareTo(EntryId other) {
    return switch (this) {
      case Index(var index) ->
          other instanceof Index(var theirs) ? Integer.compare(index, theirs) : -1;
      case Key(var key) -> other instanceof Key(var theirs) ? key.compareTo(theirs) : 1;
    };
  }
}

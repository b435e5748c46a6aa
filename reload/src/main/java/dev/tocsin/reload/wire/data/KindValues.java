// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.data;

import java.util.List;

/// Values of one kind at one place.
///
/// @param kind number of the kind: 24 bits in the draft's profile
/// @param generation how often they changed, unsigned; in a request what it is expected to be, or 0
public record KindValues(long kind, long generation, List<StoredValue> values) {

  public KindValues {
    values = List.copyOf(values);
  }
}

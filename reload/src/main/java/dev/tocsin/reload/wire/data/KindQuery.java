// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.data;

import dev.tocsin.base.bytes.Bytes;
import java.util.List;

/// Which values of a kind are wanted.
///
/// @param generation what the requester has already, or 0
public record KindQuery(long kind, long generation, Which which) {

  /// Depends on the kind's model.
  public sealed interface Which {

    record Single() implements Which {}

    /// Both ends included, from 0; {@link #LAST} is the last there is.
    record Range(int first, int last) implements Which {
      public static final int LAST = -1;
    }

    /// All if there is none.
    record Keys(List<Bytes> keys) implements Which {
      public Keys {
        keys = List.copyOf(keys);
      }
    }
  }
}

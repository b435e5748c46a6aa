// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.data;

import dev.tocsin.base.bytes.Bytes;

/// Which value it is, under the model of its kind, and the value.
public sealed interface Entry {

  Value value();

  record Single(Value value) implements Entry {}

  /// @param index from 0; {@link #LAST} in a request puts it behind the last
  record Indexed(int index, Value value) implements Entry {
    public static final int LAST = -1;

    public Indexed {
      if (index < LAST) throw new IllegalArgumentException("index " + index);
    }
  }

  record Keyed(Bytes key, Value value) implements Entry {}

  /// @param exists whether there is one; otherwise it has no bytes
  record Value(boolean exists, Bytes bytes) {

    public static final Value NONE = new Value(false, Bytes.EMPTY);

    public Value {
      if (!exists && !bytes.isEmpty()) {
        throw new IllegalArgumentException("what does not exist has bytes");
      }
    }

    public static Value of(Bytes bytes) {
      return new Value(true, bytes);
    }
  }
}

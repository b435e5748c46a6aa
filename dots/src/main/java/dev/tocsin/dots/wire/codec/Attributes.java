// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.base.cbor.CborType;
import dev.tocsin.dots.wire.cbor.CborKey;
import dev.tocsin.dots.wire.cbor.CborKeys;
import java.util.BitSet;

/// Walks the maps of DOTS bodies and decides about keys that the reader of a map does not take.
enum Attributes {
  /// A server reads a request: what it cannot do, it must not pretend to do.
  STRICT,

  /// A client reads a response: what it knows but has no use for, it leaves aside.
  TOLERANT;

  private static final int KEY_MAX = 65_535;
  private static final String NOT_SERVED = " is not served yet";

  /// Reads the values of one map.
  interface Values {

    /// @return false, with nothing read, if this map has no such key
    boolean read(int key);
  }

  /// Reads a map, giving each value to `values`.
  void read(CborReader in, Values values) {
    long seen = 0;
    BitSet seenAbove = null;
    for (in.openMap(); in.hasNext(); ) {
      int key = key(in);
      if (key < Long.SIZE) {
        if ((seen & 1L << key) != 0) throw duplicate(key);
        seen |= 1L << key;
      } else {
        if (seenAbove == null) seenAbove = new BitSet();
        if (seenAbove.get(key)) throw duplicate(key);
        seenAbove.set(key);
      }
      readValue(in, key, values);
    }
  }

  private void readValue(CborReader in, int key, Values values) {
    boolean taken;
    try {
      taken = values.read(key);
    } catch (WireException e) {
      throw new WireException(CborKeys.describe(key) + ": " + e.getMessage(), e);
    }
    if (!taken) passOver(in, key);
  }

  private void passOver(CborReader in, int key) {
    var known = CborKeys.of(key);
    // RFC 9132 §6: a message with a comprehension-required key that is not understood cannot be
    // processed; the diagnostic payload should name the key.
    if (known.isEmpty() && CborKey.isComprehensionRequired(key)) {
      throw new WireException("unknown comprehension-required key " + key);
    }
    if (known.isPresent() && this == STRICT) {
      throw new WireException(known.get() + (isServed(key) ? " does not belong here" : NOT_SERVED));
    }
    in.skip();
  }

  /// Keys of RFC 9132 and 9133; those of telemetry and call home stand above.
  private static boolean isServed(int key) {
    return key <= 53;
  }

  private static int key(CborReader in) {
    if (in.peek() != CborType.UNSIGNED) {
      throw new WireException("expected a number as the key of a map, found " + in.peek());
    }
    long key = in.unsigned64();
    if (key < 1 || key > KEY_MAX) {
      throw new WireException("key " + Long.toUnsignedString(key) + " is not within 1-65535");
    }
    return (int) key;
  }

  private static WireException duplicate(int key) {
    return new WireException(CborKeys.describe(key) + " is there twice");
  }
}

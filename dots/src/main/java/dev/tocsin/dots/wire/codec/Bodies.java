// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.cbor.CborReader;
import dev.tocsin.base.cbor.CborType;

/// What all bodies have in common.
final class Bodies {

  /// RFC 9132 §10.5: the tag that may stand in front of a body.
  private static final int DOTS_TAG = 271;

  private Bodies() {}

  static CborReader open(byte[] payload) {
    var in = new CborReader(payload);
    if (in.peek() == CborType.TAG) {
      long tag = in.tag();
      if (tag != DOTS_TAG) {
        throw new WireException("expected tag 271 or none, found " + Long.toUnsignedString(tag));
      }
    }
    return in;
  }
}

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

  /// Tag 4 with exponent -2 (RFC 9132 Table 5), or another exponent that gives whole hundredths.
  static long hundredths(CborReader in) {
    long tag = in.tag();
    if (tag != 4) throw new WireException("expected a decimal fraction (tag 4), found tag " + tag);
    in.openArray();
    long exponent = part(in) ? in.integer() : 0;
    long mantissa = part(in) ? in.integer() : 0;
    if (in.hasNext()) throw new WireException("a decimal fraction of more than two numbers");
    try {
      if (exponent == -2) return mantissa;
      if (exponent == -1) return Math.multiplyExact(mantissa, 10);
      if (exponent == 0) return Math.multiplyExact(mantissa, 100);
    } catch (ArithmeticException e) {
      throw new WireException("a decimal fraction out of range", e);
    }
    throw new WireException("expected a decimal fraction with exponent -2, found " + exponent);
  }

  private static boolean part(CborReader in) {
    if (!in.hasNext()) throw new WireException("a decimal fraction of less than two numbers");
    return true;
  }
}

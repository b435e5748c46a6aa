// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.cbor;

import dev.tocsin.base.bytes.WireException;
import java.math.BigDecimal;

/// Decimal fractions with a fixed number of digits behind the point (RFC 8949 §3.4.4): tag 4 around
/// exponent and mantissa. A larger exponent than ours is accepted where the value stays exact.
public final class DecimalFraction {

  private static final int TAG = 4;

  private DecimalFraction() {}

  /// @param digits behind the point
  public static BigDecimal read(CborReader in, int digits) {
    return BigDecimal.valueOf(readUnscaled(in, digits), digits);
  }

  /// The same value times 10^digits, without the object: 1.50 with two digits is 150.
  public static long readUnscaled(CborReader in, int digits) {
    long tag = in.tag();
    if (tag != TAG) {
      throw new WireException(
          "expected a decimal fraction (tag 4), found tag " + Long.toUnsignedString(tag));
    }
    in.openArray();
    long exponent = part(in);
    long mantissa = part(in);
    if (in.hasNext()) throw new WireException("a decimal fraction of more than two numbers");
    if (exponent < -digits || exponent > 0) {
      throw new WireException(
          "expected a decimal fraction with exponent -" + digits + ", found " + exponent);
    }
    try {
      for (long e = exponent; e > -digits; e--) mantissa = Math.multiplyExact(mantissa, 10L);
    } catch (ArithmeticException e) {
      throw new WireException("a decimal fraction out of range", e);
    }
    return mantissa;
  }

  /// @throws ArithmeticException if the value has more digits behind the point, or over 64 bits
  public static void write(CborWriter out, BigDecimal value, int digits) {
    writeUnscaled(out, value.setScale(digits).unscaledValue().longValueExact(), digits);
  }

  public static void writeUnscaled(CborWriter out, long unscaled, int digits) {
    out.tag(TAG).array(2).integer(-digits).integer(unscaled);
  }

  private static long part(CborReader in) {
    if (!in.hasNext()) throw new WireException("a decimal fraction of less than two numbers");
    return in.integer();
  }
}

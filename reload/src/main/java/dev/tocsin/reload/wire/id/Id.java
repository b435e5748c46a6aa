// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.id;

import dev.tocsin.base.bytes.WireException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// A place on the ring of 2^128: of a peer (peer-id) or of data (resource-id). Ordered as unsigned
/// numbers; sums and differences are modulo 2^128.
///
/// @param high the first eight bytes, most significant first
/// @param low the last eight
public record Id(long high, long low) implements Comparable<Id> {

  public static final int BYTES = 16;
  public static final int BITS = 128;

  /// Never on the wire as a peer.
  public static final Id ZERO = new Id(0, 0);

  /// Whoever receives it first.
  public static final Id WILDCARD = new Id(-1, -1);

  public static final Id ONE = new Id(0, 1);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /// Reads 16 bytes.
  ///
  /// @throws IndexOutOfBoundsException if they are not there
  public static Id read(byte[] bytes, int offset) {
    return new Id((long) LONG.get(bytes, offset), (long) LONG.get(bytes, offset + Long.BYTES));
  }

  /// @throws WireException if these are not 32 hexadecimal digits
  public static Id parse(String hex) {
    if (hex.length() != 2 * BYTES) {
      throw new WireException("an id has 32 hexadecimal digits, not " + hex.length());
    }
    try {
      return read(HexFormat.of().parseHex(hex), 0);
    } catch (IllegalArgumentException e) {
      throw new WireException("not hexadecimal: " + hex, e);
    }
  }

  /// Any that a peer may have.
  public static Id random(RandomGenerator random) {
    Id id;
    do {
      id = new Id(random.nextLong(), random.nextLong());
    } while (!id.isPeer());
    return id;
  }

  /// Whether a peer may have it: neither zero nor the wildcard.
  public boolean isPeer() {
    return !equals(ZERO) && !equals(WILDCARD);
  }

  /// Writes 16 bytes.
  public void write(byte[] bytes, int offset) {
    LONG.set(bytes, offset, high);
    LONG.set(bytes, offset + Long.BYTES, low);
  }

  public byte[] bytes() {
    var bytes = new byte[BYTES];
    write(bytes, 0);
    return bytes;
  }

  public Id plus(Id other) {
    long sum = low + other.low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new Id(high + other.high + carry, sum);
  }

  /// How far it is from the other one clockwise to this.
  public Id minus(Id other) {
    long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
    return new Id(high - other.high - borrow, low - other.low);
  }

  /// @param exponent 0 to 127
  public Id plusPowerOfTwo(int exponent) {
    if (exponent < 0 || exponent >= BITS) throw new IllegalArgumentException("2^" + exponent);
    return plus(
        exponent < Long.SIZE ? new Id(0, 1L << exponent) : new Id(1L << exponent - Long.SIZE, 0));
  }

  /// Whether it lies in (from, to], clockwise. The whole ring if both ends are the same.
  public boolean isWithin(Id from, Id to) {
    var reach = to.minus(from);
    if (reach.equals(ZERO)) return true;
    var distance = minus(from);
    return !distance.equals(ZERO) && distance.compareTo(reach) <= 0;
  }

  @Override
  public int compareTo(Id other) {
    int first = Long.compareUnsigned(high, other.high);
    return first != 0 ? first : Long.compareUnsigned(low, other.low);
  }

  // Peers' ids are random; sums of both halves are what random ids need.
  @Override
  public int hashCode() {
    return Long.hashCode(high * 31 + low);
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}

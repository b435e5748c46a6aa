// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.cbor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes CBOR (RFC 8949) item by item, with definite and shortest lengths. The caller announces
/// the size of a map or array and then writes that many items, map keys in ascending order.
public final class CborWriter {

  private byte[] bytes = new byte[256];
  private int position;

  public CborWriter map(int pairs) {
    return head(5, pairs);
  }

  public CborWriter array(int items) {
    return head(4, items);
  }

  /// @param value its 64 bits count as unsigned
  public CborWriter unsigned(long value) {
    return head(0, value);
  }

  public CborWriter integer(long value) {
    return value < 0 ? head(1, -1 - value) : head(0, value);
  }

  public CborWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(3, utf8.length);
    return append(utf8);
  }

  public CborWriter byteString(byte[] value) {
    head(2, value.length);
    return append(value);
  }

  public CborWriter bool(boolean value) {
    return head(7, value ? 21 : 20);
  }

  public CborWriter nothing() {
    return head(7, 22);
  }

  public CborWriter floating(double value) {
    ensure(9);
    bytes[position++] = (byte) 0xfb;
    return bigEndian(Double.doubleToLongBits(value), 8);
  }

  public CborWriter tag(long number) {
    return head(6, number);
  }

  public int size() {
    return position;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, position);
  }

  private CborWriter head(int majorType, long argument) {
    ensure(9);
    int major = majorType << 5;
    if (argument >= 0 && argument < 24) {
      bytes[position++] = (byte) (major | argument);
      return this;
    }
    int width = argument >>> 8 == 0 ? 0 : argument >>> 16 == 0 ? 1 : argument >>> 32 == 0 ? 2 : 3;
    bytes[position++] = (byte) (major | 24 + width);
    return bigEndian(argument, 1 << width);
  }

  private CborWriter bigEndian(long value, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      bytes[position++] = (byte) (value >>> shift);
    }
    return this;
  }

  private CborWriter append(byte[] content) {
    ensure(content.length);
    System.arraycopy(content, 0, bytes, position, content.length);
    position += content.length;
    return this;
  }

  private void ensure(int more) {
    if (bytes.length - position < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, position + more));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes fixed fields and counted vectors, big-endian, into an array that grows. What does not fit
/// into its field is a {@link WireException}: nothing is cut off.
public final class ByteWriter {

  private static final int START = 256;

  private byte[] bytes;
  private int size;

  public ByteWriter() {
    this(START);
  }

  /// @param capacity bytes that it can take before it has to grow
  public ByteWriter(int capacity) {
    this.bytes = new byte[capacity];
  }

  public int size() {
    return size;
  }

  public ByteWriter u8(int value) {
    check(value, 8);
    int at = room(1);
    bytes[at] = (byte) value;
    return this;
  }

  public ByteWriter u16(int value) {
    check(value, 16);
    int at = room(2);
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
    return this;
  }

  public ByteWriter u24(long value) {
    check(value, 24);
    int at = room(3);
    bytes[at] = (byte) (value >> 16);
    bytes[at + 1] = (byte) (value >> 8);
    bytes[at + 2] = (byte) value;
    return this;
  }

  public ByteWriter u32(long value) {
    check(value, 32);
    return i32((int) value);
  }

  public ByteWriter i32(int value) {
    int at = room(4);
    bytes[at] = (byte) (value >> 24);
    bytes[at + 1] = (byte) (value >> 16);
    bytes[at + 2] = (byte) (value >> 8);
    bytes[at + 3] = (byte) value;
    return this;
  }

  public ByteWriter i64(long value) {
    return i32((int) (value >> 32)).i32((int) value);
  }

  public ByteWriter bytes(byte[] value) {
    int at = room(value.length);
    System.arraycopy(value, 0, bytes, at, value.length);
    return this;
  }

  public ByteWriter bytes(Bytes value) {
    int at = room(value.length());
    value.copyTo(bytes, at);
    return this;
  }

  /// Bytes behind a count of two bytes.
  public ByteWriter opaque16(Bytes value) {
    return u16(value.length()).bytes(value);
  }

  /// UTF-8 behind a count of two bytes.
  public ByteWriter text16(String value) {
    var utf8 = value.getBytes(StandardCharsets.UTF_8);
    return u16(utf8.length).bytes(utf8);
  }

  /// Writes a part behind a count of one byte.
  public ByteWriter vector8(Runnable part) {
    return vector(1, part);
  }

  /// Writes a part behind a count of two bytes.
  public ByteWriter vector16(Runnable part) {
    return vector(2, part);
  }

  /// Writes a part behind a count of four bytes.
  public ByteWriter vector32(Runnable part) {
    return vector(4, part);
  }

  private ByteWriter vector(int countBytes, Runnable part) {
    int at = room(countBytes);
    part.run();
    long count = size - at - countBytes;
    check(count, 8 * countBytes);
    for (int i = 0; i < countBytes; i++) {
      bytes[at + i] = (byte) (count >> 8 * (countBytes - 1 - i));
    }
    return this;
  }

  /// What was written. The writer is done with.
  public byte[] toArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  private static void check(long value, int bits) {
    if (value < 0 || value >>> bits != 0) {
      throw new WireException(value + " does not fit into " + bits + " bits");
    }
  }

  // May replace the array: to be called before it is looked at.
  private int room(int count) {
    int at = size;
    size += count;
    if (size > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
    return at;
  }
}

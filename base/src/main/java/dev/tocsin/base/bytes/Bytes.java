// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/// Bytes as a value: nobody changes them, and equal ones are equal. Its text is their hexadecimal
/// form up to 64 bytes, then their number.
public final class Bytes implements Comparable<Bytes> {

  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final int SHOWN_MAX = 64;

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A copy.
  public static Bytes of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /// A copy of a part.
  public static Bytes of(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, from, to));
  }

  /// Text as UTF-8.
  public static Bytes of(String text) {
    return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Without a copy: the caller gives the array away and must not touch it again.
  public static Bytes owning(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes);
  }

  /// @throws IllegalArgumentException if this is not hexadecimal
  public static Bytes parse(String hex) {
    return owning(HexFormat.of().parseHex(hex));
  }

  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /// The byte at an index, -128 to 127.
  public byte at(int index) {
    return bytes[index];
  }

  /// A part, as a copy.
  public Bytes slice(int from, int to) {
    return from == 0 && to == bytes.length ? this : of(bytes, from, to);
  }

  /// A copy that is the caller's.
  public byte[] toArray() {
    return bytes.clone();
  }

  /// Writes all of them at a place of an array.
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /// As UTF-8; what is none becomes U+FFFD.
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Byte by byte, unsigned.
  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length <= SHOWN_MAX ? hex() : bytes.length + " bytes";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads fixed fields and counted vectors, big-endian, within bounds: what is not there is a {@link
/// WireException} that names the field. Nothing is copied that the input does not hold.
public final class ByteReader {

  private static final int BYTE = 0xff;

  private final byte[] bytes;
  private final int end;
  private int position;

  /// @param bytes not to be changed while they are read
  public ByteReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /// @param from first byte
  /// @param to behind the last one
  public ByteReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.position = from;
    this.end = to;
  }

  /// Where the next byte stands in the array.
  public int position() {
    return position;
  }

  /// Bytes that are left.
  public int left() {
    return end - position;
  }

  public boolean hasNext() {
    return position < end;
  }

  public int u8(String field) {
    return bytes[advance(1, field)] & BYTE;
  }

  public int u16(String field) {
    int at = advance(2, field);
    return (bytes[at] & BYTE) << 8 | bytes[at + 1] & BYTE;
  }

  public int u24(String field) {
    int at = advance(3, field);
    return (bytes[at] & BYTE) << 16 | (bytes[at + 1] & BYTE) << 8 | bytes[at + 2] & BYTE;
  }

  public int i32(String field) {
    int at = advance(4, field);
    return (bytes[at] & BYTE) << 24
        | (bytes[at + 1] & BYTE) << 16
        | (bytes[at + 2] & BYTE) << 8
        | bytes[at + 3] & BYTE;
  }

  public long u32(String field) {
    return i32(field) & 0xffff_ffffL;
  }

  public long i64(String field) {
    return u32(field) << 32 | u32(field);
  }

  /// So many bytes, as a copy.
  public Bytes bytes(int count, String field) {
    int at = advance(count, field);
    return Bytes.of(bytes, at, at + count);
  }

  /// All that is left, as a copy.
  public Bytes rest() {
    return bytes(left(), "rest");
  }

  /// A part of so many bytes, to be read by itself.
  public ByteReader part(long count, String field) {
    if (count > left()) throw missing(count, field);
    int at = advance((int) count, field);
    return new ByteReader(bytes, at, at + (int) count);
  }

  /// A part behind a count of one byte.
  public ByteReader vector8(String field) {
    return part(u8(field), field);
  }

  /// A part behind a count of two bytes.
  public ByteReader vector16(String field) {
    return part(u16(field), field);
  }

  /// Bytes behind a count of two bytes.
  public Bytes opaque16(String field) {
    return bytes(u16(field), field);
  }

  /// UTF-8 behind a count of two bytes.
  ///
  /// @throws WireException also if it is no UTF-8
  public String text16(String field) {
    return part(u16(field), field).text(field);
  }

  /// All that is left, as UTF-8.
  ///
  /// @throws WireException if it is none
  public String text(String field) {
    int count = left();
    int at = advance(count, field);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, at, count))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WireException(field + " is not UTF-8", e);
    }
  }

  /// @throws WireException if anything is left
  public void end(String what) {
    if (hasNext()) throw new WireException(left() + " bytes too many behind " + what);
  }

  private int advance(int count, String field) {
    if (count > left()) throw missing(count, field);
    int at = position;
    position += count;
    return at;
  }

  private WireException missing(long count, String field) {
    return new WireException("%s needs %d bytes, %d are left".formatted(field, count, left()));
  }
}

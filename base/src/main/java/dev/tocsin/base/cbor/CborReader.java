// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.cbor;

import dev.tocsin.base.bytes.WireException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads CBOR (RFC 8949) item by item, without building a tree: the caller says what it expects,
/// and anything else is a {@link WireException} that names both. Lengths are checked against the
/// bytes that are there before anything is allocated; nesting is bounded.
///
/// Non-minimal and indefinite lengths are accepted. A map or array is walked with `for
/// (in.openMap(); in.hasNext(); ) { … }`; `break` out of such a loop is a mistake.
public final class CborReader {

  /// Deeper nesting is refused.
  public static final int DEPTH_MAX = 32;

  private static final int INDEFINITE = 31;
  private static final int BREAK = 0xff;
  private static final long UNTIL_BREAK = -1;

  private final byte[] bytes;
  private int position;

  // Items (in a map: pairs) still to come in each open container, innermost last.
  private final long[] remaining = new long[DEPTH_MAX];
  private int depth;

  /// @param bytes not to be changed while they are read
  public CborReader(byte[] bytes) {
    this.bytes = bytes;
  }

  public CborType peek() {
    int initial = initial();
    return switch (initial >> 5) {
      case 0 -> CborType.UNSIGNED;
      case 1 -> CborType.NEGATIVE;
      case 2 -> CborType.BYTES;
      case 3 -> CborType.TEXT;
      case 4 -> CborType.ARRAY;
      case 5 -> CborType.MAP;
      case 6 -> CborType.TAG;
      default ->
          switch (initial & 31) {
            case 20, 21 -> CborType.BOOLEAN;
            case 22 -> CborType.NULL;
            case 25, 26, 27 -> CborType.FLOAT;
            default -> CborType.OTHER;
          };
    };
  }

  public void openArray() {
    expect(CborType.ARRAY);
    open(1);
  }

  public void openMap() {
    expect(CborType.MAP);
    open(2);
  }

  /// True if the innermost open container has another item or pair; otherwise it is closed.
  public boolean hasNext() {
    if (depth == 0) throw new IllegalStateException("no array or map is open");
    long left = remaining[depth - 1];
    if (left == UNTIL_BREAK) {
      if (initial() != BREAK) return true;
      position++;
    } else if (left > 0) {
      remaining[depth - 1] = left - 1;
      return true;
    }
    depth--;
    return false;
  }

  /// @throws WireException also if the number is above `max`
  public long unsigned(long max) {
    long value = unsigned64();
    if (value < 0 || value > max) {
      throw new WireException(
          "expected a number up to " + max + ", found " + Long.toUnsignedString(value));
    }
    return value;
  }

  /// The 64 bits of an unsigned integer; values of 2^63 and more are negative in Java.
  public long unsigned64() {
    expect(CborType.UNSIGNED);
    return argument();
  }

  /// A signed integer of at most 64 bits.
  public long integer() {
    if (peek() != CborType.NEGATIVE) {
      expect(CborType.UNSIGNED);
      return unsigned(Long.MAX_VALUE);
    }
    long argument = argument();
    if (argument < 0) throw new WireException("a negative integer below -2^63");
    return -1 - argument;
  }

  public boolean bool() {
    expect(CborType.BOOLEAN);
    return (bytes[position++] & 31) == 21;
  }

  public double floating() {
    expect(CborType.FLOAT);
    int width = bytes[position] & 31;
    long bits = argument();
    return switch (width) {
      case 25 -> Float.float16ToFloat((short) bits);
      case 26 -> Float.intBitsToFloat((int) bits);
      default -> Double.longBitsToDouble(bits);
    };
  }

  /// @param bytesMax longest text that is accepted, in bytes of UTF-8
  public String text(int bytesMax) {
    expect(CborType.TEXT);
    if ((bytes[position] & 31) == INDEFINITE) return utf8(chunks(3, bytesMax));
    int length = length(bytesMax);
    int start = position;
    position += length;
    for (int i = start; i < position; i++) {
      if (bytes[i] < 0) return utf8(Arrays.copyOfRange(bytes, start, position));
    }
    return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
  }

  public byte[] byteString(int bytesMax) {
    expect(CborType.BYTES);
    if ((bytes[position] & 31) == INDEFINITE) return chunks(2, bytesMax);
    int length = length(bytesMax);
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  /// The number of a tag; what it tags comes next.
  public long tag() {
    expect(CborType.TAG);
    return argument();
  }

  /// Passes over one item with all that it holds.
  public void skip() {
    switch (peek()) {
      case UNSIGNED, NEGATIVE, FLOAT -> argument();
      case BYTES -> byteString(bytes.length);
      case TEXT -> text(bytes.length);
      case ARRAY -> {
        for (openArray(); hasNext(); ) skip();
      }
      case MAP -> {
        for (openMap(); hasNext(); ) {
          skip();
          skip();
        }
      }
      case TAG -> skipTagged();
      case BOOLEAN, NULL -> position++;
      case OTHER -> skipSimple();
    }
  }

  /// Nothing may follow the item that was read.
  public void end() {
    if (position < bytes.length) {
      throw new WireException(bytes.length - position + " bytes follow the end of the CBOR item");
    }
  }

  private void skipTagged() {
    for (int nested = 0; peek() == CborType.TAG; nested++) {
      if (nested == DEPTH_MAX) throw tooDeep();
      tag();
    }
    skip();
  }

  private void skipSimple() {
    int information = bytes[position] & 31;
    if (information == INDEFINITE) throw new WireException("a break outside of any container");
    argument();
  }

  private void open(int itemsPerEntry) {
    if (depth == DEPTH_MAX) throw tooDeep();
    boolean indefinite = (bytes[position] & 31) == INDEFINITE;
    long count = UNTIL_BREAK;
    if (indefinite) {
      position++;
    } else {
      count = argument();
      // Every item takes a byte at least, so that a larger count cannot be true.
      if (count < 0 || count > (bytes.length - position) / itemsPerEntry) throw truncated();
    }
    remaining[depth++] = count;
  }

  private int length(int bytesMax) {
    long length = argument();
    if (length < 0 || length > bytes.length - position) throw truncated();
    if (length > bytesMax) {
      throw new WireException("expected at most " + bytesMax + " bytes, found " + length);
    }
    return (int) length;
  }

  private byte[] chunks(int majorType, int bytesMax) {
    position++;
    var whole = new ByteArrayOutputStream();
    while (initial() != BREAK) {
      int initial = initial();
      if (initial >> 5 != majorType || (initial & 31) == INDEFINITE) {
        throw new WireException("a string of indefinite length holds " + peek());
      }
      int length = length(bytesMax - whole.size());
      whole.write(bytes, position, length);
      position += length;
    }
    position++;
    return whole.toByteArray();
  }

  private static String utf8(byte[] text) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw new WireException("a text string that is not UTF-8", e);
    }
  }

  /// RFC 8949 §3: the argument stands in the initial byte or in the 1, 2, 4 or 8 bytes after it.
  private long argument() {
    int information = initial() & 31;
    position++;
    if (information < 24) return information;
    if (information > 27) throw new WireException("additional information " + information);
    int width = 1 << (information - 24);
    if (width > bytes.length - position) throw truncated();
    long value = 0;
    for (int i = 0; i < width; i++) value = value << 8 | (bytes[position++] & 0xff);
    return value;
  }

  private int initial() {
    if (position >= bytes.length) throw truncated();
    return bytes[position] & 0xff;
  }

  private void expect(CborType expected) {
    var found = peek();
    if (found != expected) throw new WireException("expected " + expected + ", found " + found);
  }

  private static WireException truncated() {
    return new WireException("the CBOR item ends too early");
  }

  private static WireException tooDeep() {
    return new WireException("CBOR nested deeper than " + DEPTH_MAX);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.mrt;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Reads the numbers of one record; the only class here that knows offsets.
final class Bytes {

  private final byte[] data;
  private int at;
  private final int end;

  Bytes(byte[] data, int from, int end) {
    this.data = data;
    this.at = from;
    this.end = end;
  }

  int remaining() {
    return end - at;
  }

  boolean hasMore() {
    return at < end;
  }

  private int take(int bytes) {
    if (bytes < 0 || bytes > end - at) {
      throw new WireException("expected %d more bytes, found %d".formatted(bytes, end - at));
    }
    int from = at;
    at += bytes;
    return from;
  }

  int u8() {
    return data[take(1)] & 0xFF;
  }

  int u16() {
    int from = take(2);
    return (data[from] & 0xFF) << 8 | data[from + 1] & 0xFF;
  }

  int i32() {
    int from = take(4);
    return (data[from] & 0xFF) << 24
        | (data[from + 1] & 0xFF) << 16
        | (data[from + 2] & 0xFF) << 8
        | data[from + 3] & 0xFF;
  }

  long u32() {
    return i32() & 0xFFFF_FFFFL;
  }

  void skip(int bytes) {
    take(bytes);
  }

  /// The next bytes as a record of their own.
  Bytes part(int bytes) {
    int from = take(bytes);
    return new Bytes(data, from, from + bytes);
  }

  InetAddress address(boolean ipv4) {
    int length = ipv4 ? 4 : 16;
    int from = take(length);
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(data, from, from + length));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + length + " bytes was refused", e);
    }
  }

  /// A length in bits and as many bytes as it needs (RFC 4271 §4.3).
  Prefix shortPrefix(boolean ipv4) {
    int bits = u8();
    return prefix(ipv4, bits, (bits + 7) / 8);
  }

  /// @param bytes that hold the address; the rest of it is zero
  Prefix prefix(boolean ipv4, int bits, int bytes) {
    int width = ipv4 ? 32 : 128;
    if (bits > width) {
      throw new WireException(
          "expected a prefix of at most %d bits, found %d".formatted(width, bits));
    }
    int from = take(bytes);
    byte[] address = new byte[width / 8];
    System.arraycopy(data, from, address, 0, bytes);
    // RFC 4271 §4.3: "the value of trailing bits is irrelevant".
    for (int bit = bits; bit < 8 * bytes; ) {
      address[bit / 8] &= (byte) (0xFF00 >> (bit % 8));
      bit += 8 - bit % 8;
    }
    return Prefix.of(address, bits);
  }
}

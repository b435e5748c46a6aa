// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// An IPv4 or IPv6 prefix in canonical form: host bits are zero, a single address is a /32 or /128,
/// and what lies within ::ffff:0:0/96 (IPv4-mapped, RFC 4291 §2.5.5.2) is the IPv4 prefix that it
/// stands for, so that nobody can write the same addresses in two ways.
public final class Prefix implements Comparable<Prefix> {

  private static final Prefix LOOPBACK_4 = new Prefix(true, 127L << 56, 0, 8);
  private static final Prefix LOOPBACK_6 = new Prefix(false, 0, 1, 128);
  private static final Prefix MULTICAST_4 = new Prefix(true, 0xE0L << 56, 0, 4);
  private static final Prefix MULTICAST_6 = new Prefix(false, 0xFFL << 56, 0, 8);
  private static final Prefix BROADCAST = new Prefix(true, 0xFFFFFFFFL << 32, 0, 32);

  // The address fills these 128 bits from the top; an IPv4 address takes the upper 32.
  private final long high;
  private final long low;
  private final short length;
  private final boolean ipv4;

  private Prefix(boolean ipv4, long high, long low, int length) {
    this.ipv4 = ipv4;
    this.high = high;
    this.low = low;
    this.length = (short) length;
  }

  /// Reads `192.0.2.0/24`, `2001:db8::/32` or a single address.
  ///
  /// @throws IllegalArgumentException if the text is not CIDR notation, or has bits set behind the
  ///   prefix length
  public static Prefix parse(String text) {
    return PrefixText.read(text);
  }

  /// The single address; a zone (`%eth0`) is left out.
  public static Prefix of(InetAddress address) {
    return of(address.getAddress(), 8 * address.getAddress().length);
  }

  /// @param address 4 or 16 bytes in network order
  /// @throws IllegalArgumentException if there are bits behind the length, or more or fewer bytes
  public static Prefix of(byte[] address, int length) {
    var bytes = ByteBuffer.wrap(address);
    return switch (address.length) {
      case 4 -> ipv4(bytes.getInt(), length);
      case 16 -> ipv6(bytes.getLong(), bytes.getLong(), length);
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + address.length);
    };
  }

  /// @param address the four bytes in network order
  static Prefix ipv4(int address, int length) {
    return checked(new Prefix(true, (long) address << 32, 0, length), 32);
  }

  static Prefix ipv6(long high, long low, int length) {
    if (high == 0 && low >>> 32 == 0xFFFF && length >= 96 && length <= 128) {
      return ipv4((int) low, length - 96);
    }
    return checked(new Prefix(false, high, low, length), 128);
  }

  private static Prefix checked(Prefix prefix, int lengthMax) {
    if (prefix.length < 0 || prefix.length > lengthMax) {
      throw new IllegalArgumentException(
          "prefix length " + prefix.length + " is not within 0-" + lengthMax);
    }
    long high = prefix.high & mask(prefix.length);
    long low = prefix.low & mask(prefix.length - 64);
    if (high != prefix.high || low != prefix.low) {
      throw new IllegalArgumentException(
          prefix
              + " has bits set behind its prefix length; did you mean "
              + new Prefix(prefix.ipv4, high, low, prefix.length)
              + "?");
    }
    return prefix;
  }

  /// The upper `bits` of 64 bits.
  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  public boolean isIpv4() {
    return ipv4;
  }

  /// Prefix length in bits.
  public int length() {
    return length;
  }

  public boolean isSingleAddress() {
    return length == (ipv4 ? 32 : 128);
  }

  public boolean contains(Prefix other) {
    return ipv4 == other.ipv4 && length <= other.length && sharedBits(other) >= length;
  }

  /// Prefixes overlap exactly if one contains the other.
  public boolean overlaps(Prefix other) {
    return ipv4 == other.ipv4 && sharedBits(other) >= Math.min(length, other.length);
  }

  /// Whether a loopback address is among its addresses.
  public boolean isLoopback() {
    return overlaps(LOOPBACK_4) || overlaps(LOOPBACK_6);
  }

  /// Whether a multicast address is among its addresses.
  public boolean isMulticast() {
    return overlaps(MULTICAST_4) || overlaps(MULTICAST_6);
  }

  /// Whether the limited broadcast address 255.255.255.255 is among its addresses.
  public boolean isBroadcast() {
    return overlaps(BROADCAST);
  }

  /// The lowest address.
  public InetAddress address() {
    try {
      return InetAddress.getByAddress(addressBytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes was refused", e);
    }
  }

  /// The lowest address in network order: 4 or 16 bytes.
  public byte[] addressBytes() {
    return ipv4
        ? ByteBuffer.allocate(4).putInt((int) (high >>> 32)).array()
        : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  /// The first 64 bits of the address; an IPv4 address takes the upper half of them.
  long high() {
    return high;
  }

  /// The last 64 bits of the address; zero for IPv4.
  long low() {
    return low;
  }

  /// How many leading bits agree with those of the other, both taken as 128 bits.
  int sharedBits(Prefix other) {
    int shared = Long.numberOfLeadingZeros(high ^ other.high);
    return shared < 64 ? shared : 64 + Long.numberOfLeadingZeros(low ^ other.low);
  }

  /// The bit at this distance from the top.
  boolean bit(int index) {
    return ((index < 64 ? high >>> (63 - index) : low >>> (127 - index)) & 1) != 0;
  }

  /// The prefix made of the leading bits.
  Prefix shortened(int newLength) {
    return new Prefix(ipv4, high & mask(newLength), low & mask(newLength - 64), newLength);
  }

  /// The prefix made of the leading bits; this one if it has no more.
  ///
  /// @param bits zero or more
  public Prefix truncated(int bits) {
    return bits >= length ? this : shortened(bits);
  }

  /// IPv4 before IPv6, then by address, then the wider one first.
  @Override
  public int compareTo(Prefix other) {
    if (ipv4 != other.ipv4) return ipv4 ? -1 : 1;
    int byAddress = Long.compareUnsigned(high, other.high);
    if (byAddress == 0) byAddress = Long.compareUnsigned(low, other.low);
    return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Prefix p
        && high == p.high
        && low == p.low
        && length == p.length
        && ipv4 == p.ipv4;
  }

  /// Prefixes that are handed out one after the other differ in a few low bits of both halves: with
  /// a small factor between these, thousands of them would share one hash.
  @Override
  public int hashCode() {
    long mixed = (high * 0x9E3779B97F4A7C15L + low) * 0xBF58476D1CE4E5B9L + length;
    return (int) (mixed ^ mixed >>> 32);
  }

  /// CIDR notation; RFC 5952 for IPv6.
  @Override
  public String toString() {
    return ipv4 ? ipv4Text() : ipv6Text();
  }

  private String ipv4Text() {
    int address = (int) (high >>> 32);
    return new StringBuilder(18)
        .append(address >>> 24)
        .append('.')
        .append(address >>> 16 & 255)
        .append('.')
        .append(address >>> 8 & 255)
        .append('.')
        .append(address & 255)
        .append('/')
        .append(length)
        .toString();
  }

  /// RFC 5952 §4: small letters, no leading zeros, and `::` for the first of the longest runs of
  /// zeros that has more than one.
  private String ipv6Text() {
    int zeros = longestZeros();
    int from = zeros >> 4;
    int to = from + (zeros & 15);
    var text = new StringBuilder(43);
    for (int group = 0; group < 8; group++) {
      if (from < to && group == from) {
        text.append("::");
        group = to - 1;
        continue;
      }
      if (group > 0 && group != to) text.append(':');
      text.append(Integer.toHexString(group(group)));
    }
    return text.append('/').append(length).toString();
  }

  private int group(int number) {
    long half = number < 4 ? high : low;
    return (int) (half >>> 48 - 16 * (number & 3)) & 0xFFFF;
  }

  /// Where it begins times 16, and how long it is; 0 if there is none.
  private int longestZeros() {
    int best = 0;
    int run = 0;
    for (int group = 0; group < 8; group++) {
      run = group(group) == 0 ? run + 1 : 0;
      if (run > 1 && run > (best & 15)) best = group - run + 1 << 4 | run;
    }
    return best;
  }
}

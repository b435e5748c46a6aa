// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A number for every address, by its longest matching prefix: built once, then read by any number
/// of threads. For tables of a million prefixes that are asked a hundred million times a second;
/// {@link PrefixMap} is the one that can be changed.
///
/// IPv4-mapped addresses are the IPv4 addresses that they stand for, as in {@link Prefix}.
public final class PrefixLookup {

  /// @param value 0 to {@link #VALUE_MAX}
  public record Entry(Prefix prefix, int value) implements Comparable<Entry> {
    public Entry {
      if (value < 0 || value > VALUE_MAX) {
        throw new IllegalArgumentException("value " + value + " is not within 0-" + VALUE_MAX);
      }
    }

    @Override
    public int compareTo(Entry other) {
      return prefix.compareTo(other.prefix);
    }
  }

  /// What an address gets that no prefix covers.
  public static final int NONE = 0xFFFF;

  public static final int VALUE_MAX = NONE - 1;

  // Most IPv4 prefixes are at most 24 bits long: 18 of them at once leave one step for these.
  // Most IPv6 prefixes begin with the same 16 bits, so that more at once would not help.
  private static final int IPV4_DIRECT_BITS = 18;
  private static final int IPV6_DIRECT_BITS = 16;

  private final Poptrie ipv4;
  private final Poptrie ipv6;

  private PrefixLookup(Poptrie ipv4, Poptrie ipv6) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  /// @param entries of both families, in any order
  /// @throws IllegalArgumentException if a prefix stands twice
  public static PrefixLookup of(List<Entry> entries) {
    var four = new ArrayList<Entry>(entries.size());
    var six = new ArrayList<Entry>();
    for (var entry : entries) (entry.prefix().isIpv4() ? four : six).add(entry);
    return new PrefixLookup(
        Poptrie.of(Intervals.of(SortedPrefixes.ipv4(four), NONE), IPV4_DIRECT_BITS, 32),
        Poptrie.of(Intervals.of(SortedPrefixes.ipv6(six), NONE), IPV6_DIRECT_BITS, 128));
  }

  /// @param address the four bytes in network order
  /// @return {@link #NONE} if no prefix covers it
  public int find(int address) {
    return ipv4.find((long) address << 32, 0);
  }

  /// An IPv6 address; one that is IPv4-mapped is looked up as IPv4.
  ///
  /// @param high its first eight bytes in network order
  /// @param low its last eight
  /// @return {@link #NONE} if no prefix covers it
  public int find(long high, long low) {
    if (high == 0 && low >>> 32 == 0xFFFF) return find((int) low);
    return ipv6.find(high, low);
  }

  /// The first address of a prefix.
  ///
  /// @return {@link #NONE} if no prefix covers it
  public int find(Prefix prefix) {
    return (prefix.isIpv4() ? ipv4 : ipv6).find(prefix.high(), prefix.low());
  }

  /// @return {@link #NONE} if no prefix covers it
  public int find(InetAddress address) {
    var bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? find(bytes.getInt())
        : find(bytes.getLong(), bytes.getLong());
  }

  /// Memory that the tables for IPv4 take.
  public long ipv4Bytes() {
    return ipv4.bytes();
  }

  /// Memory that the tables for IPv6 take.
  public long ipv6Bytes() {
    return ipv6.bytes();
  }
}

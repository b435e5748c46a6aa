// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.net.InetAddress;

/// An IPv4 or IPv6 prefix in canonical form: host bits are zero, a single address is a /32 or /128.
public final class Prefix implements Comparable<Prefix> {

  // Only CIDR notation and plain addresses: no wildcards, ranges, octal, inet_aton shorthands or
  // zones.
  private static final IPAddressStringParameters STRICT =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowMask(false)
          .allowPrefixOnly(false)
          .allowSingleSegment(false)
          .allowWildcardedSeparator(false)
          .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .getParentBuilder()
          .getIPv6AddressParametersBuilder()
          .allowZone(false)
          .allowBase85(false)
          .getParentBuilder()
          .toParams();

  private final IPAddress block;

  private Prefix(IPAddress block) {
    this.block = block;
  }

  /// Reads `192.0.2.0/24`, `2001:db8::/32` or a single address.
  ///
  /// @throws IllegalArgumentException if the text is not CIDR notation, or has bits set behind the
  ///   prefix length
  public static Prefix parse(String text) {
    IPAddress address;
    try {
      address = new IPAddressString(text, STRICT).toAddress();
    } catch (inet.ipaddr.AddressStringException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a prefix like 192.0.2.0/24 or 2001:db8::/32", e);
    }
    if (address == null) throw new IllegalArgumentException("'" + text + "' is not a prefix");
    var whole = address.isPrefixed() ? address : address.assignPrefixForSingleBlock();
    if (!whole.isPrefixBlock() && whole.getPrefixLength() < whole.getBitCount()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' has bits set behind its prefix length; did you mean "
              + whole.toPrefixBlock()
              + "?");
    }
    return new Prefix(whole);
  }

  public static Prefix of(InetAddress address) {
    return new Prefix(
        new inet.ipaddr.IPAddressString(address.getHostAddress().replaceAll("%.*", ""))
            .getAddress()
            .assignPrefixForSingleBlock());
  }

  public boolean isIpv4() {
    return block.isIPv4();
  }

  /// Prefix length in bits.
  public int length() {
    return block.getPrefixLength();
  }

  public boolean isSingleAddress() {
    return length() == block.getBitCount();
  }

  public boolean contains(Prefix other) {
    return isIpv4() == other.isIpv4() && block.contains(other.block);
  }

  /// Prefixes overlap exactly if one contains the other.
  public boolean overlaps(Prefix other) {
    return contains(other) || other.contains(this);
  }

  public boolean isLoopback() {
    return block.getLower().isLoopback();
  }

  public boolean isMulticast() {
    return block.getLower().isMulticast();
  }

  /// The lowest address.
  public InetAddress address() {
    return block.getLower().toInetAddress();
  }

  IPAddress block() {
    return block;
  }

  @Override
  public int compareTo(Prefix other) {
    return block.compareTo(other.block);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Prefix p && block.equals(p.block);
  }

  @Override
  public int hashCode() {
    return block.hashCode();
  }

  /// CIDR notation; RFC 5952 for IPv6.
  @Override
  public String toString() {
    return block.toCanonicalString();
  }
}

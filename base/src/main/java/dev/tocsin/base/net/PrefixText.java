// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.IncompatibleAddressException;
import org.jspecify.annotations.Nullable;

/// Reads CIDR notation. Every request carries some, so the usual forms are read here in one pass;
/// whatever is unusual or wrong goes to the library, which knows all forms of RFC 4291 §2.2.
final class PrefixText {

  // ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128
  private static final int TEXT_MAX = 49;

  // More than any number here has: what is longer is too large, whatever follows.
  private static final int DIGITS_MAX = 4;

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
          .setRangeOptions(RangeParameters.NO_RANGE)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .allowPrefixLengthLeadingZeros(false)
          .getParentBuilder()
          .getIPv6AddressParametersBuilder()
          .allowZone(false)
          .allowBase85(false)
          .allowPrefixLengthLeadingZeros(false)
          .getEmbeddedIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .getEmbeddedIPv4AddressParentBuilder()
          .getParentBuilder()
          .toParams();

  private final String text;
  private int at;

  private PrefixText(String text) {
    this.text = text;
  }

  static Prefix read(String text) {
    if (text.length() > TEXT_MAX) throw malformed(text.substring(0, TEXT_MAX) + "…", null);
    var usual = new PrefixText(text);
    if (text.indexOf(':') < 0) {
      long address = usual.ipv4();
      int length = address < 0 ? -1 : usual.length(32);
      if (length >= 0) return Prefix.ipv4((int) address, length);
    } else {
      var groups = new int[8];
      int length = usual.ipv6(groups) ? usual.length(128) : -1;
      if (length >= 0) return Prefix.ipv6(joined(groups, 0), joined(groups, 4), length);
    }
    int slash = text.indexOf('/');
    // The library runs over the end of a table on a length of ten digits or more.
    if (slash >= 0 && text.length() - slash > 4) throw malformed(text, null);
    return unusual(text);
  }

  /// The address as an unsigned number; negative if this is not a plain dotted quad.
  private long ipv4() {
    long address = 0;
    for (int octet = 0; octet < 4; octet++) {
      if (octet > 0 && !skip('.')) return -1;
      int value = decimal(255);
      if (value < 0) return -1;
      address = address << 8 | value;
    }
    return address;
  }

  /// Reads eight groups, or fewer with a gap of zeros; false if this is anything else.
  private boolean ipv6(int[] groups) {
    int count = 0;
    int gap = -1;
    while (at < text.length() && text.charAt(at) != '/') {
      if (text.startsWith("::", at)) {
        if (gap >= 0) return false;
        gap = count;
        at += 2;
        continue;
      }
      if (count > 0 && gap != count && !skip(':')) return false;
      int group = count < 8 ? hexadecimal() : -1;
      if (group < 0) return false;
      groups[count++] = group;
    }
    if (gap < 0 || count == 8) return gap < 0 && count == 8;
    for (int moved = 1; moved <= count - gap; moved++) {
      groups[8 - moved] = groups[count - moved];
      groups[count - moved] = 0;
    }
    return true;
  }

  private static long joined(int[] groups, int from) {
    return (long) groups[from] << 48
        | (long) groups[from + 1] << 32
        | (long) groups[from + 2] << 16
        | groups[from + 3];
  }

  /// What follows the address: nothing, or a slash and the length; negative if it is anything else.
  private int length(int lengthMax) {
    if (at == text.length()) return lengthMax;
    if (!skip('/')) return -1;
    int length = decimal(lengthMax);
    return at == text.length() ? length : -1;
  }

  private boolean skip(char expected) {
    if (at == text.length() || text.charAt(at) != expected) return false;
    at++;
    return true;
  }

  /// One to three digits without leading zeros; negative if there are none or they exceed `max`.
  private int decimal(int max) {
    int start = at;
    int end = Math.min(text.length(), start + DIGITS_MAX);
    int value = 0;
    int next = start;
    for (; next < end; next++) {
      int digit = text.charAt(next) - '0';
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    at = next;
    if (value > max) return -1;
    boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
    return at == start || leadingZero ? -1 : value;
  }

  /// One to four hexadecimal digits; negative if there are none or more.
  private int hexadecimal() {
    int start = at;
    int value = 0;
    for (; at < text.length() && at - start < 5; at++) {
      int digit = hexDigit(text.charAt(at));
      if (digit < 0) break;
      value = value << 4 | digit;
    }
    return at == start || at - start > 4 ? -1 : value;
  }

  private static int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static Prefix unusual(String text) {
    // The library takes any Unicode digit for a digit.
    if (!text.chars().allMatch(c -> c > ' ' && c < 0x7F)) throw malformed(text, null);
    IPAddress address;
    try {
      address = new IPAddressString(text, STRICT).toAddress();
    } catch (AddressStringException | IncompatibleAddressException e) {
      throw malformed(text, e);
    }
    if (address == null || address.isMultiple() && !address.isPrefixBlock()) {
      throw malformed(text, null);
    }
    var length = address.getNetworkPrefixLength();
    return Prefix.of(
        address.getLower().getBytes(), length == null ? address.getBitCount() : length);
  }

  private static IllegalArgumentException malformed(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "'" + text + "' is not a prefix like 192.0.2.0/24 or 2001:db8::/32", cause);
  }
}

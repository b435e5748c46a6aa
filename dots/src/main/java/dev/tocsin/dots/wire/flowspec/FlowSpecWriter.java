// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.flowspec;

import dev.tocsin.base.net.Prefix;
import java.io.ByteArrayOutputStream;
import java.util.List;

/// Writes a rule as BGP carries it (RFC 8955 §4, RFC 8956 §3). Equal rules give equal bytes.
public final class FlowSpecWriter {

  private static final int LENGTH_MAX = 4095;
  private static final int LAST = 0x80;
  private static final int AND = 0x40;
  private static final int LESS = 0x04;
  private static final int GREATER = 0x02;
  private static final int EQUAL = 0x01;
  private static final int NOT = 0x02;
  private static final int MATCH = 0x01;
  private static final int TYPE_MAX = 13;

  private FlowSpecWriter() {}

  /// @return the length and the components
  /// @throws IllegalArgumentException if it is longer than 4095 octets
  public static byte[] write(FlowRule rule) {
    var components = new ByteArrayOutputStream();
    // RFC 8955 §4.2: components follow each other by ascending type.
    for (int type = 1; type <= TYPE_MAX; type++) component(type, rule, components);
    int length = components.size();
    if (length > LENGTH_MAX) {
      throw new IllegalArgumentException("a rule of " + length + " octets; 4095 are allowed");
    }
    var nlri = new ByteArrayOutputStream();
    // RFC 8955 §4.1: from 240 on the length takes two octets and begins with 0xf.
    if (length >= 0xF0) nlri.write(0xF0 | length >> 8);
    nlri.write(length);
    nlri.writeBytes(components.toByteArray());
    return nlri.toByteArray();
  }

  private static void component(int type, FlowRule rule, ByteArrayOutputStream to) {
    if (type == 1) prefix(type, rule.destination(), to);
    if (type == 2) prefix(type, rule.source(), to);
    rule.numbers()
        .forEach(
            (field, ranges) -> {
              if (field.type() == type) numbers(type, ranges, to);
            });
    rule.bits()
        .forEach(
            (field, matches) -> {
              if (field.type() == type) bits(type, matches, to);
            });
  }

  private static void prefix(int type, Prefix prefix, ByteArrayOutputStream to) {
    if (prefix.length() == 0) return;
    to.write(type);
    to.write(prefix.length());
    // RFC 8956 §3.1: the bits of an IPv6 pattern begin behind an offset.
    if (!prefix.isIpv4()) to.write(0);
    to.write(prefix.addressBytes(), 0, (prefix.length() + 7) / 8);
  }

  private static void numbers(int type, List<NumberRange> ranges, ByteArrayOutputStream to) {
    to.write(type);
    var last = ranges.getLast();
    for (var range : ranges) {
      int end = range == last ? LAST : 0;
      if (range.lower() == range.upper()) {
        value(end | EQUAL, range.lower(), to);
      } else {
        value(GREATER | EQUAL, range.lower(), to);
        value(end | AND | LESS | EQUAL, range.upper(), to);
      }
    }
  }

  private static void bits(int type, List<BitMatch> matches, ByteArrayOutputStream to) {
    to.write(type);
    var last = matches.getLast();
    for (var match : matches) {
      int end = match.equals(last) ? LAST : 0;
      boolean both = match.set() != 0 && match.clear() != 0;
      if (match.set() != 0) value((both ? 0 : end) | MATCH, match.set(), to);
      // No bit of the mask: the opposite of any.
      if (match.clear() != 0) value(end | (both ? AND : 0) | NOT, match.clear(), to);
    }
  }

  /// RFC 8955 §4.2.1: bits 4 and 5 of the operator are the power of two of the value's octets.
  private static void value(int operator, int value, ByteArrayOutputStream to) {
    int power = value < 1 << 8 ? 0 : value < 1 << 16 ? 1 : 2;
    to.write(operator | power << 4);
    for (int shift = 8 * (1 << power) - 8; shift >= 0; shift -= 8) to.write(value >>> shift);
  }
}

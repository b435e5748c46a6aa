// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.flowspec;

import dev.tocsin.base.net.Prefix;
import java.nio.ByteBuffer;

/// Names the routing instance to which traffic is redirected: an AS number or an IPv4 address, and
/// a number (RFC 4360 §4).
public sealed interface RouteTarget {

  record OfAs(int as, long number) implements RouteTarget {
    public OfAs {
      within("the AS number", as, 0xFFFF);
      within("the number after the AS", number, 0xFFFFFFFFL);
    }

    @Override
    public String toString() {
      return as + ":" + number;
    }
  }

  /// With an AS number of four octets (RFC 5668).
  record OfLongAs(long as, long number) implements RouteTarget {
    public OfLongAs {
      within("the AS number", as, 0xFFFFFFFFL);
      within("the number after the AS", number, 0xFFFF);
    }

    @Override
    public String toString() {
      return as + ":" + number;
    }
  }

  record OfAddress(Prefix address, long number) implements RouteTarget {
    public OfAddress {
      if (!address.isIpv4() || !address.isSingleAddress()) {
        throw new IllegalArgumentException(address + " is not an IPv4 address");
      }
      within("the number after the address", number, 0xFFFF);
    }

    @Override
    public String toString() {
      return address.address().getHostAddress() + ":" + number;
    }
  }

  /// Reads `64496:100`, `4200000000:100` or `192.0.2.1:100`.
  ///
  /// @throws IllegalArgumentException if it is none
  static RouteTarget parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) throw malformed(text);
    var owner = text.substring(0, colon);
    long number = number(text.substring(colon + 1), text);
    if (owner.indexOf('.') >= 0) return new OfAddress(Prefix.parse(owner), number);
    long as = number(owner, text);
    return as <= 0xFFFF ? new OfAs((int) as, number) : new OfLongAs(as, number);
  }

  private static long number(String digits, String text) {
    boolean isNumber =
        !digits.isEmpty()
            && digits.length() <= 10
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isNumber) throw malformed(text);
    long number = Long.parseLong(digits);
    within("a number of a route target", number, 0xFFFFFFFFL);
    return number;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a route target like 64496:100 or 192.0.2.1:100");
  }

  private static void within(String what, long number, long max) {
    if (number < 0 || number > max) {
      throw new IllegalArgumentException(what + " is " + number + ", not within 0-" + max);
    }
  }

  /// RFC 8955 §7.4: the redirect is the route target with other types.
  default byte[] redirect() {
    var bytes = ByteBuffer.allocate(8);
    return switch (this) {
      case OfAs(int as, long number) ->
          bytes.putShort((short) 0x8008).putShort((short) as).putInt((int) number).array();
      case OfAddress(var address, long number) ->
          bytes
              .putShort((short) 0x8108)
              .put(address.addressBytes())
              .putShort((short) number)
              .array();
      case OfLongAs(long as, long number) ->
          bytes.putShort((short) 0x8208).putInt((int) as).putShort((short) number).array();
    };
  }
}

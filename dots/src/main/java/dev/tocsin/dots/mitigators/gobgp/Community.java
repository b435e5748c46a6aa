// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import java.nio.ByteBuffer;

/// What a route carries as a message to other networks.
sealed interface Community {

  /// RFC 7999: "discard what is sent to this prefix".
  Community BLACKHOLE = new Short(65_535, 666);

  /// RFC 1997.
  record Short(int as, int number) implements Community {
    public Short {
      within(as, 0xFFFF);
      within(number, 0xFFFF);
    }

    @Override
    public String toString() {
      return as + ":" + number;
    }
  }

  /// RFC 8092.
  record Large(long as, long first, long second) implements Community {
    public Large {
      within(as, 0xFFFFFFFFL);
      within(first, 0xFFFFFFFFL);
      within(second, 0xFFFFFFFFL);
    }

    @Override
    public String toString() {
      return as + ":" + first + ":" + second;
    }
  }

  /// Reads `64496:666`, or `64496:666:1` for a large one.
  ///
  /// @throws IllegalArgumentException if it is neither
  static Community parse(String text) {
    if (!text.matches("[0-9]{1,10}(:[0-9]{1,10}){1,2}")) {
      throw new IllegalArgumentException(
          "expected a community like 65535:666 or 64496:666:1, found '" + text + "'");
    }
    var parts = text.split(":");
    long first = Long.parseLong(parts[0]);
    long second = Long.parseLong(parts[1]);
    if (parts.length == 3) return new Large(first, second, Long.parseLong(parts[2]));
    within(first, 0xFFFF);
    within(second, 0xFFFF);
    return new Short((int) first, (int) second);
  }

  private static void within(long part, long max) {
    if (part > max) {
      throw new IllegalArgumentException(
          "a part of a community is " + part + ", not within 0-" + max);
    }
  }

  default byte[] bytes() {
    return switch (this) {
      case Short(int as, int number) -> ByteBuffer.allocate(4).putInt(as << 16 | number).array();
      case Large(long as, long first, long second) ->
          ByteBuffer.allocate(12).putInt((int) as).putInt((int) first).putInt((int) second).array();
    };
  }
}

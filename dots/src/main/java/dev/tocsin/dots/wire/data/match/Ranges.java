// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import java.util.OptionalInt;
import java.util.OptionalLong;

/// Holds the fields of a match within what YANG allows them.
final class Ranges {

  private Ranges() {}

  static void check(String field, OptionalInt value, int min, int max) {
    if (value.isPresent() && (value.getAsInt() < min || value.getAsInt() > max)) {
      throw new IllegalArgumentException(
          field + " " + value.getAsInt() + " is not within " + min + "-" + max);
    }
  }

  static void uint32(String field, OptionalLong value) {
    if (value.isPresent() && value.getAsLong() >>> 32 != 0) {
      throw new IllegalArgumentException(field + " " + value.getAsLong() + " is no uint32");
    }
  }
}

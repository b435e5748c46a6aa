// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.Arrays;
import java.util.Optional;

/// The `c` Uri-Query of a GET (RFC 9132 §4.4.2): configuration, state, or both.
public enum ContentFilter {
  ALL(0, "a"),
  CONFIG(1, "c"),
  NON_CONFIG(2, "n");

  private final int value;
  private final String label;

  ContentFilter(int value, String label) {
    this.value = value;
    this.label = label;
  }

  /// Position in RFC 9132 Table 2; never on the wire.
  public int value() {
    return value;
  }

  /// The value of the query.
  public String label() {
    return label;
  }

  public static Optional<ContentFilter> of(long value) {
    return Arrays.stream(values()).filter(each -> each.value == value).findFirst();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.Arrays;
import java.util.Optional;

/// `conflict-cause` (RFC 9132 §4.4.1.3, RFC 9066, RFC 9244).
public enum ConflictCause {
  OVERLAPPING_TARGETS(1, "overlapping-targets"),
  CONFLICT_WITH_ACCEPTLIST(2, "conflict-with-acceptlist"),
  CUID_COLLISION(3, "cuid-collision"),
  LEGITIMATE_TRAFFIC(4, "request-rejected-legitimate-traffic"),
  OVERLAPPING_PIPES(5, "overlapping-pipes");

  private final int value;
  private final String label;

  ConflictCause(int value, String label) {
    this.value = value;
    this.label = label;
  }

  /// The number that stands in CBOR.
  public int value() {
    return value;
  }

  /// The name that stands in JSON.
  public String label() {
    return label;
  }

  public static Optional<ConflictCause> of(long value) {
    return Arrays.stream(values()).filter(each -> each.value == value).findFirst();
  }
}

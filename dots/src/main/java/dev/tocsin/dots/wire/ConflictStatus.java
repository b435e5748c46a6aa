// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.Arrays;
import java.util.Optional;

/// `conflict-status` (RFC 9132 §4.4.1.3).
public enum ConflictStatus {
  REQUEST_INACTIVE_OTHER_ACTIVE(1, "request-inactive-other-active"),
  REQUEST_ACTIVE(2, "request-active"),
  ALL_REQUESTS_INACTIVE(3, "all-requests-inactive");

  private final int value;
  private final String label;

  ConflictStatus(int value, String label) {
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

  public static Optional<ConflictStatus> of(long value) {
    return Arrays.stream(values()).filter(each -> each.value == value).findFirst();
  }
}

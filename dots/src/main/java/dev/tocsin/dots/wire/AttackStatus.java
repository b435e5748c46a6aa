// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.Arrays;
import java.util.Optional;

/// The `attack-status` of an efficacy update (RFC 9132 §4.4.3, Table 4).
public enum AttackStatus {
  UNDER_ATTACK(1, "under-attack"),
  SUCCESSFULLY_MITIGATED(2, "attack-successfully-mitigated");

  private final int value;
  private final String label;

  AttackStatus(int value, String label) {
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

  public static Optional<AttackStatus> of(long value) {
    return Arrays.stream(values()).filter(each -> each.value == value).findFirst();
  }
}

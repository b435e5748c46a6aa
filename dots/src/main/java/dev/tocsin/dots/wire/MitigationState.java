// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire;

import java.util.Arrays;
import java.util.Optional;

/// The `status` of a mitigation (RFC 9132 §4.4.2, Table 3).
public enum MitigationState {
  IN_PROGRESS(1, "attack-mitigation-in-progress"),
  SUCCESSFULLY_MITIGATED(2, "attack-successfully-mitigated"),
  ATTACK_STOPPED(3, "attack-stopped"),
  EXCEEDED_CAPABILITY(4, "attack-exceeded-capability"),
  CLIENT_WITHDRAWN(5, "dots-client-withdrawn-mitigation"),
  TERMINATED(6, "attack-mitigation-terminated"),
  WITHDRAWN(7, "attack-mitigation-withdrawn"),
  SIGNAL_LOSS(8, "attack-mitigation-signal-loss");

  private final int value;
  private final String label;

  MitigationState(int value, String label) {
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

  public static Optional<MitigationState> of(long value) {
    return Arrays.stream(values()).filter(each -> each.value == value).findFirst();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import dev.tocsin.dots.wire.data.match.Labelled;

/// When a list is in force (RFC 8783 §4.3).
public enum ActivationType implements Labelled {
  /// Only while a mitigation of this client is active; the default.
  ACTIVATE_WHEN_MITIGATING(1, "activate-when-mitigating"),
  IMMEDIATE(2, "immediate"),
  /// Kept, but not in force.
  DEACTIVATE(3, "deactivate");

  private final int value;
  private final String label;

  ActivationType(int value, String label) {
    this.value = value;
    this.label = label;
  }

  /// As the signal channel carries it (RFC 9133 §3.2).
  public int value() {
    return value;
  }

  @Override
  public String label() {
    return label;
  }
}

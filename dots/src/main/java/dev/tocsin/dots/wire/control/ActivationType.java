// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.control;

import dev.tocsin.dots.wire.data.match.Labelled;
import java.util.Optional;

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

  /// Empty for a number that stands for nothing.
  public static Optional<ActivationType> of(long value) {
    for (var type : values()) if (type.value == value) return Optional.of(type);
    return Optional.empty();
  }

  /// @throws IllegalArgumentException naming what would have done
  public static ActivationType labelled(String label) {
    for (var type : values()) if (type.label.equals(label)) return type;
    throw new IllegalArgumentException(
        "'"
            + label
            + "' is no activation type: give activate-when-mitigating, immediate or deactivate");
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

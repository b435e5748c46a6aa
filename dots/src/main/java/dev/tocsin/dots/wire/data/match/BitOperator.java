// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

/// How a bitmask compares (RFC 8783 §4.3, `operator`): its bits `match` and `any` exclude each
/// other, and `not` says nothing alone, so that four combinations remain. The label has the bits in
/// the order of their positions.
public enum BitOperator implements Labelled {
  /// `(data & value) == value`
  MATCH("match"),
  /// `(data & value) != value`
  NOT_MATCH("not match"),
  /// `(data & value) != 0`
  ANY("any"),
  /// `(data & value) == 0`
  NOT_ANY("not any");

  private final String label;

  BitOperator(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}

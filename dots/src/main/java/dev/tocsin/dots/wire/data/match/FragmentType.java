// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

/// Bits of `fragment-type` (RFC 8783 §4.3).
public enum FragmentType implements Labelled {
  /// Don't fragment; IPv4 only.
  DF("df"),
  /// Is a fragment.
  ISF("isf"),
  /// First fragment.
  FF("ff"),
  /// Last fragment.
  LF("lf");

  private final String label;

  FragmentType(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

/// The flags of the IPv4 header (RFC 8519 §4.2).
public enum Ipv4Flag implements Labelled {
  RESERVED("reserved"),
  /// Set: don't fragment.
  FRAGMENT("fragment"),
  /// Set: more fragments follow.
  MORE("more");

  private final String label;

  Ipv4Flag(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.capability;

import dev.tocsin.dots.wire.data.match.Labelled;

/// An address family that a server filters.
public enum AddressFamily implements Labelled {
  IPV4("ipv4"),
  IPV6("ipv6");

  private final String label;

  AddressFamily(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}

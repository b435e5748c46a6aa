// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import dev.tocsin.dots.wire.data.match.Labelled;

/// What the entries of a list match on (RFC 8519 §4.1). The types with Ethernet in them need
/// features that the data channel has no fields for.
public enum AclType implements Labelled {
  IPV4("ipv4-acl-type"),
  IPV6("ipv6-acl-type");

  private final String label;

  AclType(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}

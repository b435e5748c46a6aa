// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.capability;

import dev.tocsin.dots.wire.data.match.Labelled;

/// The forwarding actions of RFC 8519 §4.1. A server may list `reject` among what it can do; the
/// data channel cannot ask for it (RFC 8783 §4.1).
public enum ForwardingAction implements Labelled {
  ACCEPT("accept"),
  DROP("drop"),
  REJECT("reject");

  private final String label;

  ForwardingAction(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}

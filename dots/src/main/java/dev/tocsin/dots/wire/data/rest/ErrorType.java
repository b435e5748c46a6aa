// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.rest;

import dev.tocsin.dots.wire.data.match.Labelled;

/// The layer in which an error happened (RFC 8040 §8, `error-type`).
public enum ErrorType implements Labelled {
  TRANSPORT("transport"),
  RPC("rpc"),
  PROTOCOL("protocol"),
  APPLICATION("application");

  private final String label;

  ErrorType(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}

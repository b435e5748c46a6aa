// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

/// How a single port compares (RFC 8519 §4.2).
public enum PortOperator implements Labelled {
  LTE("lte"),
  GTE("gte"),
  EQ("eq"),
  NEQ("neq");

  private final String label;

  PortOperator(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}

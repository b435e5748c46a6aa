// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

/// The control bits of the TCP header (RFC 8519 §4.2).
public enum TcpFlag implements Labelled {
  CWR("cwr"),
  ECE("ece"),
  URG("urg"),
  ACK("ack"),
  PSH("psh"),
  RST("rst"),
  SYN("syn"),
  FIN("fin");

  private final String label;

  TcpFlag(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}

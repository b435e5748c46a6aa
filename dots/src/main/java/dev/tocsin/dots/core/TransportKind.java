// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core;

/// What carries a signal session (RFC 9132 §3).
public enum TransportKind {
  DTLS,
  TLS;

  /// Confirmable messages, retransmission and datagram size limits exist only here.
  public boolean isDatagram() {
    return this == DTLS;
  }
}

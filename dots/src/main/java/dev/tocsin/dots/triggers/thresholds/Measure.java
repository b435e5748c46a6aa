// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.triggers.thresholds;

/// What a threshold can be set on.
public enum Measure {
  /// Received by the interface.
  PACKETS_PER_SECOND,
  /// Received by the interface.
  BITS_PER_SECOND,
  /// TCP connections of this machine that are established.
  CONNECTIONS,
  /// TCP connections of this machine that wait for the last packet of their handshake.
  HALF_OPEN,
  /// Different addresses that have connections to or, where the kernel tracks connections, through
  /// this machine.
  SOURCES
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.flowspec;

import java.nio.ByteBuffer;

/// What happens to the packets of a rule (RFC 8955 §7).
public sealed interface FlowAction {

  record Drop() implements FlowAction {
    @Override
    public String toString() {
      return "drop";
    }
  }

  /// What exceeds the rate is dropped.
  record Rate(long bytesPerSecond) implements FlowAction {
    public Rate {
      if (bytesPerSecond < 1) throw new IllegalArgumentException("rate " + bytesPerSecond);
    }

    @Override
    public String toString() {
      return "limit " + bytesPerSecond + " bytes/s";
    }
  }

  /// The same in packets. Not every router knows it.
  record PacketRate(int packetsPerSecond) implements FlowAction {
    public PacketRate {
      if (packetsPerSecond < 1) throw new IllegalArgumentException("rate " + packetsPerSecond);
    }

    @Override
    public String toString() {
      return "limit " + packetsPerSecond + " packets/s";
    }
  }

  record Redirect(RouteTarget target) implements FlowAction {
    @Override
    public String toString() {
      return "redirect to " + target;
    }
  }

  /// The extended community that says so: eight octets.
  default byte[] community() {
    return switch (this) {
      // RFC 8955 §7.1: a rate of 0 discards all.
      case Drop() -> rate(0x8006, 0);
      case Rate(long bytesPerSecond) -> rate(0x8006, bytesPerSecond);
      case PacketRate(int packetsPerSecond) -> rate(0x800C, packetsPerSecond);
      case Redirect(var target) -> target.redirect();
    };
  }

  /// The AS number behind the type is informational only and left 0.
  private static byte[] rate(int type, float rate) {
    return ByteBuffer.allocate(8).putInt(type << 16).putFloat(rate).array();
  }
}

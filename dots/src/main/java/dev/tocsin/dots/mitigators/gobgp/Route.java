// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import com.google.protobuf.ByteString;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.flowspec.FlowAction;
import dev.tocsin.dots.wire.flowspec.FlowRule;
import dev.tocsin.dots.wire.flowspec.FlowSpecWriter;
import java.util.Arrays;

/// What is announced for a part of a mitigation.
sealed interface Route {

  // Of a full Ethernet frame: to compare rates, whatever the packets really are.
  long PACKET_BYTES = 1_500;

  /// All that is sent to the prefix is discarded.
  record Blackhole(Prefix prefix) implements Route {}

  /// What matches the rule gets the action.
  record Flow(FlowRule rule, FlowAction action) implements Route {}

  /// What names a route in a table: the bytes of the NLRI.
  record Name(RouteFamily family, ByteString nlri) {

    /// The prefix of a unicast route, as text.
    String prefix() {
      int length = nlri.byteAt(0);
      var address = new byte[family == RouteFamily.UNICAST_IPV4 ? 4 : 16];
      nlri.substring(1).copyTo(address, 0);
      return Prefix.of(address, length & 0xFF).toString();
    }
  }

  default Name name() {
    return switch (this) {
      case Blackhole(var prefix) -> new Name(RouteFamily.unicast(prefix), nlri(prefix));
      case Flow(var rule, _) ->
          new Name(
              RouteFamily.flowspec(rule.destination()),
              ByteString.copyFrom(FlowSpecWriter.write(rule)));
    };
  }

  /// RFC 4271 §4.3: the length in bits, and as many octets of the address as it takes.
  private static ByteString nlri(Prefix prefix) {
    var address = Arrays.copyOf(prefix.addressBytes(), (prefix.length() + 7) / 8);
    return ByteString.copyFrom(new byte[] {(byte) prefix.length()})
        .concat(ByteString.copyFrom(address));
  }

  /// How many bytes a second still go on. Of two routes for the same packets the lower one counts.
  default long passing() {
    return switch (this) {
      case Blackhole _, Flow(_, FlowAction.Drop _) -> 0;
      case Flow(_, FlowAction.Rate(long bytesPerSecond)) -> bytesPerSecond;
      case Flow(_, FlowAction.PacketRate(int packetsPerSecond)) -> packetsPerSecond * PACKET_BYTES;
      case Flow(_, FlowAction.Redirect _) -> Long.MAX_VALUE;
    };
  }
}

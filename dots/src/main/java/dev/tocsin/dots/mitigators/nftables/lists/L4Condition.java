// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import dev.tocsin.dots.wire.data.AclType;
import dev.tocsin.dots.wire.data.match.Binary;
import dev.tocsin.dots.wire.data.match.BitOperator;
import dev.tocsin.dots.wire.data.match.FlagsBitmask;
import dev.tocsin.dots.wire.data.match.L4;
import dev.tocsin.dots.wire.data.match.PortMatch;
import dev.tocsin.dots.wire.data.match.Ports;
import dev.tocsin.dots.wire.data.match.TcpFields;
import dev.tocsin.dots.wire.data.match.TcpFlag;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// What a match on the transport is in nft's words. Of fragments only the first carries a transport
/// header: the others match none of this.
final class L4Condition {

  private static final int RESERVED_BITS_MAX = 15;
  private static final int CHUNK_BYTES = 16;

  private L4Condition() {}

  static Condition of(L4 match, Optional<AclType> family) {
    return switch (match) {
      case L4.Tcp tcp -> tcp(tcp);
      case L4.Udp(var length, var ports) -> {
        var text = new StringBuilder("meta l4proto 17");
        L3Condition.field("udp length", length, text);
        ports("udp", ports, text);
        yield Condition.of(text.toString());
      }
      case L4.Icmp icmp -> icmp(icmp, family);
    };
  }

  private static Condition icmp(L4.Icmp match, Optional<AclType> family) {
    // RFC 8783 §4.2: whether ICMP or ICMPv6 is meant is governed by the network layer or the type.
    boolean isIpv6 = family.equals(Optional.of(AclType.IPV6));
    var text = new StringBuilder(isIpv6 ? "meta l4proto 58" : "meta l4proto 1");
    var header = isIpv6 ? "icmpv6" : "icmp";
    L3Condition.field(header + " type", match.type(), text);
    L3Condition.field(header + " code", match.code(), text);
    match.restOfHeader().ifPresent(binary -> bytes(binary, 4, text));
    return Condition.of(text.toString());
  }

  /// The packet must have these bytes at an offset of its transport header.
  private static void bytes(Binary binary, int offset, StringBuilder text) {
    byte[] bytes = binary.bytes();
    for (int at = 0; at < bytes.length; at += CHUNK_BYTES) {
      byte[] chunk = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + CHUNK_BYTES));
      text.append(" @th,%d,%d 0x".formatted(8 * (offset + at), 8 * chunk.length));
      text.append(HexFormat.of().formatHex(chunk));
    }
  }

  private static Condition tcp(L4.Tcp match) {
    var fields = match.fields();
    if (fields.reserved().orElse(0) > RESERVED_BITS_MAX) return Condition.NEVER;
    var text = new StringBuilder("meta l4proto 6");
    fields.sequenceNumber().ifPresent(number -> text.append(" tcp sequence ").append(number));
    fields.acknowledgementNumber().ifPresent(number -> text.append(" tcp ackseq ").append(number));
    L3Condition.field("tcp doff", fields.dataOffset(), text);
    L3Condition.field("tcp reserved", fields.reserved(), text);
    fields.flags().ifPresent(flags -> text.append(" tcp flags == ").append(bits(flags)));
    L3Condition.field("tcp window", fields.windowSize(), text);
    L3Condition.field("tcp urgptr", fields.urgentPointer(), text);
    ports("tcp", match.ports(), text);
    var bitmask = match.flagsBitmask().map(L4Condition::bitmask).orElse(Condition.ALWAYS);
    return Condition.of(text.toString()).and(bitmask);
  }

  private static int bits(Set<TcpFlag> flags) {
    int bits = 0;
    // From CWR, the highest, to FIN.
    for (var flag : flags) bits |= 0x80 >> flag.ordinal();
    return bits;
  }

  /// RFC 8783 §4.3: the last four bits of byte 12 and byte 13 of the header.
  private static Condition bitmask(FlagsBitmask match) {
    int mask = match.bitmask() & 0x0fff;
    boolean isOutside = mask != match.bitmask();
    var operator = match.operator();
    if (isOutside && operator == BitOperator.MATCH) return Condition.NEVER;
    if (isOutside && operator == BitOperator.NOT_MATCH) return Condition.ALWAYS;
    var field = "@th,96,16 & 0x%04x ".formatted(mask);
    return switch (operator) {
      case MATCH -> mask == 0 ? Condition.ALWAYS : Condition.of(field + "== " + mask);
      case NOT_MATCH -> mask == 0 ? Condition.NEVER : Condition.of(field + "!= " + mask);
      case ANY -> mask == 0 ? Condition.NEVER : Condition.of(field + "!= 0");
      case NOT_ANY -> mask == 0 ? Condition.ALWAYS : Condition.of(field + "== 0");
    };
  }

  private static void ports(String protocol, Ports ports, StringBuilder text) {
    ports.source().ifPresent(match -> port(protocol + " sport ", match, text));
    ports.destination().ifPresent(match -> port(protocol + " dport ", match, text));
  }

  private static void port(String field, PortMatch match, StringBuilder text) {
    text.append(' ').append(field);
    switch (match) {
      case PortMatch.Range(var range) -> {
        text.append(range.lower());
        if (range.upper() != range.lower()) text.append('-').append(range.upper());
      }
      case PortMatch.Compare(var operator, var port) -> {
        var sign =
            switch (operator) {
              case LTE -> "<= ";
              case GTE -> ">= ";
              case EQ -> "";
              case NEQ -> "!= ";
            };
        text.append(sign).append(port);
      }
    }
  }

  /// Fields that nft has no words for.
  static Optional<String> unknown(L4 match) {
    return match instanceof L4.Tcp(TcpFields fields, _, _) && fields.options().isPresent()
        ? Optional.of("the options of TCP")
        : Optional.empty();
  }
}

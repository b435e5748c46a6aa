// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.data.match.FlagsBitmask;
import dev.tocsin.dots.wire.data.match.L4;
import dev.tocsin.dots.wire.data.match.PortMatch;
import dev.tocsin.dots.wire.data.match.PortOperator;
import dev.tocsin.dots.wire.data.match.Ports;
import dev.tocsin.dots.wire.data.match.TcpFields;
import dev.tocsin.dots.wire.data.match.TcpFlag;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads matches on the headers of TCP, UDP and ICMP (RFC 8783 Figures 8 and 9).
final class L4Reader {

  private static final int UINT8_MAX = 255;
  private static final int UINT16_MAX = 65_535;

  private L4Reader() {}

  static Optional<L4> read(Container matches) {
    var tcp = matches.take("tcp");
    var udp = matches.take("udp");
    var icmp = matches.take("icmp");
    Stream.of(tcp, udp, icmp)
        .flatMap(Optional::stream)
        .skip(1)
        .forEach(
            node -> {
              throw node.invalid("expected one of tcp, udp and icmp, found more");
            });
    if (tcp.isPresent()) return tcp.map(node -> tcp(node.container()));
    return udp.isPresent()
        ? udp.map(node -> udp(node.container()))
        : icmp.map(node -> icmp(node.container()));
  }

  private static L4 tcp(Container in) {
    var flags = in.take("flags");
    var fields =
        new TcpFields(
            in.uint32("sequence-number"),
            in.uint32("acknowledgement-number"),
            in.number("data-offset", TcpFields.DATA_OFFSET_MIN, TcpFields.DATA_OFFSET_MAX),
            in.number("reserved", 0, UINT8_MAX),
            flags.map(node -> node.bits(TcpFlag.class)),
            in.number("window-size", 0, UINT16_MAX),
            in.number("urgent-pointer", 0, UINT16_MAX),
            in.take("options").map(node -> node.binary(1, TcpFields.OPTIONS_BYTES_MAX)));
    var bitmask = in.take("flags-bitmask").map(node -> bitmask(node.container()));
    var ports = ports(in);
    in.end();
    // RFC 8783 §4.2: 'flags-bitmask' and 'flags' MUST NOT be set in the same request.
    if (flags.isPresent() && bitmask.isPresent()) {
      throw flags.get().invalid("expected either flags or flags-bitmask, found both");
    }
    return new L4.Tcp(fields, bitmask, ports);
  }

  private static FlagsBitmask bitmask(Container in) {
    var operator = L3Reader.operator(in);
    int bitmask = in.need("bitmask").number(0, UINT16_MAX);
    in.end();
    return new FlagsBitmask(operator, bitmask);
  }

  private static L4 udp(Container in) {
    var udp = new L4.Udp(in.number("length", 0, UINT16_MAX), ports(in));
    in.end();
    return udp;
  }

  private static L4 icmp(Container in) {
    var icmp =
        new L4.Icmp(
            in.number("type", 0, UINT8_MAX),
            in.number("code", 0, UINT8_MAX),
            in.take("rest-of-header")
                .map(node -> node.binary(0, DataLimits.REST_OF_HEADER_BYTES_MAX)));
    in.end();
    return icmp;
  }

  private static Ports ports(Container in) {
    return new Ports(
        in.take("source-port-range-or-operator").flatMap(node -> side(node.container())),
        in.take("destination-port-range-or-operator").flatMap(node -> side(node.container())));
  }

  /// Empty if there is neither a range nor a port: the choice is optional (RFC 8519 §4.2).
  private static Optional<PortMatch> side(Container in) {
    boolean isRange = in.has("lower-port") || in.has("upper-port");
    boolean isOperator = in.has("operator") || in.has("port");
    if (isRange && isOperator) {
      throw in.need(in.has("port") ? "port" : "operator")
          .invalid("expected either a range of ports or one port with an operator, found both");
    }
    Optional<PortMatch> match =
        isRange ? Optional.of(range(in)) : isOperator ? Optional.of(compare(in)) : Optional.empty();
    in.end();
    return match;
  }

  private static PortMatch range(Container in) {
    int lower = in.need("lower-port").number(0, UINT16_MAX);
    return new PortMatch.Range(TargetReader.range(lower, in.need("upper-port")));
  }

  private static PortMatch compare(Container in) {
    var operator =
        in.take("operator").map(node -> node.label(PortOperator.values())).orElse(PortOperator.EQ);
    return new PortMatch.Compare(operator, in.need("port").number(0, UINT16_MAX));
  }
}

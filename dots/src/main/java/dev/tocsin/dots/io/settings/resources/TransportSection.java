// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings.resources;

import static dev.tocsin.dots.io.settings.resources.MatchSection.number;

import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.dots.wire.data.match.Binary;
import dev.tocsin.dots.wire.data.match.FlagsBitmask;
import dev.tocsin.dots.wire.data.match.L4;
import dev.tocsin.dots.wire.data.match.PortMatch;
import dev.tocsin.dots.wire.data.match.PortOperator;
import dev.tocsin.dots.wire.data.match.Ports;
import dev.tocsin.dots.wire.data.match.TcpFields;
import dev.tocsin.dots.wire.data.match.TcpFlag;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The matches of a resource file on TCP, UDP and ICMP.
final class TransportSection {

  private static final int REST_OF_HEADER_BYTES_MAX = 1280;

  // RFC 9293 §3.1: the control bits from the right, as byte 13 of the header has them.
  private static final Map<String, Integer> CONTROL_BITS =
      Map.of("fin", 1, "syn", 2, "rst", 4, "psh", 8, "ack", 16, "urg", 32, "ece", 64, "cwr", 128);

  // How one port compares, in words.
  private static final Map<String, PortOperator> OPERATORS =
      Map.of("not ", PortOperator.NEQ, "at least ", PortOperator.GTE, "at most ", PortOperator.LTE);

  private TransportSection() {}

  static Optional<L4> read(Section section) {
    if (section.has("tcp")) return Optional.of(tcp(section.section("tcp")));
    if (section.has("udp")) {
      var udp = section.section("udp");
      return Optional.of(new L4.Udp(number(udp, "length", 0, 65_535), ports(udp)));
    }
    return section.has("icmp") ? Optional.of(icmp(section.section("icmp"))) : Optional.empty();
  }

  private static L4 icmp(Section section) {
    return new L4.Icmp(
        number(section, "type", 0, 255),
        number(section, "code", 0, 255),
        section.value("rest-of-header", binary(0, REST_OF_HEADER_BYTES_MAX)).optional());
  }

  private static L4 tcp(Section section) {
    var flags = section.list("flags", Words.of(TcpFlag.values())).optional();
    var fields =
        new TcpFields(
            uint32(section, "sequence-number"),
            uint32(section, "acknowledgement-number"),
            number(section, "data-offset", TcpFields.DATA_OFFSET_MIN, TcpFields.DATA_OFFSET_MAX),
            number(section, "reserved", 0, 255),
            flags.map(Words::set),
            number(section, "window-size", 0, 65_535),
            number(section, "urgent-pointer", 0, 65_535),
            section.value("options", binary(1, TcpFields.OPTIONS_BYTES_MAX)).optional());
    var bitmask = bitmask(section);
    // RFC 8783 §4.2: 'flags-bitmask' and 'flags' MUST NOT be set in the same request.
    if (flags.isPresent() && bitmask.isPresent()) {
      throw section.refuse("flags", "expected either 'flags' or 'flags-bitmask', found both");
    }
    return new L4.Tcp(fields, bitmask, ports(section));
  }

  private static Optional<FlagsBitmask> bitmask(Section section) {
    if (!section.has("flags-bitmask")) return Optional.empty();
    var mask = section.section("flags-bitmask");
    int bits =
        mask.list("bitmask", TransportSection::bits).required().stream()
            .reduce(0, (all, one) -> all | one);
    return Optional.of(new FlagsBitmask(MatchSection.operator(mask), bits));
  }

  /// The name of a control bit, or any number.
  private static int bits(String text) {
    var bit = CONTROL_BITS.get(text);
    return bit != null ? bit : Kind.integer(0, 65_535).parse(text).intValue();
  }

  private static Ports ports(Section section) {
    return new Ports(
        section.value("source-port", TransportSection::port).optional(),
        section.value("destination-port", TransportSection::port).optional());
  }

  private static PortMatch port(String text) {
    for (var operator : OPERATORS.entrySet()) {
      if (text.startsWith(operator.getKey())) {
        return compare(operator.getValue(), text.substring(operator.getKey().length()));
      }
    }
    if (text.indexOf('-') > 0) return new PortMatch.Range(PortRange.parse(text));
    return compare(PortOperator.EQ, text);
  }

  private static PortMatch compare(PortOperator operator, String port) {
    try {
      return new PortMatch.Compare(operator, Kind.integer(0, 65_535).parse(port).intValue());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected a port, 8000-8100, 'not 80', 'at least 1024' or 'at most 1023', found '"
              + port
              + "'",
          e);
    }
  }

  private static OptionalLong uint32(Section section, String key) {
    var number = section.value(key, Kind.integer(0, 0xFFFF_FFFFL)).optional();
    return number.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  private static Kind<Binary> binary(int bytesMin, int bytesMax) {
    return text -> {
      var binary = new Binary(text);
      int bytes = binary.bytes().length;
      if (bytes >= bytesMin && bytes <= bytesMax) return binary;
      throw new IllegalArgumentException(
          "expected base64 of " + bytesMin + " to " + bytesMax + " bytes, found " + bytes);
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.data.match.BitOperator;
import dev.tocsin.dots.wire.data.match.Fragment;
import dev.tocsin.dots.wire.data.match.FragmentType;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Flag;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.L4;
import dev.tocsin.dots.wire.data.match.Labelled;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import dev.tocsin.dots.wire.data.match.PortMatch;
import dev.tocsin.dots.wire.data.match.Ports;
import dev.tocsin.dots.wire.data.match.TcpFields;
import dev.tocsin.dots.wire.data.match.TcpFlag;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;

/// Writes what an entry matches on. Operators are written even where they are the default.
final class MatchWriter {

  private final JsonGenerator out;

  MatchWriter(JsonGenerator out) {
    this.out = out;
  }

  void write(Matches matches) {
    out.writeObjectPropertyStart("matches");
    matches.l3().ifPresent(this::l3);
    matches.l4().ifPresent(this::l4);
    out.writeEndObject();
  }

  private void l3(L3 l3) {
    switch (l3) {
      case L3.Ipv4(var ip, var header, var networks, var fragment) -> {
        out.writeObjectPropertyStart("ipv4");
        ip(ip);
        number("ihl", header.ihl());
        header.flags().ifPresent(flags -> bits("flags", Ipv4Flag.values(), flags));
        number("offset", header.offset());
        number("identification", header.identification());
        networks("ipv4", networks);
        fragment.ifPresent(this::fragment);
      }
      case L3.Ipv6(var ip, var flowLabel, var networks, var fragment) -> {
        out.writeObjectPropertyStart("ipv6");
        ip(ip);
        networks("ipv6", networks);
        number("flow-label", flowLabel);
        fragment.ifPresent(this::fragment);
      }
    }
    out.writeEndObject();
  }

  private void ip(IpFields ip) {
    number("dscp", ip.dscp());
    number("ecn", ip.ecn());
    number("length", ip.length());
    number("ttl", ip.ttl());
    number("protocol", ip.protocol());
  }

  private void networks(String family, Networks networks) {
    network("destination-" + family + "-network", networks.destination());
    network("source-" + family + "-network", networks.source());
  }

  private void network(String name, Optional<Prefix> prefix) {
    prefix.ifPresent(network -> out.writeStringProperty(name, network.toString()));
  }

  private void fragment(Fragment fragment) {
    out.writeObjectPropertyStart("fragment");
    operator(fragment.operator());
    bits("type", FragmentType.values(), fragment.type());
    out.writeEndObject();
  }

  private void operator(BitOperator operator) {
    out.writeStringProperty("operator", operator.label());
  }

  private void l4(L4 l4) {
    switch (l4) {
      case L4.Tcp(var fields, var bitmask, var ports) -> {
        out.writeObjectPropertyStart("tcp");
        tcp(fields);
        bitmask.ifPresent(
            mask -> {
              out.writeObjectPropertyStart("flags-bitmask");
              operator(mask.operator());
              out.writeNumberProperty("bitmask", mask.bitmask());
              out.writeEndObject();
            });
        ports(ports);
      }
      case L4.Udp(var length, var ports) -> {
        out.writeObjectPropertyStart("udp");
        number("length", length);
        ports(ports);
      }
      case L4.Icmp(var type, var code, var rest) -> {
        out.writeObjectPropertyStart("icmp");
        number("type", type);
        number("code", code);
        rest.ifPresent(bytes -> out.writeStringProperty("rest-of-header", bytes.base64()));
      }
    }
    out.writeEndObject();
  }

  private void tcp(TcpFields fields) {
    number("sequence-number", fields.sequenceNumber());
    number("acknowledgement-number", fields.acknowledgementNumber());
    number("data-offset", fields.dataOffset());
    number("reserved", fields.reserved());
    fields.flags().ifPresent(flags -> bits("flags", TcpFlag.values(), flags));
    number("window-size", fields.windowSize());
    number("urgent-pointer", fields.urgentPointer());
    fields.options().ifPresent(bytes -> out.writeStringProperty("options", bytes.base64()));
  }

  private void ports(Ports ports) {
    ports.source().ifPresent(match -> side("source-port-range-or-operator", match));
    ports.destination().ifPresent(match -> side("destination-port-range-or-operator", match));
  }

  private void side(String name, PortMatch match) {
    out.writeObjectPropertyStart(name);
    switch (match) {
      case PortMatch.Range(var ports) -> {
        out.writeNumberProperty("lower-port", ports.lower());
        out.writeNumberProperty("upper-port", ports.upper());
      }
      case PortMatch.Compare(var operator, int port) -> {
        out.writeStringProperty("operator", operator.label());
        out.writeNumberProperty("port", port);
      }
    }
    out.writeEndObject();
  }

  private <E extends Labelled> void bits(String name, E[] all, Set<E> set) {
    out.writeStringProperty(
        name,
        Stream.of(all).filter(set::contains).map(Labelled::label).collect(Collectors.joining(" ")));
  }

  private void number(String name, OptionalInt value) {
    if (value.isPresent()) out.writeNumberProperty(name, value.getAsInt());
  }

  private void number(String name, OptionalLong value) {
    if (value.isPresent()) out.writeNumberProperty(name, value.getAsLong());
  }
}

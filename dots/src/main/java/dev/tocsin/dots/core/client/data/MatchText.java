// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.data;

import dev.tocsin.dots.wire.data.match.Binary;
import dev.tocsin.dots.wire.data.match.FlagsBitmask;
import dev.tocsin.dots.wire.data.match.Fragment;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.L4;
import dev.tocsin.dots.wire.data.match.Labelled;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import dev.tocsin.dots.wire.data.match.PortMatch;
import dev.tocsin.dots.wire.data.match.PortOperator;
import dev.tocsin.dots.wire.data.match.Ports;
import dev.tocsin.dots.wire.data.match.TcpFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// What an entry matches on, in the words of the resource file: `ipv4 source 192.0.2.0/24, tcp
/// destination-port 80`.
final class MatchText {

  private final List<String> words = new ArrayList<>();
  private String header = "";

  private MatchText() {}

  static String of(Matches matches) {
    var text = new MatchText();
    matches.l3().ifPresent(text::l3);
    matches.l4().ifPresent(text::l4);
    return text.words.isEmpty() ? "any packet" : String.join(", ", text.words);
  }

  private void l3(L3 l3) {
    switch (l3) {
      case L3.Ipv4(var ip, var fields, var networks, var fragment) -> {
        begin("ipv4");
        networks(networks);
        ip(ip, "ttl");
        ipv4(fields);
        fragment.ifPresent(this::fragment);
      }
      case L3.Ipv6(var ip, var flowLabel, var networks, var fragment) -> {
        begin("ipv6");
        networks(networks);
        ip(ip, "hop-limit");
        add("flow-label", flowLabel);
        fragment.ifPresent(this::fragment);
      }
    }
    end();
  }

  private void l4(L4 l4) {
    switch (l4) {
      case L4.Tcp(var fields, var bitmask, var ports) -> {
        begin("tcp");
        ports(ports);
        tcp(fields);
        bitmask.ifPresent(this::bitmask);
      }
      case L4.Udp(var length, var ports) -> {
        begin("udp");
        ports(ports);
        add("length", length);
      }
      case L4.Icmp(var type, var code, var rest) -> {
        begin("icmp");
        add("type", type);
        add("code", code);
        rest.ifPresent(bytes -> add("rest-of-header", bytes));
      }
    }
    end();
  }

  private void begin(String name) {
    header = name;
  }

  /// A header without fields is a match on its own.
  private void end() {
    if (!header.isEmpty()) words.add(header);
    header = "";
  }

  private void ip(IpFields ip, String ttl) {
    add("dscp", ip.dscp());
    add("ecn", ip.ecn());
    add("length", ip.length());
    add(ttl, ip.ttl());
    add("protocol", ip.protocol());
  }

  private void ipv4(Ipv4Fields fields) {
    add("ihl", fields.ihl());
    fields.flags().ifPresent(flags -> add("flags", labels(flags)));
    add("offset", fields.offset());
    add("identification", fields.identification());
  }

  private void networks(Networks networks) {
    networks.source().ifPresent(prefix -> add("source", prefix.toString()));
    networks.destination().ifPresent(prefix -> add("destination", prefix.toString()));
  }

  private void fragment(Fragment fragment) {
    add("fragment", fragment.operator().label() + " " + labels(fragment.type()));
  }

  private void tcp(TcpFields fields) {
    add("sequence-number", fields.sequenceNumber());
    add("acknowledgement-number", fields.acknowledgementNumber());
    add("data-offset", fields.dataOffset());
    add("reserved", fields.reserved());
    fields.flags().ifPresent(flags -> add("flags", labels(flags)));
    add("window-size", fields.windowSize());
    add("urgent-pointer", fields.urgentPointer());
    fields.options().ifPresent(bytes -> add("options", bytes));
  }

  private void bitmask(FlagsBitmask mask) {
    add("flags-bitmask", mask.operator().label() + " " + mask.bitmask());
  }

  private void ports(Ports ports) {
    ports.source().ifPresent(match -> add("source-port", port(match)));
    ports.destination().ifPresent(match -> add("destination-port", port(match)));
  }

  private static String port(PortMatch match) {
    return switch (match) {
      case PortMatch.Range(var range) -> range.lower() + "-" + range.upper();
      case PortMatch.Compare(var operator, int port) -> operator(operator) + port;
    };
  }

  private static String operator(PortOperator operator) {
    return switch (operator) {
      case EQ -> "";
      case NEQ -> "not ";
      case LTE -> "at most ";
      case GTE -> "at least ";
    };
  }

  private static String labels(Collection<? extends Labelled> set) {
    return set.isEmpty()
        ? "none"
        : set.stream().map(Labelled::label).sorted().collect(Collectors.joining(" "));
  }

  private void add(String name, OptionalInt value) {
    if (value.isPresent()) add(name, Integer.toString(value.getAsInt()));
  }

  private void add(String name, OptionalLong value) {
    if (value.isPresent()) add(name, Long.toString(value.getAsLong()));
  }

  private void add(String name, Binary value) {
    add(name, value.base64());
  }

  private void add(String name, String value) {
    words.add((header.isEmpty() ? "" : header + " ") + name + " " + value);
    header = "";
  }
}

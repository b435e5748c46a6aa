// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import static dev.tocsin.dots.wire.data.match.BitOperator.ANY;
import static dev.tocsin.dots.wire.data.match.BitOperator.MATCH;
import static dev.tocsin.dots.wire.data.match.BitOperator.NOT_ANY;
import static dev.tocsin.dots.wire.data.match.BitOperator.NOT_MATCH;
import static dev.tocsin.dots.wire.data.match.FragmentType.DF;
import static dev.tocsin.dots.wire.data.match.FragmentType.FF;
import static dev.tocsin.dots.wire.data.match.FragmentType.ISF;
import static dev.tocsin.dots.wire.data.match.FragmentType.LF;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.data.match.Binary;
import dev.tocsin.dots.wire.data.match.BitOperator;
import dev.tocsin.dots.wire.data.match.FlagsBitmask;
import dev.tocsin.dots.wire.data.match.Fragment;
import dev.tocsin.dots.wire.data.match.FragmentType;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.Ipv4Flag;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.L4;
import dev.tocsin.dots.wire.data.match.Networks;
import dev.tocsin.dots.wire.data.match.PortMatch;
import dev.tocsin.dots.wire.data.match.PortOperator;
import dev.tocsin.dots.wire.data.match.Ports;
import dev.tocsin.dots.wire.data.match.TcpFields;
import dev.tocsin.dots.wire.data.match.TcpFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// Every field that a list can match on, with packets that it means and packets that it does not.
/// Each case has a destination of its own, so that one list holds them all.
final class MatchCases {

  /// @param l3 without its destination
  record Case(String name, L3 l3, Optional<L4> l4, List<byte[]> hits, List<byte[]> misses) {}

  /// A payload with the number of its protocol.
  private record Body(int protocol, byte[] bytes) {}

  private final List<Case> cases = new ArrayList<>();
  private static final Body UDP = new Body(17, Packet.udp(1000, 53, 4));

  static List<Case> all() {
    var all = new MatchCases();
    all.ipv4Fields();
    all.ipv4Fragments();
    all.tcp();
    all.ports();
    all.udpAndIcmp();
    all.ipv6();
    all.ipv6Fragments();
    return all.cases;
  }

  String nextV4() {
    return "203.0.113." + (20 + cases.size());
  }

  String nextV6() {
    return "2001:db8:1::" + Integer.toHexString(0x1000 + cases.size());
  }

  private static IpFields ip(int dscp, int ecn, int length, int ttl, int protocol) {
    return new IpFields(some(dscp), some(ecn), some(length), some(ttl), some(protocol));
  }

  private static OptionalInt some(int value) {
    return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static Networks networks(String destination, String source) {
    return new Networks(
        Optional.of(Prefix.parse(destination)),
        source.isEmpty() ? Optional.empty() : Optional.of(Prefix.parse(source)));
  }

  private void v4(
      String name, IpFields ip, Ipv4Fields header, List<Packet.V4> hits, List<Packet.V4> misses) {
    v4(name, ip, header, UDP, hits, misses);
  }

  private void v4(
      String name,
      IpFields ip,
      Ipv4Fields header,
      Body body,
      List<Packet.V4> hits,
      List<Packet.V4> misses) {
    var to = nextV4();
    cases.add(
        new Case(
            name,
            new L3.Ipv4(ip, header, networks(to, ""), Optional.empty()),
            Optional.empty(),
            hits.stream().map(each -> each.with(to, body.protocol(), body.bytes())).toList(),
            misses.stream().map(each -> each.with(to, body.protocol(), body.bytes())).toList()));
  }

  private void ipv4Fields() {
    var usual = Packet.V4.USUAL;
    var any = Ipv4Fields.ANY;
    v4("destination", IpFields.ANY, any, List.of(usual, usual.ttl(9)), List.of());
    v4("dscp", ip(46, -1, -1, -1, -1), any, List.of(usual.tos(46 << 2 | 1)), List.of(usual));
    v4("ecn", ip(-1, 1, -1, -1, -1), any, List.of(usual.tos(1)), List.of(usual.tos(2), usual));
    v4("length", ip(-1, -1, 32, -1, -1), any, List.of(usual), List.of(usual.optionWords(1)));
    v4("ttl", ip(-1, -1, -1, 77, -1), any, List.of(usual.ttl(77)), List.of(usual));
    v4("no protocol", ip(-1, -1, -1, -1, 50), any, List.of(), List.of(usual));
    var esp = new Body(50, new byte[16]);
    v4("protocol", ip(-1, -1, -1, -1, 50), any, esp, List.of(usual), List.of());
    var none = OptionalInt.empty();
    var ihl = new Ipv4Fields(some(6), Optional.empty(), none, none);
    v4("ihl", IpFields.ANY, ihl, List.of(usual.optionWords(1)), List.of(usual));
    var wide = new Ipv4Fields(some(60), Optional.empty(), none, none);
    v4("ihl beyond its bits", IpFields.ANY, wide, List.of(), List.of(usual));
    var flag = new Ipv4Fields(none, Optional.of(Set.of(Ipv4Flag.FRAGMENT)), none, none);
    v4(
        "flags",
        IpFields.ANY,
        flag,
        List.of(usual.fragment(0x4000)),
        List.of(usual, usual.fragment(0x6000), usual.fragment(0xc000)));
    var noFlag = new Ipv4Fields(none, Optional.of(Set.of()), none, none);
    v4("no flags", IpFields.ANY, noFlag, List.of(usual), List.of(usual.fragment(0x4000)));
    var offset = new Ipv4Fields(none, Optional.empty(), some(100), none);
    v4(
        "offset",
        IpFields.ANY,
        offset,
        List.of(usual.fragment(100), usual.fragment(0x2064)),
        List.of(usual, usual.fragment(101)));
    var id = new Ipv4Fields(none, Optional.empty(), none, some(4711));
    v4("identification", IpFields.ANY, id, List.of(usual.id(4711)), List.of(usual));
    var to = nextV4();
    cases.add(
        new Case(
            "source",
            new L3.Ipv4(IpFields.ANY, any, networks(to, "198.18.5.0/24"), Optional.empty()),
            Optional.empty(),
            List.of(usual.source("198.18.5.7").with(to, 17, UDP.bytes())),
            List.of(usual.source("198.18.6.7").with(to, 17, UDP.bytes()))));
  }

  private void fragment4(BitOperator operator, Set<FragmentType> type, int[] hits, int[] misses) {
    var to = nextV4();
    cases.add(
        new Case(
            "fragment " + operator + " " + new TreeSet<>(type),
            new L3.Ipv4(
                IpFields.ANY,
                Ipv4Fields.ANY,
                networks(to, ""),
                Optional.of(new Fragment(operator, type))),
            Optional.empty(),
            fragments4(to, hits),
            fragments4(to, misses)));
  }

  private static List<byte[]> fragments4(String to, int... fields) {
    var packets = new ArrayList<byte[]>();
    for (int field : fields) {
      packets.add(Packet.V4.USUAL.fragment(field).with(to, 17, UDP.bytes()));
    }
    return packets;
  }

  private static int[] of(int... values) {
    return values;
  }

  private void ipv4Fragments() {
    int whole = 0;
    int df = 0x4000;
    int first = 0x2000;
    int middle = 0x2005;
    int last = 5;
    fragment4(MATCH, Set.of(ISF), of(first, middle, last), of(whole, df, 0x8000));
    fragment4(NOT_MATCH, Set.of(ISF), of(whole, df), of(first, middle, last));
    fragment4(MATCH, Set.of(FF), of(first), of(whole, middle, last));
    fragment4(MATCH, Set.of(LF), of(last), of(whole, first, middle));
    fragment4(MATCH, Set.of(DF), of(df, 0xc000), of(whole, first));
    fragment4(ANY, Set.of(FF, LF), of(first, last), of(whole, middle));
    fragment4(NOT_ANY, Set.of(FF, LF), of(whole, middle), of(first, last));
    fragment4(NOT_MATCH, Set.of(DF, ISF), of(whole, df, first), of(0x6000));
    fragment4(MATCH, Set.of(FF, LF), of(), of(whole, first, last));
  }

  private void l4(String name, L4 match, List<Body> hits, List<Body> misses) {
    var to = nextV4();
    var l3 = new L3.Ipv4(IpFields.ANY, Ipv4Fields.ANY, networks(to, ""), Optional.empty());
    cases.add(
        new Case(
            name,
            l3,
            Optional.of(match),
            hits.stream()
                .map(each -> Packet.V4.USUAL.with(to, each.protocol(), each.bytes()))
                .toList(),
            misses.stream()
                .map(each -> Packet.V4.USUAL.with(to, each.protocol(), each.bytes()))
                .toList()));
  }

  private static Body tcp(int bits) {
    return new Body(6, Packet.Tcp.flags(bits).bytes());
  }

  private static Body tcp(Packet.Tcp header, int window, int urgent) {
    return new Body(6, header.with(window, urgent));
  }

  private void bitmask(BitOperator operator, int mask, int[] hits, int[] misses) {
    l4(
        "flags-bitmask " + operator + " " + mask,
        new L4.Tcp(TcpFields.ANY, Optional.of(new FlagsBitmask(operator, mask)), Ports.ANY),
        Arrays.stream(hits).mapToObj(MatchCases::tcp).toList(),
        Arrays.stream(misses).mapToObj(MatchCases::tcp).toList());
  }

  private static L4 tcp(
      OptionalLong sequence, OptionalLong acknowledgement, int offset, int reserved) {
    return new L4.Tcp(
        new TcpFields(
            sequence,
            acknowledgement,
            some(offset),
            some(reserved),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty()),
        Optional.empty(),
        Ports.ANY);
  }

  private static L4 tcp(Optional<Set<TcpFlag>> flags, int window, int urgent) {
    var none = OptionalInt.empty();
    var noNumber = OptionalLong.empty();
    return new L4.Tcp(
        new TcpFields(
            noNumber, noNumber, none, none, flags, some(window), some(urgent), Optional.empty()),
        Optional.empty(),
        Ports.ANY);
  }

  private void tcp() {
    bitmask(MATCH, 0x02, of(0x02, 0x12), of(0x10, 0x00));
    bitmask(NOT_MATCH, 0x12, of(0x02, 0x00), of(0x12, 0x13));
    bitmask(ANY, 0x05, of(0x01, 0x04, 0x15), of(0x02, 0x00));
    bitmask(NOT_ANY, 0x05, of(0x02, 0x00), of(0x01, 0x04));
    bitmask(MATCH, 0x102, of(0x102), of(0x02, 0x100));
    bitmask(MATCH, 0x1002, of(), of(0x02));
    var none = OptionalLong.empty();
    var usual = Packet.Tcp.flags(2);
    var numbers = new Packet.Tcp(1, 2, 0x80000001, 0xfffffffe, 5, 2);
    l4(
        "sequence-number",
        tcp(OptionalLong.of(0x80000001L), none, -1, -1),
        List.of(tcp(numbers, 1, 0)),
        List.of(tcp(usual, 1, 0), UDP));
    l4(
        "acknowledgement-number",
        tcp(none, OptionalLong.of(0xfffffffeL), -1, -1),
        List.of(tcp(numbers, 1, 0)),
        List.of(tcp(usual, 1, 0)));
    l4(
        "data-offset",
        tcp(none, none, 6, -1),
        List.of(tcp(new Packet.Tcp(1, 2, 0, 0, 6, 2), 1, 0)),
        List.of(tcp(usual, 1, 0)));
    l4("reserved", tcp(none, none, -1, 3), List.of(tcp(0x302)), List.of(tcp(0x102)));
    var flags = Optional.of(Set.of(TcpFlag.SYN, TcpFlag.ECE));
    l4(
        "tcp flags",
        tcp(flags, -1, -1),
        List.of(tcp(0x42)),
        List.of(tcp(0x02), tcp(0x43), tcp(0xc2)));
    l4("tcp no flags", tcp(Optional.of(Set.of()), -1, -1), List.of(tcp(0)), List.of(tcp(0x02)));
    l4(
        "window-size",
        tcp(Optional.empty(), 500, -1),
        List.of(tcp(usual, 500, 0)),
        List.of(tcp(usual, 501, 0)));
    l4(
        "urgent-pointer",
        tcp(Optional.empty(), -1, 9),
        List.of(tcp(usual, 1, 9)),
        List.of(tcp(usual, 1, 8)));
  }

  private static Body tcpPorts(int source, int destination) {
    return new Body(6, Packet.Tcp.ports(source, destination).bytes());
  }

  private static Body udpPorts(int source, int destination) {
    return new Body(17, Packet.udp(source, destination, 4));
  }

  private static Optional<PortMatch> compare(PortOperator operator, int port) {
    return Optional.of(new PortMatch.Compare(operator, port));
  }

  private void ports() {
    Optional<PortMatch> range = Optional.of(new PortMatch.Range(new PortRange(1000, 2000)));
    Optional<PortMatch> any = Optional.empty();
    l4(
        "tcp source-port range",
        new L4.Tcp(TcpFields.ANY, Optional.empty(), new Ports(range, any)),
        List.of(tcpPorts(1000, 5), tcpPorts(2000, 5)),
        List.of(tcpPorts(999, 1500), tcpPorts(2001, 5), udpPorts(1000, 5)));
    l4(
        "udp destination-port range",
        new L4.Udp(OptionalInt.empty(), new Ports(any, range)),
        List.of(udpPorts(5, 1000), udpPorts(5, 2000)),
        List.of(udpPorts(1500, 999), tcpPorts(5, 1000)));
    for (var operator : PortOperator.values()) {
      // Of the ports 442, 443 and 444.
      var below = udpPorts(7, 442);
      var same = udpPorts(7, 443);
      var above = udpPorts(7, 444);
      var hits =
          switch (operator) {
            case LTE -> List.of(below, same);
            case GTE -> List.of(same, above);
            case EQ -> List.of(same);
            case NEQ -> List.of(below, above);
          };
      var misses = new ArrayList<>(List.of(below, same, above));
      misses.removeAll(hits);
      l4(
          "udp destination-port " + operator,
          new L4.Udp(OptionalInt.empty(), new Ports(any, compare(operator, 443))),
          hits,
          misses);
    }
    l4(
        "both ports",
        new L4.Tcp(
            TcpFields.ANY,
            Optional.empty(),
            new Ports(compare(PortOperator.NEQ, 7), compare(PortOperator.LTE, 80))),
        List.of(tcpPorts(8, 80)),
        List.of(tcpPorts(7, 80), tcpPorts(8, 81)));
  }

  private void udpAndIcmp() {
    l4(
        "udp length",
        new L4.Udp(some(12), Ports.ANY),
        List.of(UDP),
        List.of(new Body(17, Packet.udp(1000, 53, 5))));
    l4(
        "icmp type and code",
        new L4.Icmp(some(3), some(1), Optional.empty()),
        List.of(new Body(1, Packet.icmp(3, 1, "00000000"))),
        List.of(
            new Body(1, Packet.icmp(3, 2, "00000000")),
            new Body(1, Packet.icmp(8, 1, "00000000"))));
    l4(
        "icmp rest-of-header",
        new L4.Icmp(
            some(8),
            OptionalInt.empty(),
            Optional.of(
                Binary.of(HexFormat.of().parseHex("00112233445566778899aabbccddeeff0123")))),
        List.of(new Body(1, Packet.icmp(8, 0, "00112233445566778899aabbccddeeff0123456789"))),
        List.of(
            new Body(1, Packet.icmp(8, 0, "00112233445566778899aabbccddeeff0124456789")),
            new Body(1, Packet.icmp(8, 0, "00112233"))));
  }

  private void v6(
      String name, IpFields ip, int flow, List<Packet.V6> hits, List<Packet.V6> misses) {
    var to = nextV6();
    cases.add(
        new Case(
            name + " 6",
            new L3.Ipv6(ip, some(flow), networks(to, ""), Optional.empty()),
            Optional.empty(),
            hits.stream().map(each -> each.with(to, 17, UDP.bytes())).toList(),
            misses.stream().map(each -> each.with(to, 17, UDP.bytes())).toList()));
  }

  private void v6(
      String name, Networks networks, L4 match, List<byte[]> hits, List<byte[]> misses) {
    var l3 = new L3.Ipv6(IpFields.ANY, OptionalInt.empty(), networks, Optional.empty());
    cases.add(new Case(name + " 6", l3, Optional.ofNullable(match), hits, misses));
  }

  private void ipv6() {
    var usual = Packet.V6.USUAL;
    var from = Packet.SOURCE6;
    v6("destination", IpFields.ANY, -1, List.of(usual), List.of());
    v6(
        "dscp",
        ip(46, -1, -1, -1, -1),
        -1,
        List.of(new Packet.V6(from, 46 << 2 | 2, 0, 64)),
        List.of(usual));
    v6(
        "ecn",
        ip(-1, 3, -1, -1, -1),
        -1,
        List.of(new Packet.V6(from, 3, 0, 64)),
        List.of(usual, new Packet.V6(from, 1, 0, 64)));
    v6("length", ip(-1, -1, 12, -1, -1), -1, List.of(usual), List.of());
    v6("other length", ip(-1, -1, 13, -1, -1), -1, List.of(), List.of(usual));
    v6(
        "hoplimit",
        ip(-1, -1, -1, 9, -1),
        -1,
        List.of(new Packet.V6(from, 0, 0, 9)),
        List.of(usual));
    var label = new Packet.V6(from, 0, 0xabcde, 64);
    v6("flow-label", IpFields.ANY, 0xabcde, List.of(label), List.of(usual));
    var to = nextV6();
    v6(
        "source",
        networks(to, "2001:db8:bad:0:5::/80"),
        null,
        List.of(new Packet.V6("2001:db8:bad:0:5::7", 0, 0, 64).with(to, 17, UDP.bytes())),
        List.of(usual.with(to, 17, UDP.bytes())));
    to = nextV6();
    cases.add(
        new Case(
            "protocol behind options 6",
            new L3.Ipv6(
                ip(-1, -1, -1, -1, 17), OptionalInt.empty(), networks(to, ""), Optional.empty()),
            Optional.empty(),
            List.of(
                usual.with(to, 17, UDP.bytes()),
                usual.with(to, 60, Packet.options(17, UDP.bytes()))),
            List.of(usual.with(to, 6, tcp(2).bytes()))));
    to = nextV6();
    v6(
        "tcp ports and flags",
        networks(to, ""),
        new L4.Tcp(
            TcpFields.ANY,
            Optional.of(new FlagsBitmask(MATCH, 2)),
            new Ports(Optional.empty(), compare(PortOperator.EQ, 80))),
        List.of(usual.with(to, 6, tcp(2).bytes())),
        List.of(usual.with(to, 6, tcp(0x10).bytes()), usual.with(to, 17, UDP.bytes())));
    to = nextV6();
    v6(
        "icmp",
        networks(to, ""),
        new L4.Icmp(some(128), some(0), Optional.empty()),
        List.of(usual.with(to, 58, Packet.icmp(128, 0, "00000000"))),
        List.of(usual.with(to, 58, Packet.icmp(129, 0, "00000000"))));
  }

  private void fragment6(
      BitOperator operator, Set<FragmentType> type, List<Integer> hits, List<Integer> misses) {
    var to = nextV6();
    var fragment = Optional.of(new Fragment(operator, type));
    cases.add(
        new Case(
            "fragment " + operator + " " + new TreeSet<>(type) + " 6",
            new L3.Ipv6(IpFields.ANY, OptionalInt.empty(), networks(to, ""), fragment),
            Optional.empty(),
            hits.stream().map(each -> fragment6(to, each)).toList(),
            misses.stream().map(each -> fragment6(to, each)).toList()));
  }

  private static final int WHOLE = 0;
  private static final int ATOMIC = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;

  private static byte[] fragment6(String to, int kind) {
    var usual = Packet.V6.USUAL;
    var data = UDP.bytes();
    return switch (kind) {
      case WHOLE -> usual.with(to, 17, data);
      case ATOMIC -> usual.with(to, 44, Packet.fragment(17, 0, false, data));
      case FIRST -> usual.with(to, 44, Packet.fragment(17, 0, true, new byte[16]));
      case MIDDLE -> usual.with(to, 44, Packet.fragment(17, 5, true, new byte[16]));
      default -> usual.with(to, 44, Packet.fragment(17, 5, false, data));
    };
  }

  private void ipv6Fragments() {
    fragment6(MATCH, Set.of(ISF), List.of(FIRST, MIDDLE, LAST), List.of(WHOLE, ATOMIC));
    fragment6(NOT_MATCH, Set.of(ISF), List.of(WHOLE, ATOMIC), List.of(FIRST, MIDDLE, LAST));
    fragment6(MATCH, Set.of(FF), List.of(FIRST), List.of(WHOLE, ATOMIC, MIDDLE, LAST));
    fragment6(MATCH, Set.of(LF), List.of(LAST), List.of(WHOLE, FIRST, MIDDLE));
    fragment6(ANY, Set.of(FF, LF), List.of(FIRST, LAST), List.of(WHOLE, ATOMIC, MIDDLE));
    fragment6(NOT_ANY, Set.of(FF, LF), List.of(WHOLE, ATOMIC, MIDDLE), List.of(FIRST, LAST));
  }
}

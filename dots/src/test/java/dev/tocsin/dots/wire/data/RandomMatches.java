// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

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
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import dev.tocsin.dots.wire.data.match.PortMatch;
import dev.tocsin.dots.wire.data.match.PortOperator;
import dev.tocsin.dots.wire.data.match.Ports;
import dev.tocsin.dots.wire.data.match.TcpFields;
import dev.tocsin.dots.wire.data.match.TcpFlag;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Any matches that are sound for a list of a type.
final class RandomMatches {

  private final RandomGenerator random;

  RandomMatches(RandomGenerator random) {
    this.random = random;
  }

  Matches matches(Optional<AclType> type) {
    var family = type.orElseGet(() -> random.nextBoolean() ? AclType.IPV4 : AclType.IPV6);
    Optional<L4> l4 = maybe(this::l4);
    boolean needsFamily = type.isEmpty() && l4.isPresent() && l4.get() instanceof L4.Icmp;
    Optional<L3> l3 = needsFamily ? Optional.of(l3(family, l4)) : maybe(() -> l3(family, l4));
    return new Matches(l3, l4);
  }

  private L3 l3(AclType family, Optional<L4> l4) {
    boolean ipv4 = family == AclType.IPV4;
    var protocol = protocol(ipv4, l4);
    var ip = new IpFields(upTo(63), upTo(3), upTo(65_535), upTo(255), protocol);
    if (!ipv4) {
      var fragment = maybe(() -> fragment(Set.of(FragmentType.ISF, FragmentType.LF)));
      return new L3.Ipv6(ip, upTo(L3.FLOW_LABEL_MAX), networks("2001:db8::/32"), fragment);
    }
    boolean hasFragment = random.nextBoolean();
    var header =
        new Ipv4Fields(
            from(5, 60),
            hasFragment ? Optional.empty() : maybe(() -> some(Ipv4Flag.values())),
            from(20, 65_535),
            upTo(65_535));
    Optional<Fragment> fragment =
        hasFragment ? Optional.of(fragment(Set.of(FragmentType.values()))) : Optional.empty();
    return new L3.Ipv4(ip, header, networks("198.51.100.0/24"), fragment);
  }

  private OptionalInt protocol(boolean ipv4, Optional<L4> l4) {
    if (l4.isEmpty()) return upTo(255);
    return switch (l4.get()) {
      case L4.Tcp _ -> maybe(6);
      case L4.Udp _ -> maybe(17);
      case L4.Icmp _ -> maybe(ipv4 ? 1 : 58);
    };
  }

  private Networks networks(String prefix) {
    return new Networks(maybe(() -> Prefix.parse(prefix)), maybe(() -> Prefix.parse(prefix)));
  }

  private Fragment fragment(Set<FragmentType> types) {
    return new Fragment(oneOf(BitOperator.values()), types);
  }

  private L4 l4() {
    return switch (random.nextInt(3)) {
      case 0 -> tcp();
      case 1 -> new L4.Udp(upTo(65_535), ports());
      default -> new L4.Icmp(upTo(255), upTo(255), maybe(() -> bytes(random.nextInt(64))));
    };
  }

  private L4 tcp() {
    boolean hasBitmask = random.nextBoolean();
    var fields =
        new TcpFields(
            uint32(),
            uint32(),
            from(5, 15),
            upTo(255),
            hasBitmask ? Optional.empty() : maybe(() -> some(TcpFlag.values())),
            upTo(65_535),
            upTo(65_535),
            maybe(() -> bytes(random.nextInt(1, 41))));
    Optional<FlagsBitmask> bitmask =
        hasBitmask
            ? Optional.of(new FlagsBitmask(oneOf(BitOperator.values()), random.nextInt(65_536)))
            : Optional.empty();
    return new L4.Tcp(fields, bitmask, ports());
  }

  private Ports ports() {
    return new Ports(maybe(this::port), maybe(this::port));
  }

  private PortMatch port() {
    int port = random.nextInt(65_536);
    return random.nextBoolean()
        ? new PortMatch.Compare(oneOf(PortOperator.values()), port)
        : new PortMatch.Range(new PortRange(port, port + random.nextInt(65_536 - port)));
  }

  private Binary bytes(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return Binary.of(bytes);
  }

  private OptionalLong uint32() {
    return random.nextBoolean() ? OptionalLong.of(random.nextLong(1L << 32)) : OptionalLong.empty();
  }

  private OptionalInt upTo(int max) {
    return from(0, max);
  }

  private OptionalInt from(int min, int max) {
    return random.nextBoolean()
        ? OptionalInt.of(random.nextInt(min, max + 1))
        : OptionalInt.empty();
  }

  private OptionalInt maybe(int value) {
    return random.nextBoolean() ? OptionalInt.of(value) : OptionalInt.empty();
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> Set<T> some(T[] values) {
    return Stream.of(values).filter(_ -> random.nextBoolean()).collect(Collectors.toSet());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.flowspec;

import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Which packets are meant, in the terms of RFC 8955 §4.2 and RFC 8956 §3: a packet must match
/// every component, and of each component one of the values. Rules that ask for the same in other
/// words are equal.
///
/// @param destination of IPv4 or IPv6; a length of 0 is any destination of that family
/// @param source of the same family
/// @param numbers merged, in ascending order; a field that is left out may have any value
/// @param bits one of the matches must hold
public record FlowRule(
    Prefix destination,
    Prefix source,
    Map<NumberField, List<NumberRange>> numbers,
    Map<BitField, List<BitMatch>> bits) {

  private static final Prefix ANY_IPV4 = Prefix.parse("0.0.0.0/0");
  private static final Prefix ANY_IPV6 = Prefix.parse("::/0");

  public FlowRule {
    if (destination.isIpv4() != source.isIpv4()) {
      throw new IllegalArgumentException(
          "from " + source + " to " + destination + ": a rule is for one family");
    }
    numbers = numbersInOrder(numbers);
    bits = bitsInOrder(bits);
    check(destination.isIpv4(), numbers, bits);
  }

  private static Map<NumberField, List<NumberRange>> numbersInOrder(
      Map<NumberField, List<NumberRange>> numbers) {
    return inOrder(NumberField.class, numbers, NumberRange::merged);
  }

  private static Map<BitField, List<BitMatch>> bitsInOrder(Map<BitField, List<BitMatch>> bits) {
    return inOrder(BitField.class, bits, each -> each.stream().distinct().toList());
  }

  private static <K extends Enum<K>, V> Map<K, List<V>> inOrder(
      Class<K> type, Map<K, List<V>> components, Function<List<V>, List<V>> order) {
    var ordered = new EnumMap<K, List<V>>(type);
    components.forEach(
        (field, values) -> {
          if (!values.isEmpty()) ordered.put(field, order.apply(values));
        });
    return Collections.unmodifiableMap(ordered);
  }

  private static void check(
      boolean ipv4,
      Map<NumberField, List<NumberRange>> numbers,
      Map<BitField, List<BitMatch>> bits) {
    numbers.forEach(
        (field, ranges) -> {
          if (ranges.getLast().upper() > field.max()) {
            throw new IllegalArgumentException(
                field + " " + ranges.getLast() + " is above " + field.max());
          }
        });
    if (ipv4 && numbers.containsKey(NumberField.FLOW_LABEL)) {
      throw new IllegalArgumentException("IPv4 has no flow label");
    }
    bits.forEach((field, matches) -> matches.forEach(match -> check(ipv4, field, match)));
  }

  private static void check(boolean ipv4, BitField field, BitMatch match) {
    int asked = match.set() | match.clear();
    // RFC 8956 §3.6: the DF bit is not there in IPv6.
    int known =
        field == BitField.FRAGMENT && !ipv4 ? field.bits() & ~BitField.DONT_FRAGMENT : field.bits();
    if ((asked & ~known) != 0) {
      throw new IllegalArgumentException("%s has no bits 0x%x".formatted(field, asked & ~known));
    }
  }

  /// All packets to these addresses.
  public static FlowRule to(Prefix destination) {
    return new FlowRule(
        destination, destination.isIpv4() ? ANY_IPV4 : ANY_IPV6, Map.of(), Map.of());
  }

  public FlowRule from(Prefix newSource) {
    return new FlowRule(destination, newSource, numbers, bits);
  }

  /// With these values of the field instead of what it asked for; an empty list asks for nothing.
  public FlowRule with(NumberField field, Collection<NumberRange> ranges) {
    var changed = new EnumMap<NumberField, List<NumberRange>>(NumberField.class);
    changed.putAll(numbers);
    changed.put(field, new ArrayList<>(ranges));
    return new FlowRule(destination, source, changed, bits);
  }

  /// The same for bits.
  public FlowRule with(BitField field, List<BitMatch> matches) {
    var changed = new EnumMap<BitField, List<BitMatch>>(BitField.class);
    changed.putAll(bits);
    changed.put(field, matches);
    return new FlowRule(destination, source, numbers, changed);
  }

  public boolean isIpv4() {
    return destination.isIpv4();
  }
}

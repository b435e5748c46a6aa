// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.data.match.Networks;
import java.util.ArrayList;
import java.util.Optional;

/// Entries that differ only in their prefixes' values, not in the lengths, share one lookup in a
/// set of masked addresses, in which each element counts.
///
/// @param source length of the source prefixes; negative: any source
/// @param destination likewise
/// @param rest what all of their packets must have besides
record Form(boolean ipv4, int source, int destination, String rest) {

  /// @return empty for an entry that needs a rule of its own
  static Optional<Form> of(Entry entry) {
    var networks = entry.networks();
    var some = networks.source().or(networks::destination);
    if (some.isEmpty() || entry.rest().alternatives().size() != 1) return Optional.empty();
    return Optional.of(
        new Form(
            some.get().isIpv4(),
            networks.source().map(Prefix::length).orElse(-1),
            networks.destination().map(Prefix::length).orElse(-1),
            entry.rest().alternatives().getFirst()));
  }

  static String key(Networks networks) {
    var parts = new ArrayList<String>(2);
    networks.source().ifPresent(prefix -> parts.add(address(prefix)));
    networks.destination().ifPresent(prefix -> parts.add(address(prefix)));
    return String.join(" . ", parts);
  }

  /// What nft prints of an element, in our words: it has several for one IPv6 address.
  static String canonical(String printed) {
    var parts = new ArrayList<String>(2);
    for (var part : printed.split(" \\. ")) parts.add(address(Prefix.parse(part)));
    return String.join(" . ", parts);
  }

  private static String address(Prefix prefix) {
    var text = prefix.toString();
    return text.contains("/") ? text.substring(0, text.indexOf('/')) : text;
  }

  /// What the map's keys are.
  String type() {
    var address = ipv4 ? "ipv4_addr" : "ipv6_addr";
    return source >= 0 && destination >= 0 ? address + " . " + address : address;
  }

  /// What is looked up of a packet.
  String lookup() {
    var parts = new ArrayList<String>(2);
    if (source >= 0) parts.add(masked("saddr", source));
    if (destination >= 0) parts.add(masked("daddr", destination));
    return String.join(" . ", parts);
  }

  private String masked(String side, int length) {
    var field = (ipv4 ? "ip " : "ip6 ") + side;
    int bits = ipv4 ? 32 : 128;
    if (length == bits) return field;
    var mask = new byte[bits / 8];
    for (int bit = 0; bit < length; bit++) mask[bit / 8] |= (byte) (0x80 >> bit % 8);
    return "(" + field + " & " + address(Prefix.of(mask, bits)) + ")";
  }
}

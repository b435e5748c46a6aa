// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.AclType;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.Networks;
import java.math.RoundingMode;
import java.util.Optional;

/// One entry of a list, ready to become a rule or an element.
///
/// @param name of the entry in its list
/// @param counter what its counter is called, should it need one of its own
/// @param family absent: both
/// @param rest what packets must have besides their addresses
record Entry(
    String name,
    String counter,
    Optional<AclType> family,
    Networks networks,
    Condition rest,
    Verdict verdict) {

  /// What happens to packets that match.
  sealed interface Verdict {
    Verdict ACCEPT = new Accept();
    Verdict DROP = new Drop();

    record Accept() implements Verdict {}

    record Drop() implements Verdict {}

    /// What exceeds a rate is dropped, the rest accepted.
    record Limit(long bytesPerSecond) implements Verdict {}
  }

  static Entry of(Ace ace, Optional<AclType> type, String counter) {
    var l3 = ace.matches().l3();
    var family = l3.map(Entry::family).or(() -> type);
    var rest = l3.map(L3Condition::of).orElse(Condition.ALWAYS);
    if (ace.matches().l4().isPresent()) {
      rest = rest.and(L4Condition.of(ace.matches().l4().get(), family));
    }
    var networks = l3.map(L3::networks).orElse(Networks.ANY);
    return new Entry(ace.name(), counter, family, networks, rest, verdict(ace.actions()));
  }

  private static AclType family(L3 l3) {
    return switch (l3) {
      case L3.Ipv4 _ -> AclType.IPV4;
      case L3.Ipv6 _ -> AclType.IPV6;
    };
  }

  private static Verdict verdict(Actions actions) {
    return switch (actions) {
      case Actions.Drop _ -> Verdict.DROP;
      case Actions.Accept(var rate) -> {
        if (rate.isEmpty()) yield Verdict.ACCEPT;
        if (rate.get().signum() == 0) yield Verdict.DROP;
        // The kernel counts whole bytes: less than one too many passes.
        yield new Verdict.Limit(rate.get().setScale(0, RoundingMode.CEILING).longValueExact());
      }
    };
  }

  /// The whole condition as text, for each alternative.
  Condition condition() {
    var text = new StringBuilder();
    family.ifPresent(
        each -> text.append(each == AclType.IPV4 ? "meta nfproto ipv4" : "meta nfproto ipv6"));
    networks.source().ifPresent(prefix -> text.append(address(prefix, " saddr ")));
    networks.destination().ifPresent(prefix -> text.append(address(prefix, " daddr ")));
    return Condition.of(text.toString().strip()).and(rest);
  }

  private static String address(Prefix prefix, String side) {
    return (prefix.isIpv4() ? " ip" : " ip6") + side + prefix;
  }
}

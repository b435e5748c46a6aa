// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data.rules;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.AclType;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.L3;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a list accepts without a limit. Pure functions.
public final class Acceptance {

  private static final Prefix IPV4 = Prefix.parse("0.0.0.0/0");
  private static final Prefix IPV6 = Prefix.parse("::/0");
  private static final int FLOODED_MAX = 64;

  private Acceptance() {}

  /// Where everything is accepted, whoever sends it: an attack is accepted with it.
  public static List<Prefix> destinations(Acl acl) {
    var found = new ArrayList<Prefix>(0);
    for (var ace : acl.aces()) {
      if (isUnlimited(ace) && isEverything(ace)) found.addAll(destinations(acl, ace));
    }
    return found;
  }

  private static boolean isUnlimited(Ace ace) {
    return ace.actions() instanceof Actions.Accept(var rate) && rate.isEmpty();
  }

  private static boolean isEverything(Ace ace) {
    return ace.matches().l4().isEmpty()
        && ace.matches().l3().map(Acceptance::isEverything).orElse(true);
  }

  private static boolean isEverything(L3 l3) {
    boolean isPlain = l3.ip().equals(IpFields.ANY) && l3.networks().source().isEmpty();
    return isPlain
        && l3.fragment().isEmpty()
        && switch (l3) {
          case L3.Ipv4 ipv4 -> ipv4.header().equals(Ipv4Fields.ANY);
          case L3.Ipv6 ipv6 -> ipv6.flowLabel().isEmpty();
        };
  }

  private static List<Prefix> destinations(Acl acl, Ace ace) {
    var l3 = ace.matches().l3();
    var destination = l3.flatMap(each -> each.networks().destination());
    if (destination.isPresent()) return List.of(destination.get());
    var family = l3.map(Acceptance::family).or(acl::type);
    if (family.isEmpty()) return List.of(IPV4, IPV6);
    return List.of(family.get() == AclType.IPV4 ? IPV4 : IPV6);
  }

  private static AclType family(L3 l3) {
    return switch (l3) {
      case L3.Ipv4 _ -> AclType.IPV4;
      case L3.Ipv6 _ -> AclType.IPV6;
    };
  }

  /// Where entries accept more than a rate.
  ///
  /// @param before counters by the name of the entry
  /// @param now the same, so much later
  public static Set<Prefix> flooded(
      Acl acl,
      Map<String, Statistics> before,
      Map<String, Statistics> now,
      Duration passed,
      long packetsPerSecond) {
    var found = new LinkedHashSet<Prefix>();
    double packets = packetsPerSecond * (passed.toNanos() / 1e9);
    for (var ace : acl.aces()) {
      if (!isUnlimited(ace)) continue;
      var more = more(before.get(ace.name()), now.get(ace.name()));
      if (more <= 0 || more < packets) continue;
      found.addAll(destinations(acl, ace));
      if (found.size() >= FLOODED_MAX) break;
    }
    return found;
  }

  private static long more(@Nullable Statistics before, @Nullable Statistics now) {
    if (before == null || now == null) return 0;
    if (before.matchedPackets().isEmpty() || now.matchedPackets().isEmpty()) return 0;
    long more = now.matchedPackets().getAsLong() - before.matchedPackets().getAsLong();
    // Counters that went back began anew.
    return more >= 0 ? more : now.matchedPackets().getAsLong();
  }
}

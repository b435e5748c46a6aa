// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.mitigators.nftables.lists.ListPlan;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.match.IpFields;
import dev.tocsin.dots.wire.data.match.Ipv4Fields;
import dev.tocsin.dots.wire.data.match.L3;
import dev.tocsin.dots.wire.data.match.Matches;
import dev.tocsin.dots.wire.data.match.Networks;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuotaTest {

  private final Quota.Usage usage = new Quota(100, 10).usage(List.of());

  @Test
  void leavesRoomForOtherDomains() {
    assertThat(usage.take(plan("greedy", "one", 40, 32))).isEmpty();

    assertThat(usage.take(plan("greedy", "two", 1, 32)))
        .contains("the domain's share of 40 entries are in use");
    assertThat(usage.take(plan("other", "one", 40, 32))).isEmpty();
    assertThat(usage.take(plan("third", "one", 30, 32))).contains("all 100 entries are in use");
  }

  @Test
  void countsAListThatReplacesAnotherOnce() {
    assertThat(usage.take(plan("greedy", "one", 40, 32))).isEmpty();
    assertThat(usage.take(plan("greedy", "one", 30, 32))).isEmpty();
    assertThat(usage.take(plan("greedy", "two", 10, 32))).isEmpty();
  }

  @Test
  void boundsEntriesThatShareNoLookup() {
    // Of every length there are fewer than share one.
    var rules =
        IntStream.rangeClosed(20, 24).mapToObj(length -> ace("e" + length, 1, length)).toList();

    assertThat(usage.take(plan("greedy", "rules", rules)))
        .contains("the domain's share of 4 entries that need a rule of their own are in use");
    assertThat(usage.take(plan("greedy", "rules", rules.subList(0, 4)))).isEmpty();
  }

  private static ListPlan plan(String domain, String acl, int entries, int length) {
    return plan(
        domain, acl, IntStream.range(0, entries).mapToObj(i -> ace("e" + i, i, length)).toList());
  }

  private static ListPlan plan(String domain, String acl, List<Ace> aces) {
    var list = new Acl(acl, Optional.empty(), ActivationType.IMMEDIATE, OptionalInt.empty(), aces);
    var key = new FilterKey(domain, "cuid", acl);
    return ListPlan.of(
        new FilterOrder(key, List.of("edge"), 1, list, List.of(Prefix.parse("203.0.113.0/24"))));
  }

  private static Ace ace(String name, int host, int length) {
    var source = Prefix.parse((length == 32 ? "198.18.0." + host : "198.18.0.0") + "/" + length);
    var networks = new Networks(Optional.empty(), Optional.of(source));
    var l3 = new L3.Ipv4(IpFields.ANY, Ipv4Fields.ANY, networks, Optional.empty());
    return new Ace(name, new Matches(Optional.of(l3), Optional.empty()), Actions.DROP);
  }
}

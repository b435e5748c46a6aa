// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables;

import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.mitigators.nftables.lists.ListPlan;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How many entries the lists of all domains may have together, and those of one: no customer can
/// use up what others need.
///
/// @param entriesMax of all lists
/// @param rulesMax of them, entries that share no lookup
record Quota(int entriesMax, int rulesMax) {

  // Of one domain: two fifths of all.
  private static final int SHARE = 2;
  private static final int OF = 5;

  /// What is in use, by the lists that stand.
  Usage usage(Collection<ListPlan> standing) {
    var usage = new Usage(this);
    for (var plan : standing) usage.add(plan.key(), Need.of(plan));
    return usage;
  }

  private record Need(long entries, long rules) {
    static final Need NOTHING = new Need(0, 0);

    static Need of(ListPlan plan) {
      return new Need(plan.entries(), plan.counters().size());
    }

    Need plus(Need other, int times) {
      return new Need(entries + times * other.entries, rules + times * other.rules);
    }
  }

  static final class Usage {

    private final Quota quota;
    private final Map<FilterKey, Need> lists = new HashMap<>();
    private final Map<String, Need> domains = new HashMap<>();
    private Need all = Need.NOTHING;

    private Usage(Quota quota) {
      this.quota = quota;
    }

    /// Makes room for a list in place of what stands for its key.
    ///
    /// @return why there is none
    Optional<String> take(ListPlan plan) {
      var need = Need.of(plan);
      var before = lists.getOrDefault(plan.key(), Need.NOTHING);
      var domain = domains.getOrDefault(plan.key().domain(), Need.NOTHING);
      var refusal =
          refusal("all", all.plus(before, -1).plus(need, 1), quota.entriesMax, quota.rulesMax)
              .or(
                  () ->
                      refusal(
                          "the domain's share of",
                          domain.plus(before, -1).plus(need, 1),
                          share(quota.entriesMax),
                          share(quota.rulesMax)));
      if (refusal.isEmpty()) add(plan.key(), need);
      return refusal;
    }

    private static Optional<String> refusal(String whose, Need need, int entries, int rules) {
      if (need.entries() > entries) {
        return Optional.of(whose + " " + entries + " entries are in use");
      }
      return need.rules() > rules
          ? Optional.of(whose + " " + rules + " entries that need a rule of their own are in use")
          : Optional.empty();
    }

    private static int share(int max) {
      return (int) Math.max(1, (long) max * SHARE / OF);
    }

    private void add(FilterKey key, Need need) {
      var before = lists.getOrDefault(key, Need.NOTHING);
      lists.put(key, need);
      all = all.plus(before, -1).plus(need, 1);
      domains.merge(key.domain(), need.plus(before, -1), (one, other) -> one.plus(other, 1));
    }
  }
}

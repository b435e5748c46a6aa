// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import dev.tocsin.dots.core.mitigation.FilterKey;
import java.util.HashMap;
import java.util.Map;

/// How many routes lists may have: routers hold few flow specifications, and mitigations need some,
/// too. No customer uses up what others need.
final class ListQuota {

  // Of one domain: two fifths of all.
  private static final int SHARE = 2;
  private static final int OF = 5;

  private final int max;
  private final Map<FilterKey, Integer> lists = new HashMap<>();

  ListQuota(int max) {
    this.max = max;
  }

  private int share() {
    return (int) Math.max(1, (long) max * SHARE / OF);
  }

  /// @throws IllegalArgumentException if so many are more than any domain may have
  void check(int routes) {
    if (routes > share()) throw full("the domain's share of", share());
  }

  /// @throws IllegalArgumentException if there is no room for so many more
  void take(FilterKey key, int routes) {
    int all = 0;
    int domain = 0;
    for (var list : lists.entrySet()) {
      all += list.getValue();
      if (list.getKey().domain().equals(key.domain())) domain += list.getValue();
    }
    if (all + routes > max) throw full("all", max);
    if (domain + routes > share()) throw full("the domain's share of", share());
    if (routes > 0) lists.put(key, routes);
  }

  private static IllegalArgumentException full(String whose, int routes) {
    return new IllegalArgumentException(
        "%s %,d routes for lists are in use".formatted(whose, routes));
  }

  void release(FilterKey key) {
    lists.remove(key);
  }

  void clear() {
    lists.clear();
  }
}

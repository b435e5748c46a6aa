// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import dev.tocsin.base.net.Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/// Leaves out prefixes that change nothing: those whose next wider prefix stands in the same group.
final class Compression {

  private record Placed(Prefix prefix, int group) implements Comparable<Placed> {
    @Override
    public int compareTo(Placed other) {
      return prefix.compareTo(other.prefix);
    }
  }

  private Compression() {}

  /// @param groups of prefixes without one that stands twice
  /// @return in the same order, with what is needed of each
  static List<List<Prefix>> of(List<List<Prefix>> groups) {
    var all = new ArrayList<Placed>();
    for (int i = 0; i < groups.size(); i++) {
      for (var prefix : groups.get(i)) all.add(new Placed(prefix, i));
    }
    // Wider prefixes stand in front of what they contain.
    Collections.sort(all);
    var kept = new ArrayList<List<Prefix>>();
    groups.forEach(_ -> kept.add(new ArrayList<>()));
    Deque<Placed> wider = new ArrayDeque<>();
    for (var each : all) {
      while (!wider.isEmpty() && !wider.getLast().prefix().contains(each.prefix())) {
        wider.removeLast();
      }
      if (!wider.isEmpty() && wider.getLast().group() == each.group()) continue;
      wider.addLast(each);
      kept.get(each.group()).add(each.prefix());
    }
    return kept;
  }
}

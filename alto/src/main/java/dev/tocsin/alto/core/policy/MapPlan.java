// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.policy;

import java.util.List;

/// How one network map and its cost maps are made.
///
/// @param id resource id of the network map
/// @param rules tried in order for each prefix
/// @param pidsMax at most so many PIDs, that of the rest included
/// @param rest PID of all addresses that no rule places
public record MapPlan(
    String id, List<GroupingRule> rules, int pidsMax, String rest, List<CostPlan> costs) {

  public MapPlan {
    rules = List.copyOf(rules);
    costs = List.copyOf(costs);
    if (pidsMax < 1) throw new IllegalArgumentException("at most " + pidsMax + " PIDs");
  }
}

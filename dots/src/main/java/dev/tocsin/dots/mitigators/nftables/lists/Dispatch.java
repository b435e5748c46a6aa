// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.nftables.lists;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// The way to the lists: from the chain `lists` to the clients' chains, and from each of those to
/// the client's lists by rank. It leads only packets that go to the domain's prefixes.
public final class Dispatch {

  /// The chain that every packet goes through.
  public static final String CHAIN = "lists";

  private final TreeMap<String, List<ListPlan>> clients = new TreeMap<>();

  /// @param plans all that are to be in force
  public Dispatch(Collection<ListPlan> plans) {
    for (var plan : plans) {
      clients.computeIfAbsent(client(plan.key()), _ -> new ArrayList<>()).add(plan);
    }
  }

  /// Name of the chain of a list's client.
  public static String client(FilterKey key) {
    return ListNames.client(key);
  }

  /// Leads to the lists of these clients as it is to be, and to all clients that have some.
  ///
  /// @param changed names of clients' chains; those without lists go
  public String write(String table, Collection<String> changed) {
    var text = new StringBuilder();
    for (var client : changed) if (clients.containsKey(client)) lists(table, client, text);
    text.append("flush chain inet %s %s\n".formatted(table, CHAIN));
    text.append("table inet %s {\n chain %s {\n".formatted(table, CHAIN));
    clients.forEach((name, plans) -> jumps(all(plans), name, text));
    text.append(" }\n}\n");
    for (var client : changed) {
      if (!clients.containsKey(client)) text.append(delete(table, client));
    }
    return text.toString();
  }

  private static String delete(String table, String chain) {
    // It must be there to be deleted.
    return "table inet %1$s {\n chain %2$s {}\n}\ndelete chain inet %1$s %2$s\n"
        .formatted(table, chain);
  }

  private void lists(String table, String client, StringBuilder text) {
    text.append("table inet %1$s {\n chain %2$s {}\n}\n".formatted(table, client));
    text.append("flush chain inet %s %s\n".formatted(table, client));
    text.append("table inet %s {\n chain %s {\n".formatted(table, client));
    var plans = new ArrayList<>(clients.get(client));
    plans.sort(Comparator.comparingLong(ListPlan::rank));
    var all = all(plans);
    for (var plan : plans) {
      var own = widest(plan.within());
      if (own.equals(all)) text.append("  jump %s\n".formatted(plan.chain()));
      else jumps(own, plan.chain(), text);
    }
    text.append(" }\n}\n");
  }

  private static List<Prefix> all(List<ListPlan> plans) {
    return widest(plans.stream().flatMap(plan -> plan.within().stream()).toList());
  }

  private static void jumps(List<Prefix> within, String chain, StringBuilder text) {
    for (boolean ipv4 : new boolean[] {true, false}) {
      var own = within.stream().filter(prefix -> prefix.isIpv4() == ipv4).toList();
      if (own.isEmpty()) continue;
      var set = String.join(", ", own.stream().map(Prefix::toString).toList());
      text.append("  %s daddr { %s } jump %s\n".formatted(ipv4 ? "ip" : "ip6", set, chain));
    }
  }

  /// Without those that lie in others, which an interval set would refuse.
  private static List<Prefix> widest(List<Prefix> prefixes) {
    return prefixes.stream()
        .distinct()
        .sorted()
        .filter(
            each ->
                prefixes.stream().noneMatch(other -> !other.equals(each) && other.contains(each)))
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A router's flow specifications as one nftables table. Each has a chain of its own, which lives
/// as long as it does, so that a change of others resets no limit; what they drop is counted by two
/// counters of the table, which outlive them all.
///
/// Owned by one thread. It only writes what is to be loaded; {@link #loaded} tells that it was.
final class FilterTable {

  static final String NAME = "flowspec";
  private static final int ROUTES_MAX = 1_000;
  private static final int COMMENT_MAX = 120;
  // Beyond what any link here carries; the kernel's arithmetic ends somewhere above.
  private static final double RATE_MAX = 4e9;
  private static final long BURST_BYTES_MIN = 15_000;

  private Map<FlowRoute, Integer> standing = Map.of();
  private int lastNumber;

  /// What is to be loaded, all at once.
  ///
  /// @param leftOut routes that have no filter, with the reason
  record Change(String script, Map<FlowRoute, Integer> standing, List<String> leftOut) {
    boolean isNothing() {
      return script.isEmpty();
    }
  }

  /// A table without filters, whatever was there before.
  static String empty() {
    return """
        table inet %1$s
        delete table inet %1$s
        table inet %1$s {
         counter dropped { }
         counter over_limit { }
         chain filters {
          type filter hook forward priority -10
         }
        }
        """
        .formatted(NAME);
  }

  /// How to get from what stands to these routes.
  ///
  /// @param accepted whether the kernel takes a script, asked for each route that is new
  Change to(List<FlowRoute> routes, Predicate<String> accepted) {
    var leftOut = new ArrayList<String>();
    var wanted = new LinkedHashMap<FlowRoute, Integer>();
    var matches = new LinkedHashMap<FlowRoute, List<String>>();
    int number = lastNumber;
    for (var route : routes.stream().sorted(new Precedence()).toList()) {
      try {
        if (wanted.size() == ROUTES_MAX) {
          throw new IllegalArgumentException("there are " + ROUTES_MAX + " filters already");
        }
        var match = NftMatch.of(route);
        var before = standing.get(route);
        int own = before == null ? ++number : before;
        if (before == null && !accepted.test(table(chain(route, own) + jumps(match, own)))) {
          throw new IllegalArgumentException("the kernel does not take it");
        }
        wanted.put(route, own);
        matches.put(route, match);
      } catch (IllegalArgumentException e) {
        leftOut.add(route.text() + ": " + e.getMessage());
      }
    }
    if (List.copyOf(wanted.keySet()).equals(List.copyOf(standing.keySet()))) {
      return new Change("", standing, leftOut);
    }
    return new Change(script(wanted, matches), wanted, leftOut);
  }

  /// The change is in the kernel.
  void loaded(Change change) {
    standing = change.standing();
    for (int number : standing.values()) lastNumber = Math.max(lastNumber, number);
  }

  private String script(Map<FlowRoute, Integer> wanted, Map<FlowRoute, List<String>> matches) {
    var script = new StringBuilder("flush chain inet " + NAME + " filters\n");
    wanted.forEach(
        (route, number) -> {
          if (!standing.containsKey(route)) script.append(chain(route, number));
          script.append(jumps(matches.getOrDefault(route, List.of()), number));
        });
    standing.forEach(
        (route, number) -> {
          if (wanted.containsKey(route)) return;
          script.append("flush chain inet %s route_%d\n".formatted(NAME, number));
          script.append("delete chain inet %s route_%d\n".formatted(NAME, number));
        });
    return script.toString();
  }

  /// The script where no table is yet.
  private static String table(String script) {
    return empty().replace(NAME, NAME + "_try")
        + script.replace("inet " + NAME, "inet " + NAME + "_try");
  }

  private static String jumps(List<String> matches, int number) {
    var rules = new StringBuilder();
    for (var match : matches) {
      rules.append("add rule inet %s filters %s jump route_%d\n".formatted(NAME, match, number));
    }
    return rules.toString();
  }

  private static String chain(FlowRoute route, int number) {
    var chain = NAME + " route_" + number;
    var text = new StringBuilder("add chain inet " + chain + "\n");
    var comment = route.toString();
    if (comment.length() > COMMENT_MAX) comment = comment.substring(0, COMMENT_MAX) + "...";
    add(text, chain, "counter comment \"" + comment + "\"");
    for (var rule : rules(route)) add(text, chain, rule);
    return text.toString();
  }

  private static void add(StringBuilder text, String chain, String rule) {
    text.append("add rule inet ").append(chain).append(' ').append(rule).append('\n');
  }

  private static List<String> rules(FlowRoute route) {
    var actions = route.actions();
    if (actions.dropsAll()) return List.of("counter name dropped drop");
    var rules = new ArrayList<String>();
    actions.packetsPerSecond().ifPresent(rate -> limit(rate, rules, "", 1));
    actions.bytesPerSecond().ifPresent(rate -> limit(rate, rules, " bytes", BURST_BYTES_MIN));
    var dscp = route.ipv4() ? "ip dscp set " : "ip6 dscp set ";
    actions.mark().ifPresent(mark -> rules.add(dscp + mark));
    if (!actions.goesOn()) rules.add("accept");
    return rules;
  }

  /// A burst is a quarter of a second of the rate: what a sender makes up for after it was not
  /// given a processor for a moment is no excess.
  private static void limit(double rate, List<String> rules, String unit, long burstMin) {
    if (rate > RATE_MAX) return;
    long whole = Math.max(1, (long) rate);
    long burst = Math.max(burstMin, whole / 4);
    rules.add(
        "limit rate over %d%s/second burst %d%s counter name over_limit drop"
            .formatted(whole, unit, burst, unit.isEmpty() ? " packets" : unit));
  }
}

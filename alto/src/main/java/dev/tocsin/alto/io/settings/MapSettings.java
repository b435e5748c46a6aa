// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.settings;

import dev.tocsin.alto.core.policy.CostPlan;
import dev.tocsin.alto.core.policy.GroupingRule;
import dev.tocsin.alto.core.policy.MapPlan;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.Registries;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// One network map with its costs, as an operator wants it.
///
/// @param modes that its costs are told in
/// @param measured costs that are read, not worked out
public record MapSettings(MapPlan plan, List<Mode> modes, List<MeasuredSettings> measured) {

  /// RFC 7285 §6.1.2
  public enum Mode {
    NUMERICAL,
    ORDINAL;

    public String word() {
      return this == NUMERICAL ? CostType.NUMERICAL : CostType.ORDINAL;
    }
  }

  private enum By {
    LIST,
    COMMUNITY,
    REGION,
    FIRST_HOP,
    ORIGIN_AS
  }

  // The whole of a cost map is held in memory and told in one answer.
  private static final int PIDS_MAX = 5_000;
  private static final double MOST = 1e9;

  public MapSettings {
    modes = List.copyOf(modes);
    measured = List.copyOf(measured);
  }

  /// A cost type of the metric for each mode.
  public List<CostType> types(String metric, Optional<CostType.CostContext> context) {
    return modes.stream()
        .map(mode -> new CostType(mode.word(), metric, Optional.empty(), context))
        .toList();
  }

  static MapSettings read(String id, Section section, boolean hasTopology) {
    if (!Names.isResourceId(id) || id.indexOf('.') >= 0) {
      section.complain("pids", "expected a map's name of up to 64 letters, digits and :@_-");
    }
    var pids = section.section("pids");
    var usual = hasTopology ? List.of(By.LIST, By.FIRST_HOP) : List.of(By.LIST, By.ORIGIN_AS);
    var rules = new ArrayList<GroupingRule>();
    var communities = communities(pids);
    var label = pids.string("region-label").orDefault("region");
    for (var by : pids.list("by", MapSettings::by).orDefault(usual)) {
      rules.add(rule(by, communities, label));
    }
    var measured = measured(section);
    var plan =
        new MapPlan(
            id,
            rules,
            pids.integer("max", 1, PIDS_MAX).orDefault(1_000),
            pids.string("rest").check(MapSettings::isName, "a PID's name").orDefault("rest"),
            costs(section, hasTopology, measured));
    var modes =
        section
            .list("modes", Kind.choice(Mode.class))
            .orDefault(List.of(Mode.NUMERICAL, Mode.ORDINAL));
    return new MapSettings(plan, modes.stream().distinct().toList(), measured);
  }

  private static List<MeasuredSettings> measured(Section section) {
    var worked = section.names("costs");
    return List.copyOf(
        section
            .named(
                "measured",
                (metric, each) -> {
                  if (worked.contains(metric)) {
                    each.complain("file", metric + " stands under 'costs', too");
                  }
                  return MeasuredSettings.read(metric, each);
                })
            .values());
  }

  private static By by(String text) {
    return Kind.choice(By.class).parse(text);
  }

  private static GroupingRule rule(
      By by, LinkedHashMap<Integer, String> communities, String label) {
    return switch (by) {
      case LIST -> new GroupingRule.ByList();
      case COMMUNITY -> new GroupingRule.ByCommunity(communities);
      case REGION -> new GroupingRule.ByRegion(label);
      case FIRST_HOP -> new GroupingRule.ByFirstHop();
      case ORIGIN_AS -> new GroupingRule.ByOriginAs();
    };
  }

  private static LinkedHashMap<Integer, String> communities(Section pids) {
    var communities = new LinkedHashMap<Integer, String>();
    pids.values("communities", MapSettings::name)
        .forEach(
            (text, name) -> {
              try {
                communities.put(community(text), name);
              } catch (IllegalArgumentException e) {
                pids.complain("communities", String.valueOf(e.getMessage()));
              }
            });
    return communities;
  }

  /// RFC 1997: two numbers of two bytes.
  private static int community(String text) {
    var parts = text.split(":", -1);
    if (parts.length == 2) {
      try {
        int high = Integer.parseInt(parts[0]);
        int low = Integer.parseInt(parts[1]);
        if ((high | low) >>> 16 == 0) return high << 16 | low;
      } catch (NumberFormatException e) {
        // As for all else that is no community.
      }
    }
    throw new IllegalArgumentException("expected a community as 65000:100, found '" + text + "'");
  }

  private static List<CostPlan> costs(
      Section section, boolean hasTopology, List<MeasuredSettings> measured) {
    var costs = section.named("costs", (metric, each) -> cost(section, metric, each, hasTopology));
    boolean hasRouting =
        measured.stream().anyMatch(each -> each.metric().equals(CostType.ROUTING_COST));
    if (costs.isEmpty() && !section.has("costs") && !hasRouting) {
      return List.of(usual(CostType.ROUTING_COST, hasTopology));
    }
    return List.copyOf(costs.values());
  }

  private static CostPlan usual(String metric, boolean hasTopology) {
    return new CostPlan(metric, weights(hasTopology), List.of(), CostPlan.Disclosure.ALL);
  }

  private static CostPlan.Weights weights(boolean hasTopology) {
    return hasTopology ? new CostPlan.Weights(1, 0, 0, 0) : new CostPlan.Weights(0, 0, 1, 0);
  }

  private static CostPlan cost(Section map, String metric, Section section, boolean hasTopology) {
    if (!Registries.hasMetric(metric)) {
      map.complain("costs", MeasuredSettings.unknown(metric));
    }
    var usual = weights(hasTopology);
    var weights =
        new CostPlan.Weights(
            weight(section, "igp", usual.igp()),
            weight(section, "hops", usual.hops()),
            weight(section, "as-path", usual.asPath()),
            weight(section, "preference", 1));
    var preferences =
        section.each(
            "preferences",
            each ->
                new CostPlan.Preference(
                    each.string("from").orDefault("*"),
                    each.string("to").orDefault("*"),
                    each.decimal("add", 0, MOST).required()));
    var rest = section.decimal("unknown", 0, MOST).optional();
    var disclosure =
        new CostPlan.Disclosure(
            section.decimal("round", 0, MOST).orDefault(0.0),
            section.decimal("noise", 0, 1).orDefault(0.0),
            section.integer("noise-seed", 0, Integer.MAX_VALUE).orDefault(0),
            rest.isPresent() ? OptionalDouble.of(rest.get()) : OptionalDouble.empty());
    return new CostPlan(metric, weights, preferences, disclosure);
  }

  private static double weight(Section section, String key, double usual) {
    return section.decimal(key, 0, MOST).orDefault(usual);
  }

  private static String name(String text) {
    if (isName(text)) return text;
    throw new IllegalArgumentException("expected a PID's name, found '" + text + "'");
  }

  private static boolean isName(String text) {
    return Names.isPid(text) && text.indexOf('.') < 0;
  }
}

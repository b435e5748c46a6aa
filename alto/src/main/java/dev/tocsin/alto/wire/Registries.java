// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire;

import java.util.Set;
import java.util.regex.Pattern;

/// Names that IANA's registries for ALTO hold; whatever else an operator calls something has to
/// begin with `priv:`.
public final class Registries {

  // RFC 9439 §4, §5
  private static final Set<String> PERFORMANCE_METRICS =
      Set.of(
          "delay-ow",
          "delay-rt",
          "delay-variation",
          "lossrate",
          "hopcount",
          "tput",
          "bw-residual",
          "bw-available");
  private static final Set<String> MORE_IS_BETTER = Set.of("tput", "bw-residual", "bw-available");
  // RFC 9439 §3.2
  private static final Pattern STATISTIC =
      Pattern.compile(
          "cur|min|max|median|mean|stddev|stdvar|p(?:100(?:\\.0+)?|[1-9]?\\d(?:\\.\\d+)?)");
  // RFC 9274 §5, RFC 9275 §11.2
  private static final Set<String> COST_MODES =
      Set.of(CostType.NUMERICAL, CostType.ORDINAL, CostType.ARRAY);
  // RFC 9240 §12.3, RFC 9241 §8.2, RFC 9275 §11.3
  private static final Set<String> ENTITY_DOMAIN_TYPES =
      Set.of("ipv4", "ipv6", "pid", "asn", "countrycode", "ane");
  // RFC 9240 §12.4, RFC 9241 §8.3, RFC 9275 §11.4
  private static final Set<String> PROPERTY_TYPES =
      Set.of("pid", "cdni-capabilities", "max-reservable-bandwidth", "persistent-entity-id");

  private Registries() {}

  /// A registered metric of numbers, with or without a statistic, or one of private use.
  public static boolean hasMetric(String metric) {
    if (!Names.isCostMetric(metric)) return false;
    if (Names.isPrivate(metric) || metric.equals(CostType.ROUTING_COST)) return true;
    return isPerformanceMetric(metric);
  }

  /// Whether a metric of RFC 9439 stands in front of a colon and one of its statistics, or alone.
  public static boolean isPerformanceMetric(String metric) {
    int colon = metric.indexOf(':');
    if (colon < 0) return PERFORMANCE_METRICS.contains(metric);
    return PERFORMANCE_METRICS.contains(metric.substring(0, colon))
        && STATISTIC.matcher(metric.substring(colon + 1)).matches();
  }

  /// Whether of two costs the larger is preferred (RFC 9439 §5: throughput and bandwidth).
  public static boolean isMoreBetter(String metric) {
    return MORE_IS_BETTER.contains(base(metric));
  }

  /// Without its statistic (RFC 9439 §3.2).
  public static String base(String metric) {
    int colon = metric.indexOf(':');
    return colon < 0 ? metric : metric.substring(0, colon);
  }

  public static boolean hasMode(String mode) {
    return COST_MODES.contains(mode) || Names.isCostMode(mode) && Names.isPrivate(mode);
  }

  public static boolean hasEntityDomainType(String type) {
    return ENTITY_DOMAIN_TYPES.contains(type)
        || Names.isEntityDomainType(type) && Names.isPrivate(type);
  }

  public static boolean hasPropertyType(String type) {
    return PROPERTY_TYPES.contains(type) || Names.isPropertyType(type) && Names.isPrivate(type);
  }
}

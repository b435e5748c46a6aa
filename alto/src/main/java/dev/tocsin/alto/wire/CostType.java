// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire;

import java.util.Optional;

/// What a cost means (RFC 7285 §10.7). Two cost types are one if {@link #isLike} says so: neither
/// the description nor the context is part of it.
public record CostType(
    String mode, String metric, Optional<String> description, Optional<CostContext> context) {

  public static final String NUMERICAL = "numerical";
  public static final String ORDINAL = "ordinal";

  /// RFC 9275 §6.5.2
  public static final String ARRAY = "array";

  public static final String ROUTING_COST = "routingcost";

  /// Where values come from (RFC 9439 §3.1).
  ///
  /// @param source `nominal`, `sla` or `estimation`
  /// @param parameters a JSON object as text
  public record CostContext(String source, Optional<String> parameters) {}

  public CostType {
    if (!Names.isCostMode(mode)) throw new IllegalArgumentException("cost mode '" + mode + "'");
    if (!Names.isCostMetric(metric)) {
      throw new IllegalArgumentException("cost metric '" + metric + "'");
    }
  }

  public static CostType of(String mode, String metric) {
    return new CostType(mode, metric, Optional.empty(), Optional.empty());
  }

  public boolean isLike(CostType other) {
    return mode.equals(other.mode) && metric.equals(other.metric);
  }

  public boolean isOrdinal() {
    return mode.equals(ORDINAL);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.measure.Aim;
import dev.tocsin.bench.measure.Aim.AtLeast;
import dev.tocsin.bench.measure.Aim.AtLeastTimes;
import dev.tocsin.bench.measure.Aim.AtMost;
import dev.tocsin.bench.measure.Figure;
import java.util.ArrayList;
import java.util.List;

/// What is measured of ALTO, and what shall be reached.
final class AltoFigures {

  static final Figure COSTS_RATE = new Figure("endpoint_costs_rate_1x1000", "1/s");
  static final Figure COSTS_CPU = new Figure("endpoint_costs_cpu_1x1000", "µs");
  static final Figure COSTS_P99 = new Figure("endpoint_costs_p99_1x1000", "µs");
  static final Figure IPV4_RATE = new Figure("lookups_ipv4", "M/s");
  static final Figure IPV4_MEMORY = new Figure("lookups_ipv4_memory", "MB");
  static final Figure IPV6_RATE = new Figure("lookups_ipv6", "M/s");
  static final Figure IPV6_MEMORY = new Figure("lookups_ipv6_memory", "MB");
  static final Figure IPV4_BUILD = new Figure("lookups_ipv4_build", "s");
  static final Figure IPV6_BUILD = new Figure("lookups_ipv6_build", "s");
  static final Figure START = new Figure("start_to_serving_real_table", "s");
  static final Figure CHANGE_P50 = new Figure("change_to_patch_p50", "ms");
  static final Figure REAL_CHANGE_P50 = new Figure("change_to_patch_real_table_p50", "ms");
  static final Figure REAL_CHANGE_P99 = new Figure("change_to_patch_real_table_p99", "ms");
  static final Figure CHANGE_P99 = new Figure("change_to_patch_p99", "ms");
  static final Figure CHANGE_WORK_P50 = new Figure("change_work_p50", "ms");
  static final Figure CHANGE_WORK_P99 = new Figure("change_work_p99", "ms");
  static final Figure CHANGE_BYTES = new Figure("change_patch_size", "KB");
  static final Figure STREAM_HEAP = new Figure("idle_stream_heap", "KB");
  static final Figure STREAMS_RESIDENT = new Figure("idle_streams_10000_resident", "MB");

  private static final double SMALL_FACTOR = 0.7;

  static final List<Aim<AltoContender>> AIMS = aims();

  private AltoFigures() {}

  private static List<Aim<AltoContender>> aims() {
    var aims = new ArrayList<Aim<AltoContender>>();
    for (var load : WebLoad.all()) {
      if (load.isNotModified()) continue;
      boolean isSmallAndPlain = load.size() == WebLoad.Size.SMALL && !load.isTls();
      double factor = isSmallAndPlain ? SMALL_FACTOR : 1;
      aims.add(new AtLeastTimes<>(load.rate(), factor, AltoContender.NGINX));
    }
    aims.add(new AtMost<>(COSTS_P99, 1_000));
    aims.add(new AtLeast<>(IPV4_RATE, 150));
    aims.add(new AtMost<>(IPV4_MEMORY, 40));
    aims.add(new AtMost<>(IPV4_BUILD, 0.5));
    aims.add(new AtMost<>(IPV6_BUILD, 0.5));
    aims.add(new AtMost<>(START, 5));
    aims.add(new AtMost<>(CHANGE_P99, 1_000));
    aims.add(new AtMost<>(REAL_CHANGE_P99, 1_000));
    aims.add(new AtMost<>(STREAMS_RESIDENT, 1_000));
    return List.copyOf(aims);
  }
}

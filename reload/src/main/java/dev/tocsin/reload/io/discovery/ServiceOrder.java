// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.xbill.DNS.SRVRecord;

/// In which order the servers of one service are tried.
final class ServiceOrder {

  private ServiceOrder() {}

  // RFC 2782: the lowest priority first; among equals chance decides, by weight.
  static List<SRVRecord> of(List<SRVRecord> services, RandomGenerator random) {
    var left = new ArrayList<>(services);
    var order = new ArrayList<SRVRecord>();
    while (!left.isEmpty()) {
      int priority = left.stream().mapToInt(SRVRecord::getPriority).min().orElseThrow();
      var equals =
          left.stream()
              .filter(each -> each.getPriority() == priority)
              // Those without a weight in front, so that they have a small chance.
              .sorted(Comparator.comparingInt(SRVRecord::getWeight))
              .toList();
      var next = one(equals, random);
      order.add(next);
      left.remove(next);
    }
    return order;
  }

  private static SRVRecord one(List<SRVRecord> equals, RandomGenerator random) {
    int sum = equals.stream().mapToInt(SRVRecord::getWeight).sum();
    int drawn = random.nextInt(sum + 1);
    int passed = 0;
    for (var each : equals) {
      passed += each.getWeight();
      if (passed >= drawn) return each;
    }
    throw new IllegalStateException("drew " + drawn + " of " + sum);
  }
}

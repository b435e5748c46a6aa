// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/// Named checks that say whether the process is alive and whether it can do its work. A check gives
/// the problem, or nothing when all is well; it must not block.
public final class Health {

  private final Map<String, Supplier<Optional<String>>> alive = new ConcurrentSkipListMap<>();
  private final Map<String, Supplier<Optional<String>>> ready = new ConcurrentSkipListMap<>();

  /// A problem here can only be cured by starting the process again.
  public Health alive(String name, Supplier<Optional<String>> check) {
    alive.put(name, check);
    return this;
  }

  /// A problem here keeps the process from doing its work for now.
  public Health ready(String name, Supplier<Optional<String>> check) {
    ready.put(name, check);
    return this;
  }

  /// Every check with its problem or `ok`.
  record Report(boolean well, Map<String, String> checks) {}

  Report reportAlive() {
    return report(alive);
  }

  /// What is not alive is not ready either.
  Report reportReady() {
    var all = new TreeMap<>(alive);
    all.putAll(ready);
    return report(all);
  }

  private static Report report(Map<String, Supplier<Optional<String>>> checks) {
    var results = new TreeMap<String, String>();
    boolean well = true;
    for (var check : checks.entrySet()) {
      var problem = problem(check.getValue());
      well &= problem.isEmpty();
      results.put(check.getKey(), problem.orElse("ok"));
    }
    return new Report(well, results);
  }

  private static Optional<String> problem(Supplier<Optional<String>> check) {
    try {
      return check.get();
    } catch (RuntimeException e) {
      return Optional.of("the check failed: " + e);
    }
  }
}

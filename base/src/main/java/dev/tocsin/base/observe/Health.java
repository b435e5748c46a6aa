// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/// Named checks that say whether the process is alive and whether it can do its work. A check gives
/// the problem, or nothing when all is well; it may wait for a second at most.
public final class Health {

  private final Map<String, Supplier<Optional<String>>> alive = new ConcurrentSkipListMap<>();
  private final Map<String, Supplier<Optional<String>>> ready = new ConcurrentSkipListMap<>();
  private final Map<String, Supplier<Optional<String>>> noted = new ConcurrentSkipListMap<>();

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

  /// A problem here is told beside the others, and is no reason to ask somebody else.
  public Health noted(String name, Supplier<Optional<String>> check) {
    noted.put(name, check);
    return this;
  }

  enum Verdict {
    OK,
    /// Something noted is wrong.
    DEGRADED,
    FAILING
  }

  /// Every check with its problem or `ok`.
  record Report(Verdict verdict, Map<String, String> checks) {}

  Report reportAlive() {
    return report(alive, Map.of());
  }

  /// What is not alive is not ready either.
  Report reportReady() {
    var all = new TreeMap<>(alive);
    all.putAll(ready);
    return report(all, noted);
  }

  private static Report report(
      Map<String, Supplier<Optional<String>>> needed,
      Map<String, Supplier<Optional<String>>> noted) {
    var results = new TreeMap<String, String>();
    boolean noticeable = hasProblem(noted, results);
    if (hasProblem(needed, results)) return new Report(Verdict.FAILING, results);
    return new Report(noticeable ? Verdict.DEGRADED : Verdict.OK, results);
  }

  private static boolean hasProblem(
      Map<String, Supplier<Optional<String>>> checks, Map<String, String> results) {
    boolean found = false;
    for (var check : checks.entrySet()) {
      var problem = problem(check.getValue());
      found |= problem.isPresent();
      results.put(check.getKey(), problem.orElse("ok"));
    }
    return found;
  }

  private static Optional<String> problem(Supplier<Optional<String>> check) {
    try {
      return check.get();
    } catch (RuntimeException e) {
      return Optional.of("the check failed: " + e);
    }
  }
}

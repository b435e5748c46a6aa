// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.server;

import dev.tocsin.base.observe.Metrics;
import dev.tocsin.dots.wire.ResponseCode;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// What a server counts on the way of its requests. Callable from any thread.
public final class ServerMeters {

  private final EnumMap<ResponseCode, Counter> answers = new EnumMap<>(ResponseCode.class);
  private final Counter notifications;
  private final Counter unreadable;
  private final Counter overloaded;
  private final Counter commitsFailed;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicReference<List<String>> missing = new AtomicReference<>(List.of());

  public ServerMeters(Metrics metrics) {
    for (var code : ResponseCode.values()) {
      answers.put(
          code, metrics.counter("tocsin.dots.answers", "Answers by code", "code", code.toString()));
    }
    notifications = metrics.counter("tocsin.dots.notifications", "Status notifications sent");
    unreadable =
        metrics.counter("tocsin.dots.requests.unreadable", "Requests refused before the machine");
    overloaded =
        metrics.counter("tocsin.dots.inputs.refused", "Inputs for which the loop had no room");
    commitsFailed =
        metrics.counter("tocsin.dots.commits.failed", "Commits that did not become durable");
    metrics.gauge(
        "tocsin.dots.mitigations.waiting",
        "Mitigations that wait for a person's approval",
        waiting::get);
  }

  public void answered(ResponseCode code) {
    var counter = answers.get(code);
    if (counter != null) counter.increment();
  }

  void notified() {
    notifications.increment();
  }

  void unreadable() {
    unreadable.increment();
  }

  void overloaded() {
    overloaded.increment();
  }

  void waiting(int mitigations) {
    waiting.set(mitigations);
  }

  void missing(List<String> mitigators) {
    missing.set(mitigators);
  }

  /// Mitigators on the hosts of other nodes that are down.
  public List<String> missing() {
    return missing.get();
  }

  /// The same for people.
  public Optional<String> missingNoted() {
    var named = missing.get();
    return named.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(", ", named) + ": down with the servers on their hosts");
  }

  void commitFailed() {
    commitsFailed.increment();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.observe.Metrics;
import dev.tocsin.dots.io.security.HandshakeCounters;
import io.micrometer.core.instrument.Counter;

/// Handshakes as metrics.
final class HandshakeMeters implements HandshakeCounters {

  private final Counter completed;
  private final Counter resumed;
  private final Counter failed;
  private final Counter shed;
  private final Counter limited;

  HandshakeMeters(Metrics metrics) {
    completed = counter(metrics, "full");
    resumed = counter(metrics, "resumed");
    failed = counter(metrics, "failed");
    shed = counter(metrics, "shed");
    limited = counter(metrics, "limited");
  }

  private static Counter counter(Metrics metrics, String result) {
    return metrics.counter("tocsin.dots.handshakes", "Handshakes by their end", "result", result);
  }

  @Override
  public void completed(boolean isResumed) {
    (isResumed ? resumed : completed).increment();
  }

  @Override
  public void failed() {
    failed.increment();
  }

  @Override
  public void shed() {
    shed.increment();
  }

  @Override
  public void limited() {
    limited.increment();
  }
}

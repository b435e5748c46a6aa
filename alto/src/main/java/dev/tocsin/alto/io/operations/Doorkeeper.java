// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.operations;

import dev.tocsin.base.net.SourceNet;
import dev.tocsin.base.time.TokenBucket;
import java.nio.file.Files;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Says who is turned away.
public final class Doorkeeper {

  private static final int CLIENTS_MAX = 65_536;
  // Bursts are what applications do when they start.
  private static final double BURST_SECONDS = 5;
  private static final long LOOK_NANOS = 1_000_000_000L;

  private volatile OperationSettings settings;
  private final LongAdder overloaded = new LongAdder();
  private final LongAdder maintained = new LongAdder();
  private final long start = System.nanoTime();
  private final Map<SourceNet, TokenBucket> clients =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SourceNet, TokenBucket> eldest) {
          return size() > CLIENTS_MAX;
        }
      };
  private volatile boolean isMaintained;
  private volatile long looked;

  public Doorkeeper(OperationSettings settings) {
    this.settings = settings;
    this.isMaintained = look();
    this.looked = System.nanoTime();
  }

  /// From now on other rules hold, and everybody begins anew.
  public synchronized void change(OperationSettings other) {
    settings = other;
    clients.clear();
    isMaintained = look();
  }

  /// @return how the client is turned away; empty if he is not
  public Optional<TurningAway> turnsAway(SourceNet client) {
    if (isMaintained()) {
      maintained.increment();
      return Optional.of(settings.maintenance().answer());
    }
    if (settings.overload().perSecond() == 0 || takes(client)) return Optional.empty();
    overloaded.increment();
    return Optional.of(settings.overload().answer());
  }

  /// Whether nobody gets anything at the moment.
  public boolean isMaintained() {
    long now = System.nanoTime();
    if (now - looked >= LOOK_NANOS) {
      looked = now;
      isMaintained = look();
    }
    return isMaintained;
  }

  /// That everybody is turned away; empty if not.
  public Optional<String> notice() {
    return isMaintained() ? Optional.of("maintenance: everybody is turned away") : Optional.empty();
  }

  private boolean look() {
    var maintenance = settings.maintenance();
    return maintenance.isOn() || maintenance.sign().filter(Files::exists).isPresent();
  }

  private synchronized boolean takes(SourceNet client) {
    double rate = settings.overload().perSecond();
    var now = Instant.EPOCH.plusNanos(System.nanoTime() - start);
    return clients
        .computeIfAbsent(client, _ -> new TokenBucket(rate, Math.max(1, rate * BURST_SECONDS)))
        .take(now);
  }

  /// Requests turned away because a client asked too much.
  public double overloaded() {
    return overloaded.sum();
  }

  /// Requests turned away by maintenance.
  public double maintained() {
    return maintained.sum();
  }
}

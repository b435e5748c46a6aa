// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.triggers.thresholds;

import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.triggers.thresholds.ThresholdDetector.Decision;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Samples the kernel's counters and tells the agent when an attack begins and ends. The detector
/// is touched by this trigger's own thread alone.
public final class ThresholdTrigger implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ThresholdTrigger.class);

  private final ThresholdSettings settings;
  private final ThresholdDetector detector;
  private final KernelCounters counters;
  private final InstantSource clock;
  private final Consumer<ClientInput> agent;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("threshold-trigger").factory());

  private ThresholdTrigger(
      ThresholdSettings settings,
      KernelCounters counters,
      InstantSource clock,
      Consumer<ClientInput> agent) {
    this.settings = settings;
    this.detector = new ThresholdDetector(settings);
    this.counters = counters;
    this.clock = clock;
    this.agent = agent;
  }

  /// @param agent takes {@link ClientInput.AttackDetected} and {@link ClientInput.AttackCeased};
  ///   must not block
  public static ThresholdTrigger start(
      ThresholdSettings settings,
      KernelCounters counters,
      InstantSource clock,
      Consumer<ClientInput> agent) {
    var trigger = new ThresholdTrigger(settings, counters, clock, agent);
    var interval = settings.sampling().interval().toMillis();
    trigger.thread.scheduleWithFixedDelay(trigger::sample, 0, interval, TimeUnit.MILLISECONDS);
    return trigger;
  }

  private void sample() {
    try {
      var sample = counters.read(settings.networkInterface(), settings.measures());
      for (var decision : detector.handle(sample, clock.instant())) {
        agent.accept(input(decision));
      }
    } catch (RuntimeException bug) {
      // The next sample must still be taken: an executor would silently stop.
      log.error("a sample for {} failed", settings.request(), bug);
    }
  }

  private static ClientInput input(Decision decision) {
    return switch (decision) {
      case Decision.Raise(var request, var detail) ->
          new ClientInput.AttackDetected(request, detail);
      case Decision.Clear(var request, var detail) -> new ClientInput.AttackCeased(request, detail);
    };
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

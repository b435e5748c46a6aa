// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// The process's figures in Prometheus's format. Names are `tocsin.part.what`, which Prometheus
/// sees as `tocsin_part_what`. Tags come in pairs and never from a peer: their values are few.
public final class Metrics implements AutoCloseable {

  // A label that grows with what peers send would fill the memory.
  private static final int METERS_MAX = 10_000;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  public Metrics() {
    registry.config().meterFilter(MeterFilter.maximumAllowableMetrics(METERS_MAX));
  }

  /// Adds the figures of the Java machine and the process.
  public Metrics withProcess() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    return this;
  }

  public Counter counter(String name, String help, String... tags) {
    return Counter.builder(name).description(help).tags(tags).register(registry);
  }

  /// A count that somebody else keeps and that only grows.
  public <T> void counted(
      String name, String help, T source, ToDoubleFunction<T> count, String... tags) {
    FunctionCounter.builder(name, source, count).description(help).tags(tags).register(registry);
  }

  public void gauge(String name, String help, Supplier<Number> value, String... tags) {
    // Without the strong reference the gauge would read NaN after the next collection.
    Gauge.builder(name, value)
        .strongReference(true)
        .description(help)
        .tags(tags)
        .register(registry);
  }

  /// Counts, sums and a histogram from 100 µs to 10 s.
  public Timer timer(String name, String help, String... tags) {
    return Timer.builder(name)
        .description(help)
        .tags(tags)
        .serviceLevelObjectives(
            java.util.stream.DoubleStream.of(1e-4, 1e-3, 1e-2, 0.1, 1, 10)
                .mapToObj(s -> java.time.Duration.ofNanos((long) (s * 1e9)))
                .toArray(java.time.Duration[]::new))
        .register(registry);
  }

  /// For libraries that bring their own meters.
  public MeterRegistry registry() {
    return registry;
  }

  /// All figures as text.
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.operations;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.observe.AuditEvent;
import dev.tocsin.base.observe.AuditLog;
import dev.tocsin.base.observe.Metrics;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// What operators see of requests (RFC 7285 §16.2.5, RFC 5706 §3.4), and their switches.
public final class Operations implements AutoCloseable {

  private static final int PATH_CHARS_MAX = 200;
  private static final int IPV4_BITS = 24;
  private static final int IPV6_BITS = 48;

  private final Metrics metrics;
  private final Doorkeeper doorkeeper;
  private volatile OperationSettings.Addresses addresses;
  private final Optional<AuditLog> log;
  // Metrics are made once for each of few names: what clients make up is no name.
  private final ConcurrentHashMap<String, io.micrometer.core.instrument.Timer> timers =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, io.micrometer.core.instrument.Counter> counters =
      new ConcurrentHashMap<>();

  /// @throws dev.tocsin.base.config.ConfigException if the log cannot be written
  public Operations(OperationSettings settings, AuditLog.Options options, Metrics metrics) {
    this.metrics = metrics;
    this.doorkeeper = new Doorkeeper(settings);
    this.addresses = settings.requests().addresses();
    this.log = settings.requests().file().map(file -> AuditLog.open(file, options));
    metrics.counted(
        "tocsin.alto.turned.away",
        "Requests turned away",
        doorkeeper,
        Doorkeeper::overloaded,
        "reason",
        "overload");
    metrics.counted(
        "tocsin.alto.turned.away",
        "Requests turned away",
        doorkeeper,
        Doorkeeper::maintained,
        "reason",
        "maintenance");
    log.ifPresent(
        each ->
            metrics.counted(
                "tocsin.alto.request.log.dropped",
                "Requests that are not in the log",
                each,
                AuditLog::dropped));
  }

  /// From now on other rules hold; the log stays the file that it is.
  public void change(OperationSettings settings) {
    doorkeeper.change(settings);
    addresses = settings.requests().addresses();
  }

  public Doorkeeper doorkeeper() {
    return doorkeeper;
  }

  /// Counts it, and writes it down.
  public void done(Served served) {
    var status = Integer.toString(served.status());
    timer(served.service()).record(served.nanos(), TimeUnit.NANOSECONDS);
    counter("tocsin.alto.answers", "Answers", "service", served.service(), "status", status)
        .increment();
    counter("tocsin.alto.answer.bytes", "Bytes of answers", "service", served.service())
        .increment(served.bytes());
    served
        .error()
        .ifPresent(
            code -> counter("tocsin.alto.errors", "Errors of RFC 7285", "code", code).increment());
    log.ifPresent(file -> file.record(line(served)));
  }

  private io.micrometer.core.instrument.Timer timer(String service) {
    return timers.computeIfAbsent(
        service,
        name ->
            metrics.timer("tocsin.alto.requests", "Requests, by what was asked", "service", name));
  }

  private io.micrometer.core.instrument.Counter counter(String name, String help, String... tags) {
    return counters.computeIfAbsent(
        name + String.join(" ", tags), _ -> metrics.counter(name, help, tags));
  }

  private AuditEvent line(Served served) {
    var asked = served.asked();
    var path = asked.path();
    var detail =
        "%s %d%s %d bytes %d us"
            .formatted(
                path.length() > PATH_CHARS_MAX ? path.substring(0, PATH_CHARS_MAX) + "…" : path,
                served.status(),
                served.error().map(code -> " " + code).orElse(""),
                served.bytes(),
                TimeUnit.NANOSECONDS.toMicros(served.nanos()));
    return new AuditEvent(
        Instant.now(),
        asked.method(),
        served.view().orElse(""),
        asked.user().orElse(""),
        address(asked.source()),
        detail);
  }

  private String address(Prefix source) {
    return switch (addresses) {
      case FULL -> source.toString();
      case NETWORK -> source.truncated(source.isIpv4() ? IPV4_BITS : IPV6_BITS).toString();
      case NONE -> "";
    };
  }

  @Override
  public void close() {
    log.ifPresent(AuditLog::close);
  }
}

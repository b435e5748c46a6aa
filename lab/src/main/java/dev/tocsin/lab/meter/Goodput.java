// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.meter;

import dev.tocsin.lab.Host;
import dev.tocsin.lab.LabException;
import dev.tocsin.lab.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Measures at the receiver how much of a steady legitimate stream arrives. Knows nothing of
/// filters or their counters.
public final class Goodput implements AutoCloseable {

  private static final int SAMPLES_MAX = 100_000;
  private static final Pattern SAMPLE =
      Pattern.compile(
          "\\{\"at_ms\":(\\d+),\"interval_ms\":(\\d+),\"bytes\":(\\d+),\"packets\":(\\d+),"
              + "\"others\":(\\d+)}");

  /// A service that receives, on a host of the lab.
  ///
  /// @param protocol `udp` or `tcp`
  /// @param address where it listens, for example `192.0.2.1:443` or `[2001:db8::1]:443`
  /// @param answers how often it sends every datagram back, as a service that answers; UDP only
  public record Service(Host host, String protocol, String address, int answers) {}

  /// Users that send, on a host of the lab.
  ///
  /// @param sources prefix whose addresses the host owns; UDP only
  /// @param sourceCount how many of them send in turn
  public record Users(Host host, String sources, int sourceCount) {}

  /// What arrived in one interval.
  ///
  /// @param end of the interval
  /// @param others packets on the same port that are not of the stream
  public record Sample(Instant end, Duration interval, long bytes, long packets, long others) {

    /// Megabits of payload per second.
    public double mbps() {
      return bytes * 8e-6 / (interval.toMillis() / 1e3);
    }
  }

  private final String stream = UUID.randomUUID().toString();
  private final Service service;
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private final List<String> said = new ArrayList<>();
  private final List<Running> programs = new ArrayList<>();
  private final CountDownLatch listening = new CountDownLatch(1);

  private Goodput(Service service) {
    this.service = service;
  }

  /// Starts the receiver and waits until it listens.
  public static Goodput listen(Service service, Duration interval) {
    var meter = new Goodput(service);
    meter.programs.add(
        service
            .host()
            .java(
                meter::accept,
                StreamReceiver.class,
                "protocol=" + service.protocol(),
                "listen=" + service.address(),
                "stream=" + meter.stream,
                "answers=" + service.answers(),
                "interval_ms=" + interval.toMillis()));
    meter.awaitListening();
    return meter;
  }

  private void awaitListening() {
    try {
      if (listening.await(20, TimeUnit.SECONDS)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
    throw new LabException("the receiver does not listen: " + complaints());
  }

  /// Starts a sender.
  public Goodput send(Users users, long packetsPerSecond, int payloadBytes, long seconds) {
    programs.add(
        users
            .host()
            .java(
                this::accept,
                StreamSender.class,
                "protocol=" + service.protocol(),
                "to=" + service.address(),
                "stream=" + stream,
                "sources=" + users.sources(),
                "count=" + users.sourceCount(),
                "bytes=" + payloadBytes,
                "pps=" + packetsPerSecond,
                "seconds=" + seconds));
    return this;
  }

  private synchronized void accept(String line) {
    var sample = SAMPLE.matcher(line);
    if (sample.matches()) {
      if (samples.size() == SAMPLES_MAX) samples.removeFirst();
      samples.addLast(
          new Sample(
              Instant.ofEpochMilli(Long.parseLong(sample.group(1))),
              Duration.ofMillis(Long.parseLong(sample.group(2))),
              Long.parseLong(sample.group(3)),
              Long.parseLong(sample.group(4)),
              Long.parseLong(sample.group(5))));
      notifyAll();
    } else if (line.contains("\"listening\":true")) {
      listening.countDown();
    } else if (said.size() < 100) {
      said.add(line);
    }
  }

  /// What the programs said besides their figures: complaints, if any.
  public synchronized List<String> complaints() {
    return List.copyOf(said);
  }

  public synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  /// Waits for the first interval, already measured or to come, of which the condition is true.
  public synchronized Optional<Sample> await(Predicate<Sample> condition, Duration longest) {
    var deadline = System.nanoTime() + longest.toNanos();
    while (true) {
      var found = samples.stream().filter(condition).findFirst();
      var left = (deadline - System.nanoTime()) / 1_000_000;
      if (found.isPresent() || left <= 0) return found;
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
  }

  /// Mean over the intervals that lie wholly within the time given, in megabits per second.
  ///
  /// @throws LabException if there is none
  public double mbps(Instant from, Instant to) {
    long bytes = 0;
    long millis = 0;
    for (var sample : samples()) {
      if (sample.end().minus(sample.interval()).isBefore(from) || sample.end().isAfter(to))
        continue;
      bytes += sample.bytes();
      millis += sample.interval().toMillis();
    }
    if (millis == 0) throw new LabException("nothing measured from " + from + " to " + to);
    return bytes * 8e-6 / (millis / 1e3);
  }

  /// Stops sender and receiver.
  @Override
  public void close() {
    programs.forEach(Running::close);
  }
}

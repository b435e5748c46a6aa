// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.lab.LabException;
import dev.tocsin.lab.meter.Goodput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// A flood, a call for help through the saturated link, filters, and the traffic that comes back:
/// real packets, real processes, measured where they arrive.
final class Demo {

  private static final Duration SAMPLE = Duration.ofMillis(200);
  private static final Duration CALM = Duration.ofSeconds(4);
  private static final Duration RECOVERY_MAX = Duration.ofSeconds(30);
  private static final Duration SETTLE = Duration.ofSeconds(1);
  // The detector: so many packets a second, seen in so many samples in a row.
  private static final long ALARM_PPS = 900;
  private static final int ALARM_SAMPLES = 15;

  private final Arena arena;
  private final Goodput meter;
  private final Signal signal;
  private final long floodSeconds;
  private final Timeline timeline;
  private final Report report = new Report();
  private double before;

  private Demo(Arena arena, Goodput meter, Signal signal, long floodSeconds, Timeline timeline) {
    this.arena = arena;
    this.meter = meter;
    this.signal = signal;
    this.floodSeconds = floodSeconds;
    this.timeline = timeline;
  }

  /// @param main of the command line, for the processes
  /// @param whileStanding called at the end, before everything is removed
  static Report run(
      long floodSeconds,
      Path folder,
      Class<?> main,
      Consumer<String> print,
      Consumer<Arena> whileStanding)
      throws IOException {
    try (var arena = Arena.build()) {
      print.accept("network: users, attackers - provider - " + Arena.LINK_RATE + " - enterprise");
      print.accept("starting the DOTS server at the provider, the client in the enterprise ...");
      try (var signal = Signal.start(arena, folder, main);
          var meter = arena.startUsers(SAMPLE)) {
        var timeline = new Timeline(print, Instant.now());
        var demo = new Demo(arena, meter, signal, floodSeconds, timeline);
        demo.play();
        print.accept("");
        print.accept("timeline");
        timeline.lines().forEach(print);
        whileStanding.accept(arena);
        return demo.report;
      }
    }
  }

  private void play() throws IOException {
    calm();
    var signalBefore = arena.signalCount();
    var attackBefore = arena.attackCounters();
    arena.startFlood(floodSeconds);
    while (arena.attackCounters().sentPackets() < attackBefore.sentPackets() + 1_000) {
      Signal.pause(Duration.ofMillis(20));
    }
    var attack = Instant.now();
    timeline.happened(attack, "attack: %d sources, and forged ones", Arena.attackSources());
    var detected = detect();
    underAttack(attack, detected);
    var recovered = callForHelp(detected);
    // What is on its way would count as lost.
    Signal.pause(SETTLE);
    report.put("signal_loss_percent", arena.signalCount().since(signalBefore).lossPercent());
    mitigated(recovered, attack);
    var seconds = Duration.between(attack, Instant.now()).toMillis() / 1e3;
    var sent = arena.attackCounters().sentPackets() - attackBefore.sentPackets();
    report.put("attack_pps", Math.round(sent / Math.min(seconds, floodSeconds)));
    afterwards();
  }

  private void calm() {
    var first = meter.await(sample -> sample.packets() > 0, Duration.ofSeconds(20));
    if (first.isEmpty()) throw new LabException("no traffic: " + meter.complaints());
    var start = Instant.now().plus(SETTLE);
    waitUntil(start.plus(CALM));
    before = meter.mbps(start, start.plus(CALM));
    report.put("goodput_before_mbps", before);
    timeline.happened(Instant.now(), "users get %.2f Mbit/s through", before);
  }

  private void waitUntil(Instant end) {
    meter.await(
        sample -> !sample.end().isBefore(end),
        Duration.between(Instant.now(), end).plusSeconds(10));
  }

  /// The enterprise's own view: packets that arrive at its interface.
  private Instant detect() {
    var until = Instant.now().plusSeconds(20);
    var last = arena.enterpriseCounters().receivedPackets();
    var lastAt = System.nanoTime();
    int inARow = 0;
    while (Instant.now().isBefore(until)) {
      Signal.pause(SAMPLE);
      var now = arena.enterpriseCounters().receivedPackets();
      var nowAt = System.nanoTime();
      inARow = (now - last) * 1e9 / (nowAt - lastAt) > ALARM_PPS ? inARow + 1 : 0;
      last = now;
      lastAt = nowAt;
      if (inARow == ALARM_SAMPLES) {
        var detected = Instant.now();
        timeline.happened(detected, "detected: more than %d packets/s", ALARM_PPS);
        return detected;
      }
    }
    throw new LabException("the attack was not detected");
  }

  private void underAttack(Instant attack, Instant detected) {
    var under = meter.mbps(attack.plus(SETTLE), detected);
    report.put("goodput_under_attack_mbps", under);
    timeline.happened(detected, "users get %.2f Mbit/s through", under);
  }

  private Instant callForHelp(Instant detected) throws IOException {
    var requested = Instant.now();
    report.put("detect_to_request_ms", Duration.between(detected, requested).toMillis());
    timeline.happened(requested, "call for help over the saturated link");
    var filter = Thread.ofVirtual().unstarted(() -> watchFilter(requested));
    filter.start();
    signal.request();
    timeline.happened(Instant.now(), "the client has the server's answer");
    var recovered =
        meter
            .await(
                sample -> sample.end().isAfter(requested) && sample.mbps() >= 0.9 * before,
                RECOVERY_MAX)
            .orElseThrow(() -> new LabException("the traffic did not come back"))
            .end();
    join(filter);
    report.put("request_to_recovery_ms", Duration.between(requested, recovered).toMillis());
    timeline.happened(recovered, "users have 90 %% of their traffic back");
    return recovered;
  }

  private void watchFilter(Instant requested) {
    var until = requested.plus(RECOVERY_MAX);
    while (Instant.now().isBefore(until)) {
      if (arena.isFiltered()) {
        var stands = Instant.now();
        report.put("request_to_filter_ms", Duration.between(requested, stands).toMillis());
        timeline.happened(stands, "filters stand in the provider's kernel");
        return;
      }
      Signal.pause(Duration.ofMillis(20));
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  private void mitigated(Instant recovered, Instant attack) {
    var from = recovered.plus(SETTLE);
    var end = attack.plusSeconds(floodSeconds);
    var atLeast = from.plus(CALM);
    var to = end.isAfter(atLeast) ? end : atLeast;
    waitUntil(to);
    var mbps = meter.mbps(from, to);
    report.put("goodput_mitigated_mbps", mbps);
    timeline.happened(Instant.now(), "users get %.2f Mbit/s through, under attack still", mbps);
  }

  private void afterwards() throws IOException {
    arena.stopFlood();
    timeline.happened(Instant.now(), "the attack ends");
    // The next but one reading of the counters is sure to have seen the last packet.
    Signal.pause(Duration.ofSeconds(5));
    var quiet = Instant.now();
    var kernel = arena.droppedByKernel();
    var status = signal.awaitStatusAfter(quiet, Duration.ofSeconds(30));
    report.put("packets_dropped_kernel", kernel);
    if (status == null) throw new LabException("the client hears nothing of its mitigation");
    report.put("packets_dropped_reported", status.packets());
    timeline.happened(
        status.at(),
        "the client's last status: %s, %d packets dropped (kernel: %d)",
        status.state(),
        status.packets(),
        kernel);
    signal.withdraw();
    timeline.happened(
        Instant.now(), "withdrawn (terminating period: %d s)", Signal.TERMINATING.toSeconds());
    var clean = awaitClean();
    report.put("withdrawn_and_clean", clean);
    timeline.happened(Instant.now(), clean ? "no filter is left" : "filters are left");
  }

  private boolean awaitClean() {
    var until = Instant.now().plus(Signal.TERMINATING).plusSeconds(10);
    while (Instant.now().isBefore(until)) {
      if (!arena.isAnyFiltered()) return true;
      Signal.pause(Duration.ofMillis(100));
    }
    return false;
  }
}

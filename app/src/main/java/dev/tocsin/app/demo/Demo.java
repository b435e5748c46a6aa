// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import dev.tocsin.app.demo.Timeline.Mark;
import dev.tocsin.lab.InterfaceCounters;
import dev.tocsin.lab.LabException;
import dev.tocsin.lab.meter.Goodput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A flood, a call for help through the saturated link, filters, and the traffic that comes back:
/// real packets, real processes, measured where they arrive.
final class Demo {

  private static final Duration SAMPLE = Duration.ofMillis(200);
  private static final Duration CALM = Duration.ofSeconds(4);
  private static final Duration RECOVERY_MAX = Duration.ofSeconds(40);
  private static final Duration SETTLE = Duration.ofSeconds(1);

  private final Setting setting;
  private final Arena arena;
  private final Goodput meter;
  private final Signal signal;
  private final long floodSeconds;
  private final Timeline timeline;
  private final Report report = new Report();
  private double before;

  /// What a run needs, from beginning to end.
  private record Setting(
      Arena arena,
      Scenario scenario,
      Filters filters,
      Signal signal,
      Goodput meter,
      Departures departures) {}

  /// What a run leaves.
  record Outcome(Report report, Course course) {}

  /// What is done with a run before its processes end.
  interface WhileStanding {
    void see(Filters filters, Outcome outcome) throws IOException;
  }

  private Demo(Setting setting, long floodSeconds, Timeline timeline) {
    this.setting = setting;
    this.arena = setting.arena();
    this.meter = setting.meter();
    this.signal = setting.signal();
    this.floodSeconds = floodSeconds;
    this.timeline = timeline;
  }

  /// What a run is given.
  ///
  /// @param folder for configurations, state and logs
  /// @param main of the command line, for the processes
  record Given(
      long floodSeconds,
      Arena arena,
      Scenario scenario,
      Path folder,
      Class<?> main,
      Consumer<String> print) {}

  /// @param whileStanding called at the end, before everything is removed
  static Outcome run(Given given, WhileStanding whileStanding) throws IOException {
    var print = given.print();
    var arena = given.arena();
    var scenario = given.scenario();
    print.accept("network: " + arena.picture());
    print.accept("starting the DOTS server at the provider, the client in the enterprise ...");
    var departures = new Departures();
    var inflow = new Inflow();
    try (var filters = scenario.start(arena, given.folder());
        var signal = Signal.start(arena, scenario, given.folder(), given.main());
        var _ = arena.watch(departures);
        var _ = arena.watch(inflow);
        var meter = arena.startUsers(SAMPLE)) {
      filters.awaitReady();
      signal.protectOthers();
      print.accept("the session is open; help for " + signal.others() + " stands already");
      var timeline = new Timeline(print, Instant.now());
      var setting = new Setting(arena, scenario, filters, signal, meter, departures);
      var demo = new Demo(setting, given.floodSeconds(), timeline);
      demo.play();
      var outcome = new Outcome(demo.report, Course.of(timeline, meter, inflow));
      print.accept("");
      print.accept("timeline");
      timeline.lines().forEach(print);
      whileStanding.see(filters, outcome);
      return outcome;
    }
  }

  private void play() throws IOException {
    calm();
    var signalBefore = arena.signalCount();
    var attack = attack();
    var detected = detected(attack.at());
    var requested = callForHelp(detected);
    var recovered = recovered(requested);
    // What is on its way would count as lost.
    Signal.pause(SETTLE);
    lost(arena.signalCount().since(signalBefore));
    mitigated(recovered, attack.at());
    ended(attack);
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

  /// @param at when its first packets arrived
  /// @param under when it was well under way, and what had arrived of it by then
  private record Attack(Instant at, Instant under, InterfaceCounters counters) {}

  private Attack attack() {
    var quiet = arena.attackCounters().receivedPackets();
    // It must outlast the slowest recovery: what is shown is traffic that comes back under attack.
    arena.startFlood(
        setting.scenario().attack(), Math.min(3600, floodSeconds + 2 * RECOVERY_MAX.toSeconds()));
    var at = awaitAttack(quiet + 20).at();
    timeline.happened(
        Mark.ATTACK, at, "attack: %d sources, and forged ones", Arena.attackSources());
    var under = awaitAttack(quiet + 1_000);
    return new Attack(at, under.at(), under.counters());
  }

  private record Reading(Instant at, InterfaceCounters counters) {}

  private Reading awaitAttack(long packets) {
    var until = Instant.now().plus(RECOVERY_MAX);
    while (Instant.now().isBefore(until)) {
      var reading = new Reading(Instant.now(), arena.attackCounters());
      if (reading.counters().receivedPackets() > packets) return reading;
      Signal.pause(Duration.ofMillis(20));
    }
    throw new LabException("no attack arrives at the provider");
  }

  private Instant detected(Instant attack) throws IOException {
    var detection = signal.awaitDetection(RECOVERY_MAX);
    timeline.happened(
        detection.at(),
        "the client's trigger: over %d packets/s for %d s (%s)",
        Signal.ALARM_PPS,
        Signal.ALARM_AFTER.toSeconds(),
        detection.detail());
    report.put("attack_to_detect_ms", Duration.between(attack, detection.at()).toMillis());
    waitUntil(detection.at());
    var under = meter.mbps(attack.plus(SETTLE), detection.at());
    report.put("goodput_under_attack_mbps", under);
    timeline.happened(detection.at(), "users get %.2f Mbit/s through", under);
    return detection.at();
  }

  private Instant callForHelp(Instant detected) {
    var requested = setting.departures().awaitSince(detected, RECOVERY_MAX);
    report.put("detect_to_request_ms", Duration.between(detected, requested).toMillis());
    timeline.happened(Mark.CALL, requested, "the call for help enters the saturated link");
    return requested;
  }

  private Instant recovered(Instant requested) throws IOException {
    var watching = Thread.ofVirtual().start(() -> watch(setting.filters().stages(), requested));
    var answer = signal.awaitAnswer(RECOVERY_MAX);
    timeline.happened(answer.at(), "the client has the server's answer");
    var recovered =
        meter
            .await(
                sample -> sample.end().isAfter(requested) && sample.mbps() >= 0.9 * before,
                RECOVERY_MAX)
            .orElseThrow(() -> new LabException("the traffic did not come back"))
            .end();
    join(watching);
    report.put("request_to_recovery_ms", Duration.between(requested, recovered).toMillis());
    timeline.happened(recovered, "users have 90 %% of their traffic back");
    return recovered;
  }

  /// One after the other, as a request takes them: a later one is seen a moment late at most.
  private void watch(List<Filters.Stage> stages, Instant requested) {
    var until = requested.plus(RECOVERY_MAX);
    for (var stage : stages) {
      while (!stage.reached().getAsBoolean()) {
        if (Instant.now().isAfter(until)) return;
        Signal.pause(Duration.ofMillis(20));
      }
      var reached = Instant.now();
      report.put(stage.key(), Duration.between(requested, reached).toMillis());
      timeline.happened(stage.mark(), reached, stage.words());
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

  private void lost(Arena.SignalCount count) {
    report.put("signal_loss_percent", count.lossPercent());
    report.put("signal_datagrams_sent", count.sent());
    report.put("signal_datagrams_lost", count.sent() - count.received());
    timeline.happened(
        Instant.now(),
        "of %d datagrams of the signal session, the link lost %d",
        count.sent(),
        count.sent() - count.received());
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

  private void ended(Attack attack) {
    var last = arena.attackCounters();
    var end = Instant.now();
    arena.stopFlood();
    var seconds = Duration.between(attack.under(), end).toMillis() / 1e3;
    var packets = last.receivedPackets() - attack.counters().receivedPackets();
    var bytes = last.receivedBytes() - attack.counters().receivedBytes();
    report.put("attack_pps", Math.round(packets / seconds));
    report.put("attack_mbps", bytes * 8e-6 / seconds);
    timeline.happened(
        Mark.ATTACK_END, end, "the attack ends; it was %.0f Mbit/s", bytes * 8e-6 / seconds);
  }

  private void afterwards() throws IOException {
    // The next but one reading of the counters is sure to have seen the last packet.
    Signal.pause(Duration.ofSeconds(5));
    var quiet = Instant.now();
    var kernel = setting.filters().dropped();
    var status = signal.awaitStatusAfter(quiet, Duration.ofSeconds(30));
    report.put("packets_dropped_kernel", kernel);
    if (status == null) throw new LabException("the client hears nothing of its mitigation");
    var counted = status.packets();
    if (counted.isPresent()) report.put("packets_dropped_reported", counted.getAsLong());
    else report.putUnknown("packets_dropped_reported", "the mitigator counts nothing");
    setting.filters().describe(report);
    timeline.happened(
        status.at(),
        "the client's last status: %s, %s packets dropped (kernel: %d)",
        status.state(),
        counted.isPresent() ? counted.getAsLong() : "an unknown number of",
        kernel);
    signal.withdraw();
    timeline.happened(
        Mark.WITHDRAWN,
        Instant.now(),
        "withdrawn (terminating period: %d s)",
        Signal.TERMINATING.toSeconds());
    var remains = awaitNothing();
    report.put("withdrawn_and_clean", remains.isEmpty());
    timeline.happened(
        Instant.now(), "%s", remains.map("filters are left "::concat).orElse("no filter is left"));
  }

  private Optional<String> awaitNothing() {
    var until = Instant.now().plus(Signal.TERMINATING).plusSeconds(10);
    while (true) {
      var remains = setting.filters().remains();
      if (remains.isEmpty() || Instant.now().isAfter(until)) return remains;
      Signal.pause(Duration.ofMillis(100));
    }
  }
}

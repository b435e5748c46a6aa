// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim.migration;

import dev.tocsin.reload.core.migration.Side;
import dev.tocsin.reload.core.migration.Stage;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.ringsim.RingRun.Progress;
import dev.tocsin.sim.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Peers of one ring that move to another one, stage by stage, in virtual time, while applications
/// store, remove, fetch and send. The same settings and the same seed give the same run.
public final class MigrationRun {

  private static final long EVENTS_MAX = 2_000_000_000L;
  private static final Duration BETWEEN_WRITES = Duration.ofMillis(200);
  private static final Duration BETWEEN_DEATHS = Duration.ofSeconds(20);
  // Longer than both overlays may take one after the other.
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(110);

  private final MigrationSettings settings;
  private final Progress progress;
  private final SplittableRandom random;
  private final VirtualTime time = new VirtualTime(EVENTS_MAX);
  private final Applications applications;
  private final TwoRings rings;
  private final List<MigrationResult.Part> parts = new ArrayList<>();
  private final List<Applications.Tally> tallies = new ArrayList<>();
  private Stage latest = Stage.ONLY_A;
  private boolean isChurning;

  public MigrationRun(MigrationSettings settings, long seed, Progress progress) {
    this.settings = settings;
    this.progress = progress;
    this.random = new SplittableRandom(seed);
    this.applications = new Applications(settings, time, random.split());
    this.rings = applications.rings();
  }

  public MigrationResult run() {
    rings.settle(settings.peers());
    store();
    isChurning = !settings.faults().session().isZero();
    if (isChurning) rings.alive().forEach(this::planDeath);
    var marks = new ArrayList<long[]>();
    for (var stage : Stage.values()) {
      publish(stage);
      var tally = new Applications.Tally();
      tallies.add(tally);
      applications.count(tally);
      marks.add(traffic());
      ask(stage == Stage.ONLY_A ? settings.schedule().spread() : settings.schedule().stageEvery());
    }
    isChurning = false;
    marks.add(traffic());
    time.runFor(LAST_ANSWERS);
    applications.close();
    summarize(marks);
    applications.count(new Applications.Tally());
    var sure = applications.sure();
    return new MigrationResult(
        parts, sure.size(), applications.lost(sure).size(), rings.members(Side.A));
  }

  private void store() {
    var owners = rings.alive();
    for (int i = 0; i < settings.values(); i++) {
      applications.write(owners.get(i % owners.size()));
      time.runFor(BETWEEN_WRITES);
    }
    time.runFor(BETWEEN_DEATHS);
    int gone = (int) Math.round(settings.faults().gone() * owners.size());
    for (int i = 0; i < gone; i++) {
      rings.kill(any());
      time.runFor(BETWEEN_DEATHS);
    }
  }

  private Id any() {
    var all = rings.alive();
    return all.get(random.nextInt(all.size()));
  }

  // Each peer learns of it at its own moment.
  private void publish(Stage stage) {
    latest = stage;
    if (stage == Stage.ONLY_A) return;
    long nanos = settings.schedule().spread().toNanos();
    for (var id : rings.alive()) {
      time.after(Duration.ofNanos(random.nextLong(nanos)), () -> rings.advance(id, stage));
    }
    if (settings.faults().crash() > 0) {
      time.after(Duration.ofNanos(nanos / 2), this::crash);
    }
  }

  private void crash() {
    int count = (int) Math.round(settings.faults().crash() * rings.alive().size());
    for (int i = 0; i < count; i++) rings.kill(any());
  }

  private void planDeath(Id id) {
    double mean = settings.faults().session().toNanos();
    long stay = (long) (-mean * Math.log(1 - random.nextDouble()));
    time.after(Duration.ofNanos(stay), () -> die(id));
  }

  // For each that goes another one comes, with the latest document.
  private void die(Id id) {
    if (!isChurning || !rings.isAlive(id)) return;
    rings.kill(id);
    planDeath(rings.come(latest));
  }

  private void ask(Duration span) {
    Instant end = time.instant().plus(span);
    long all = span.dividedBy(settings.schedule().pause());
    for (long i = 0; time.instant().isBefore(end); i++) {
      applications.ask();
      time.runFor(settings.schedule().pause());
      if (i % 100 == 0) progress.at("stage " + latest.ordinal(), i, all);
    }
  }

  private long[] traffic() {
    return new long[] {rings.traffic(Side.A).messages(), rings.traffic(Side.B).messages()};
  }

  private void summarize(List<long[]> marks) {
    for (var stage : Stage.values()) {
      int i = stage.ordinal();
      var tally = tallies.get(i);
      parts.add(
          new MigrationResult.Part(
              stage,
              tally.fetches,
              tally.wrong,
              tally.writes,
              tally.sends,
              marks.get(i + 1)[0] - marks.get(i)[0],
              marks.get(i + 1)[1] - marks.get(i)[1]));
    }
  }
}

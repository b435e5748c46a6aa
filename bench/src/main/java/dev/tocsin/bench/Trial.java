// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.DotsBench.Part;
import dev.tocsin.bench.DotsFigures.Handshake;
import dev.tocsin.bench.load.HandshakeRun;
import dev.tocsin.bench.load.LoadGenerator;
import dev.tocsin.bench.load.PutPlan;
import dev.tocsin.bench.load.PutRun;
import dev.tocsin.bench.load.dtls.Credential;
import dev.tocsin.bench.measure.BenchException;
import dev.tocsin.bench.measure.LoadClock;
import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.measure.Steadiness;
import dev.tocsin.bench.peer.Contender;
import dev.tocsin.bench.peer.Keys;
import dev.tocsin.bench.peer.RunningServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/// One start of one server, measured from end to end.
final class Trial {

  private static final int OUTSTANDING = 16;
  private static final int HANDSHAKE_SOCKETS = 16;
  private static final int STEADY_SESSIONS = 16;
  private static final int STEADY_MIDS = 100;
  private static final long STEADY_REQUESTS = 1_000_000;
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final Set<Handshake> FULL =
      EnumSet.of(Handshake.CERTIFICATE, Handshake.SHARED_KEY);
  private static final Duration REST = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofMillis(100);

  private final DotsBench.Settings settings;
  private final Contender contender;
  private final Samples<Contender> samples;
  private final Consumer<String> progress;
  private final RunningServer server;
  private final LoadGenerator withCertificates;
  private final LoadGenerator withSharedKey;
  private long nextMid;

  Trial(
      DotsBench.Settings settings,
      Contender contender,
      Samples<Contender> samples,
      Consumer<String> progress,
      Started started) {
    this.settings = settings;
    this.contender = contender;
    this.samples = samples;
    this.progress = progress;
    server = started.server();
    var keys = started.keys();
    withCertificates =
        new LoadGenerator(started.address(), new Credential.Certificate(keys.client()));
    withSharedKey = new LoadGenerator(started.address(), new Credential.SharedKey(keys.secret()));
  }

  /// The server of a trial and what it takes to talk to it.
  record Started(RunningServer server, Keys keys, InetSocketAddress address) {}

  void run() {
    awaitReady();
    var parts = settings.parts();
    if (contender.isJava() && (parts.contains(Part.MEMORY) || parts.contains(Part.PUT))) {
      warmUpPuts();
    }
    // Memory is weighed before the other runs leave what servers keep of sessions that are over.
    if (contender.isJava() && parts.contains(Part.MEMORY)) {
      idleSessions();
      steadyRequests();
    }
    if (parts.contains(Part.PUT)) settings.sessions().forEach(this::puts);
    if (parts.contains(Part.HANDSHAKES)) handshakes();
  }

  private void handshakes() {
    var kinds = contender.resumes() ? EnumSet.allOf(Handshake.class) : FULL;
    if (contender.isJava()) {
      kinds.forEach(this::warmUp);
      // Scandium forgets handshakes after some time, and closes its door at half a million.
      pause(REST);
    }
    kinds.forEach(this::handshakes);
  }

  private void awaitReady() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < READY_MAX.toNanos()) {
      if (!server.isRunning()) {
        throw new BenchException(contender.word() + " ended: " + server.lastWords());
      }
      try (var run = withCertificates.handshakes(1, false)) {
        for (int i = 0; i < 10 && run.counts().done() == 0; i++) pause(TICK);
        if (run.counts().done() == 0) continue;
      }
      samples.add(contender, DotsFigures.READY, (System.nanoTime() - start) / 1e9);
      return;
    }
    throw new BenchException(contender.word() + " opens no session: " + server.lastWords());
  }

  private void warmUpPuts() {
    say("warming up");
    try (var run = withCertificates.put(plan(16))) {
      var steadiness = new Steadiness(settings.warmUp());
      while (!steadiness.isReached(run.counts().answered())) drive(run, Steadiness.ROUND);
    }
  }

  private void warmUp(Handshake kind) {
    say("warming up, " + kind.word());
    try (var run = run(kind)) {
      var steadiness = new Steadiness(settings.warmUp());
      while (!steadiness.isReached(run.counts().done())) drive(run, Steadiness.ROUND);
    }
  }

  private HandshakeRun run(Handshake kind) {
    var generator = kind == Handshake.SHARED_KEY ? withSharedKey : withCertificates;
    return generator.handshakes(HANDSHAKE_SOCKETS, kind == Handshake.RESUMED);
  }

  private void puts(int sessions) {
    try (var run = withCertificates.put(plan(sessions))) {
      drive(run, settings.settle());
      run.forgetLatencies();
      var before = run.counts();
      var clock = new LoadClock(server);
      drive(run, settings.measure());
      var after = run.counts();
      clock.stop();
      long done = after.answered() - before.answered();
      var name = "put_" + sessions + "_sessions";
      samples.add(contender, DotsFigures.putRate(sessions), done / clock.seconds());
      samples.add(contender, DotsFigures.putCpu(sessions), clock.serverMicros(done));
      samples.add(contender, DotsFigures.putLatency(sessions, "p50"), run.latencyMicros(0.5));
      samples.add(contender, DotsFigures.putLatency(sessions, "p99"), run.latencyMicros(0.99));
      clock.addLoads(samples, contender, name);
      samples.add(
          contender,
          DotsFigures.LOST,
          after.refused() - before.refused() + after.lost() - before.lost());
      if (done == 0) throw failed(name, after.refusal());
      say(
          "PUT, %d sessions: %.0f/s, %.1f µs of CPU each%s"
              .formatted(
                  sessions, done / clock.seconds(), clock.serverMicros(done), clock.loads()));
    }
  }

  private void handshakes(Handshake kind) {
    try (var run = run(kind)) {
      drive(run, settings.settle());
      var before = run.counts();
      var clock = new LoadClock(server);
      drive(run, settings.measure());
      var after = run.counts();
      clock.stop();
      long done = after.done() - before.done();
      if (done == 0) throw failed("handshake_" + kind.word(), after.failure());
      samples.add(contender, DotsFigures.handshakeRate(kind), done / clock.seconds());
      samples.add(contender, DotsFigures.handshakeCpu(kind), clock.serverMicros(done));
      clock.addLoads(samples, contender, "handshake_" + kind.word());
      say(
          "handshakes, %s: %.0f/s, %.0f µs of CPU each%s"
              .formatted(
                  kind.word(), done / clock.seconds(), clock.serverMicros(done), clock.loads()));
    }
  }

  private void idleSessions() {
    // What the requests before have left under way would be missing afterwards.
    pause(REST);
    long before = server.liveHeapBytes();
    try (var open = withCertificates.open(settings.idleSessions())) {
      open.await(Duration.ofSeconds(120));
      long bytes = (server.liveHeapBytes() - before) / settings.idleSessions();
      samples.add(contender, DotsFigures.IDLE_SESSION, bytes);
      say("%d idle sessions: %d B of heap each".formatted(settings.idleSessions(), bytes));
    }
  }

  /// The same mitigations refreshed again and again: what grows then is a leak. Counted at rest,
  /// with all sessions closed and the same mitigations there before and after: under load, requests
  /// and commits under way come and go by tens of megabytes.
  private void steadyRequests() {
    var mids = PutPlan.refreshing(nextMid, STEADY_MIDS);
    nextMid += STEADY_MIDS;
    refresh(mids, STEADY_REQUESTS / 10);
    long before = server.liveHeapBytes();
    double millions = refresh(mids, STEADY_REQUESTS) / 1e6;
    double growth = (server.liveHeapBytes() - before) / millions;
    samples.add(contender, DotsFigures.GROWTH, growth);
    say("%.2f million requests: heap grew by %.0f B per million".formatted(millions, growth));
  }

  /// @return how many were answered
  private long refresh(PutPlan.Mids mids, long requests) {
    var limit = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    long answered;
    try (var run = withCertificates.put(contender.plan(STEADY_SESSIONS, OUTSTANDING, mids))) {
      while (run.counts().answered() < requests) {
        drive(run, TICK);
        if (System.nanoTime() > limit) throw failed("a million requests", run.counts().refusal());
      }
      answered = run.counts().answered();
    }
    pause(REST);
    return answered;
  }

  private PutPlan plan(int sessions) {
    var plan = contender.plan(sessions, OUTSTANDING, PutPlan.halfNew(nextMid));
    // Far above what a session can use up in one run.
    nextMid += 10_000_000;
    return plan;
  }

  private void drive(PutRun run, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      pause(TICK);
      run.sendLostAgain();
    }
    requireRunning();
  }

  private void drive(HandshakeRun run, Duration time) {
    pause(time);
    requireRunning();
  }

  private void requireRunning() {
    if (!server.isRunning()) {
      throw new BenchException(contender.word() + " ended: " + server.lastWords());
    }
  }

  private BenchException failed(String run, String reason) {
    return new BenchException(
        contender.word()
            + " did nothing in "
            + run
            + ": "
            + reason
            + "; it says: "
            + server.lastWords());
  }

  private void say(String text) {
    progress.accept(contender.word() + ": " + text);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}

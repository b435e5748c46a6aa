// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench;

import dev.tocsin.bench.load.https.HttpsLoad;
import dev.tocsin.bench.measure.BenchException;
import dev.tocsin.bench.measure.Figure;
import dev.tocsin.bench.measure.LoadClock;
import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.peer.Keys;
import dev.tocsin.bench.peer.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/// One start of one server of the data channel, measured from end to end.
final class DataTrial {

  static final Figure CREATIONS = new Figure("acl_creation_rate", "1/s");
  static final Figure CREATION_CPU = new Figure("acl_creation_cpu", "µs");
  static final Figure RETRIEVALS = new Figure("retrieval_rate_1000_aliases", "1/s");
  static final Figure RETRIEVAL_CPU = new Figure("retrieval_cpu_1000_aliases", "µs");
  static final Figure REFUSED = new Figure("refused_or_failed", "requests");

  private static final int CONNECTIONS = 16;
  private static final long READY_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long TICK_MILLIS = 100;

  private final DataBench.Settings settings;
  private final DataContender contender;
  private final Samples<DataContender> samples;
  private final Consumer<String> progress;
  private final Started started;
  private long run;

  /// @param answer file in which our answer of 1,000 aliases is kept for the peer
  record Started(RunningServer server, Keys keys, InetSocketAddress address, Path answer) {}

  DataTrial(
      DataBench.Settings settings,
      DataContender contender,
      Samples<DataContender> samples,
      Consumer<String> progress,
      Started started) {
    this.settings = settings;
    this.contender = contender;
    this.samples = samples;
    this.progress = progress;
    this.started = started;
  }

  void run() {
    var once = load();
    awaitReady(once);
    if (contender == DataContender.TOCSIN) prepare(once);
    measure("warming up", CREATIONS, CREATION_CPU, true);
    measure("ACL creations", CREATIONS, CREATION_CPU, false);
    measure("warming up", RETRIEVALS, RETRIEVAL_CPU, true);
    measure("retrievals of 1,000 aliases", RETRIEVALS, RETRIEVAL_CPU, false);
  }

  private HttpsLoad load() {
    return new HttpsLoad(started.address(), started.keys().client());
  }

  private void awaitReady(HttpsLoad load) {
    long deadline = System.nanoTime() + READY_NANOS;
    while (true) {
      try {
        load.ask(DataRequests.discovery());
        return;
      } catch (IOException notYet) {
        requireRunning();
        if (System.nanoTime() > deadline) {
          throw new BenchException(contender.word() + " does not answer: " + notYet.getMessage());
        }
        pause(Duration.ofMillis(TICK_MILLIS));
      }
    }
  }

  private void prepare(HttpsLoad load) {
    try {
      for (int client = 0; client < CONNECTIONS; client++) load.ask(DataRequests.register(client));
      load.ask(DataRequests.thousandAliases());
      var answer = load.ask(DataRequests.retrieval());
      Files.write(started.answer(), answer);
      say("1,000 aliases are %,d bytes".formatted(answer.length));
    } catch (IOException e) {
      throw new UncheckedIOException(contender.word() + " refuses its preparation", e);
    }
  }

  private void measure(String what, Figure rate, Figure cpu, boolean isWarmUp) {
    long number = run++;
    HttpsLoad.Requests requests =
        rate.equals(CREATIONS)
            ? (connection, n) -> DataRequests.creation(connection, number, n)
            : (_, _) -> DataRequests.retrieval();
    try (var load = load().start(CONNECTIONS, requests)) {
      pause(isWarmUp ? settings.times().warmUp() : settings.times().settle());
      requireRunning();
      if (isWarmUp) return;
      var before = load.counts();
      var clock = new LoadClock(started.server());
      pause(settings.times().measure());
      clock.stop();
      requireRunning();
      var after = load.counts();
      long done = after.answered() - before.answered();
      if (done == 0) {
        throw new BenchException(
            "%s did nothing: %s; it says: %s"
                .formatted(contender.word(), after.refusal(), started.server().lastWords()));
      }
      samples.add(contender, rate, done / clock.seconds());
      samples.add(contender, cpu, clock.serverMicros(done));
      clock.addLoads(samples, contender, rate.name());
      samples.add(contender, REFUSED, after.refused() - before.refused());
      say(
          "%s: %.0f/s, %.1f µs of CPU each%s"
              .formatted(what, done / clock.seconds(), clock.serverMicros(done), clock.loads()));
    }
  }

  private void requireRunning() {
    if (started.server().isRunning()) return;
    throw new BenchException(contender.word() + " ended: " + started.server().lastWords());
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

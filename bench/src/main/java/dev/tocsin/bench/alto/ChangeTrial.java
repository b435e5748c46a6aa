// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.measure.BenchException;
import dev.tocsin.bench.measure.Figure;
import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.peer.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/// From a link that changes to the patch of a cost map of a thousand PIDs, as a subscriber has it.
/// What the server does meanwhile stands in its log.
final class ChangeTrial {

  private static final int IPV4 = 100_000;
  private static final int IPV6 = 20_000;
  private static final int WARM_UPS = 5;
  private static final int CHANGES = 25;
  // The first link's metric is 1 before.
  private static final int CHANGED_METRIC = 5;
  // As often as files can be looked at, and no rest between two versions: what is left is work.
  private static final int LOOK_MILLIS = 100;
  private static final String UPDATES = "updates: {look: 100ms, least: 0s}\n";
  private static final List<String> COSTS = List.of("network-routingcost-numerical");

  // Only the network: prefixes that have not changed are not read.
  private static final Pattern READ = Pattern.compile("(\\S+) DEBUG .* [\\d,]+ prefixes attached$");
  private static final Pattern MADE = Pattern.compile("(\\S+) DEBUG .* [\\d,]+ PIDs, .*");
  private static final Pattern PUBLISHED =
      Pattern.compile("(\\S+) INFO .* a new version is published after (\\d+) ms.*");

  private final Samples<AltoContender> samples;
  private final Consumer<String> progress;
  private final AltoBench.Place place;
  private final SplittableRandom random = new SplittableRandom(10);

  /// Where the time of a change went, in milliseconds.
  private enum Step {
    /// Until the file is looked at twice and stands still.
    WATCH,
    READ,
    /// Maps and costs.
    BUILD,
    /// All that is had by GET is written and packed.
    RENDER,
    /// The difference to the version before, its patch, and the way to the subscriber.
    TELL;

    Figure figure() {
      return new Figure("change_" + name().toLowerCase(Locale.ROOT), "ms");
    }
  }

  /// @param steps milliseconds of each
  private record Change(double[] steps, int patchBytes) {
    double work() {
      return Arrays.stream(steps).sum() - steps[Step.WATCH.ordinal()];
    }

    double all() {
      return Arrays.stream(steps).sum();
    }
  }

  ChangeTrial(Samples<AltoContender> samples, Consumer<String> progress, AltoBench.Place place) {
    this.samples = samples;
    this.progress = progress;
    this.place = place;
  }

  void run() {
    int port = Fetch.freePort();
    var files = new AltoFiles(place.folder());
    add(changes(port, files.network(IPV4, IPV6, port, UPDATES), files::topology));
  }

  /// The same with the prefixes of a real table, at the nodes of a real network.
  void run(RealData real) {
    int port = Fetch.freePort();
    var files = new AltoFiles(place.folder());
    files.realNetwork(real, 1);
    var file = files.realChanging(real, port, UPDATES);
    var all = all(changes(port, file, metric -> files.realNetwork(real, metric)));
    add(AltoFigures.REAL_CHANGE_P50, all[CHANGES / 2]);
    add(AltoFigures.REAL_CHANGE_P99, all[CHANGES * 99 / 100]);
    progress.accept(
        "tocsin: with a real table after %.0f ms, 99 of 100 after %.0f ms"
            .formatted(all[CHANGES / 2], all[CHANGES * 99 / 100]));
  }

  /// @param link sets the metric of a link
  private Change[] changes(int port, Path file, IntConsumer link) {
    var log = place.folder().resolve("changes-" + port + ".log");
    // Both cores are its own meanwhile: the subscriber only waits.
    try (var server = RunningServer.start(AltoFiles.command(file), "0-1", log)) {
      Fetch.awaitListening(server, port);
      try (var subscriber = StreamClient.open(port, COSTS)) {
        var changes = new Change[CHANGES];
        for (int i = -WARM_UPS; i < CHANGES; i++) {
          var change = change(link, subscriber, i, log);
          if (i >= 0) changes[i] = change;
        }
        return changes;
      }
    }
  }

  private Change change(IntConsumer link, StreamClient subscriber, int number, Path log) {
    // At any time between two looks, as changes come.
    Fetch.pause(Duration.ofMillis(LOOK_MILLIS + random.nextInt(LOOK_MILLIS)));
    var before = Instant.now();
    link.accept((number & 1) == 0 ? 1 : CHANGED_METRIC);
    var event = subscriber.next();
    var after = Instant.now();
    if (!event.mediaType().contains("patch")) {
      throw new BenchException("expected a patch, got " + event);
    }
    return new Change(steps(before, after, lines(log)), event.bytes());
  }

  private static List<String> lines(Path log) {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] steps(Instant before, Instant after, List<String> lines) {
    var published = last(PUBLISHED, lines);
    var line = PUBLISHED.matcher(published);
    if (!line.matches()) throw new IllegalStateException(published);
    var end = Instant.parse(line.group(1));
    var begun = end.minusMillis(Long.parseLong(line.group(2)));
    var read = time(READ, lines);
    var made = time(MADE, lines);
    return new double[] {
      millis(before, begun),
      millis(begun, read),
      millis(read, made),
      millis(made, end),
      millis(end, after)
    };
  }

  private static Instant time(Pattern pattern, List<String> lines) {
    var line = pattern.matcher(last(pattern, lines));
    if (!line.matches()) throw new IllegalStateException("no " + pattern);
    return Instant.parse(line.group(1));
  }

  private static String last(Pattern pattern, List<String> lines) {
    return lines.reversed().stream()
        .filter(line -> pattern.matcher(line).matches())
        .findFirst()
        .orElseThrow(() -> new BenchException("the server's log lacks " + pattern));
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  private static double[] all(Change[] changes) {
    return Arrays.stream(changes).mapToDouble(Change::all).sorted().toArray();
  }

  private void add(Change[] changes) {
    var all = all(changes);
    var work = Arrays.stream(changes).mapToDouble(Change::work).sorted().toArray();
    add(AltoFigures.CHANGE_P50, all[CHANGES / 2]);
    add(AltoFigures.CHANGE_P99, all[CHANGES * 99 / 100]);
    add(AltoFigures.CHANGE_WORK_P50, work[CHANGES / 2]);
    add(AltoFigures.CHANGE_WORK_P99, work[CHANGES * 99 / 100]);
    for (var step : Step.values()) {
      var each = Arrays.stream(changes).mapToDouble(change -> change.steps()[step.ordinal()]);
      add(step.figure(), each.sorted().toArray()[CHANGES / 2]);
    }
    add(AltoFigures.CHANGE_BYTES, changes[0].patchBytes() / 1e3);
    progress.accept(
        "tocsin: a link's change is a patch after %.0f ms, 99 of 100 after %.0f ms; work is %.0f"
            .formatted(all[CHANGES / 2], all[CHANGES * 99 / 100], work[CHANGES / 2]));
  }

  private void add(Figure figure, double value) {
    samples.add(AltoContender.TOCSIN, figure, value);
  }
}

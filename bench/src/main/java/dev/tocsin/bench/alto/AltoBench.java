// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.measure.BenchException;
import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.measure.Workplace;
import dev.tocsin.bench.peer.Keys;
import dev.tocsin.bench.peer.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// ALTO beside nginx and plain tables, under the same load in the same run: servers on one core,
/// wrk on another, started anew in turns.
public final class AltoBench {

  static final int SERVER_CORE = 0;
  static final int LOAD_CORE = 1;

  private final Settings settings;
  private final Consumer<String> progress;
  private final Samples<AltoContender> samples = new Samples<>(AltoContender.TOCSIN);
  private final List<String> remarks = new ArrayList<>();

  /// What can be measured.
  public enum Part {
    LOOKUPS,
    START,
    CHANGES,
    STREAMS,
    COSTS,
    WEB
  }

  /// @param starts of each server
  /// @param length of a measurement
  /// @param data folder of the real table
  public record Settings(int starts, Duration length, Set<Part> parts, Path data) {
    public Settings {
      if (starts < 1) {
        throw new IllegalArgumentException("expected at least 1 start, got " + starts);
      }
      if (length.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException("expected at least 1 second");
      }
      parts = Set.copyOf(parts);
    }
  }

  /// Where a start has its files.
  record Place(Path folder, Keys keys) {}

  private AltoBench(Settings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /// @param progress gets a line now and then
  /// @throws BenchException if the machine lacks what the bench needs, or a server fails
  public static AltoReport run(Settings settings, Consumer<String> progress) {
    return new AltoBench(settings, progress).measure();
  }

  private AltoReport measure() {
    requirePrograms();
    if (has(Part.LOOKUPS)) new LookupTrial(samples, progress).run(settings.starts());
    try (var workplace = Workplace.open()) {
      var keys = Keys.create(workplace.folder().resolve("keys"), Instant.now());
      for (int start = 1; start <= settings.starts(); start++) {
        progress.accept("start %d of %d".formatted(start, settings.starts()));
        start(new Place(created(workplace.folder().resolve("start-" + start)), keys));
      }
    }
    return new AltoReport(samples, settings.starts(), remarks);
  }

  private void start(Place place) {
    if (has(Part.START)) {
      var reason = RealData.unavailable(settings.data());
      if (reason.isEmpty()) new StartTrial(samples, progress, place).run(settings.data());
      else remark("the start was not measured: " + reason.get());
    }
    if (has(Part.CHANGES)) {
      new ChangeTrial(samples, progress, place).run();
      var reason = RealData.unavailable(settings.data());
      if (reason.isEmpty()) {
        var real = RealData.of(settings.data(), place.folder());
        new ChangeTrial(samples, progress, place).run(real);
      } else {
        remark("a change with a real table was not measured: " + reason.get());
      }
    }
    if (has(Part.STREAMS)) {
      var reason = StreamsTrial.unavailable();
      if (reason.isEmpty()) new StreamsTrial(samples, progress, place, settings.length()).run();
      else remark("idle streams were not measured: " + reason.get());
    }
    if (has(Part.COSTS)) new CostsTrial(samples, progress, place, settings.length()).run();
    if (has(Part.WEB)) new WebTrial(samples, progress, place, settings.length()).run();
  }

  private void remark(String text) {
    if (!remarks.contains(text)) remarks.add(text);
  }

  private boolean has(Part part) {
    return settings.parts().contains(part);
  }

  private void requirePrograms() {
    // The Debian package of each program.
    var needed = new LinkedHashMap<>(Map.of("taskset", "util-linux"));
    if (has(Part.COSTS) || has(Part.WEB)) needed.put("wrk", "wrk");
    if (has(Part.WEB)) needed.put("nginx", "nginx-light");
    needed.keySet().removeIf(Tools::exists);
    if (!needed.isEmpty()) {
      throw new BenchException(
          "%s: not installed (Debian: apt-get install -y --no-install-recommends %s)"
              .formatted(String.join(", ", needed.keySet()), String.join(" ", needed.values())));
    }
    if (Runtime.getRuntime().availableProcessors() < 2) {
      throw new BenchException("expected two cores, one for servers and one for the load");
    }
  }

  private static Path created(Path folder) {
    try {
      return Files.createDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

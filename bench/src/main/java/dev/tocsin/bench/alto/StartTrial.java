// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.peer.RunningServer;
import java.nio.file.Path;
import java.util.function.Consumer;

/// From the start of a process to its first answer, with a real table and a large network.
final class StartTrial {

  private final Samples<AltoContender> samples;
  private final Consumer<String> progress;
  private final AltoBench.Place place;

  StartTrial(Samples<AltoContender> samples, Consumer<String> progress, AltoBench.Place place) {
    this.samples = samples;
    this.progress = progress;
    this.place = place;
  }

  void run(Path data) {
    int port = Fetch.freePort();
    var real = RealData.of(data, place.folder());
    var file = new AltoFiles(place.folder()).real(real, port);
    var log = place.folder().resolve("start-" + port + ".log");
    long start = System.nanoTime();
    // Both cores are its own meanwhile: nothing else happens.
    try (var server = RunningServer.start(AltoFiles.command(file), "0-1", log)) {
      Fetch.awaitListening(server, port);
      Fetch.get(port, "/directory");
      double seconds = (System.nanoTime() - start) / 1e9;
      samples.add(AltoContender.TOCSIN, AltoFigures.START, seconds);
      progress.accept("tocsin: serves a real table after %.2f s".formatted(seconds));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.peer.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What ten thousand update streams weigh that nothing is told.
final class StreamsTrial {

  private static final int STREAMS = 10_000;
  // The server's own, and those of the bench beside its streams.
  private static final int OTHER_FILES = 500;

  private final Samples<AltoContender> samples;
  private final Consumer<String> progress;
  private final AltoBench.Place place;
  private final Duration rest;

  /// @param rest before they are weighed
  StreamsTrial(
      Samples<AltoContender> samples,
      Consumer<String> progress,
      AltoBench.Place place,
      Duration rest) {
    this.samples = samples;
    this.progress = progress;
    this.place = place;
    this.rest = rest;
  }

  /// Why it cannot be measured; empty if it can.
  static Optional<String> unavailable() {
    int needed = STREAMS + OTHER_FILES;
    return filesMax() >= needed
        ? Optional.empty()
        : Optional.of(
            "a process may open %,d files, and %,d are needed (ulimit -Hn)"
                .formatted(filesMax(), needed));
  }

  /// A virtual machine raises its limit to the hard one by itself.
  private static long filesMax() {
    try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
      var hard =
          lines
              .filter(line -> line.startsWith("Max open files"))
              .map(line -> line.split("\\s+")[4])
              .findFirst()
              .orElse("0");
      return hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void run() {
    int port = Fetch.freePort();
    var file = new AltoFiles(place.folder()).web(WebLoad.Size.SMALL, Optional.empty(), port);
    var log = place.folder().resolve("streams-" + port + ".log");
    var streams = new ArrayList<StreamClient>();
    try (var server = RunningServer.start(AltoFiles.command(file), AltoBench.SERVER_CORE, log)) {
      Fetch.awaitListening(server, port);
      // What the first stream loads is not what a stream weighs.
      streams.add(StreamClient.open(port, List.of("network")));
      long heap = server.liveHeapBytes();
      while (streams.size() <= STREAMS) streams.add(StreamClient.open(port, List.of("network")));
      Fetch.pause(rest);
      long resident = server.residentBytes();
      weigh(server.liveHeapBytes() - heap, resident);
    } finally {
      streams.forEach(StreamClient::close);
    }
  }

  private void weigh(long heap, long resident) {
    samples.add(AltoContender.TOCSIN, AltoFigures.STREAM_HEAP, heap / 1e3 / STREAMS);
    samples.add(AltoContender.TOCSIN, AltoFigures.STREAMS_RESIDENT, resident / 1e6);
    progress.accept(
        "tocsin: %,d idle update streams: %.1f KB of heap each; the process has %.0f MB"
            .formatted(STREAMS, heap / 1e3 / STREAMS, resident / 1e6));
  }
}

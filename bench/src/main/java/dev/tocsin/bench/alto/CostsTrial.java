// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.peer.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// What an application asks that has a thousand candidates: what it costs to reach each.
final class CostsTrial {

  private static final int IPV4 = 1_000_000;
  private static final int IPV6 = 0;
  private static final int CANDIDATES = 1_000;
  private static final int BODIES = 64;
  private static final int CONNECTIONS = 16;

  private final Samples<AltoContender> samples;
  private final Consumer<String> progress;
  private final AltoBench.Place place;
  private final Duration length;

  CostsTrial(
      Samples<AltoContender> samples,
      Consumer<String> progress,
      AltoBench.Place place,
      Duration length) {
    this.samples = samples;
    this.progress = progress;
    this.place = place;
    this.length = length;
  }

  void run() {
    int port = Fetch.freePort();
    var file = new AltoFiles(place.folder()).network(IPV4, IPV6, port, "");
    var script = script();
    var log = place.folder().resolve("costs-" + port + ".log");
    try (var server = RunningServer.start(AltoFiles.command(file), AltoBench.SERVER_CORE, log)) {
      Fetch.awaitListening(server, port);
      var uri = Fetch.uri(false, port, "/resource/endpoint-costs");
      wrk(CONNECTIONS, script, length.multipliedBy(3)).run(uri, server);
      var many = wrk(CONNECTIONS, script, length).run(uri, server);
      many.addTo(samples, AltoContender.TOCSIN, AltoFigures.COSTS_RATE, AltoFigures.COSTS_CPU);
      progress.accept("tocsin: endpoint costs 1 x 1,000: " + many.text());
      // One at a time: what is measured is the server's time, not that of a queue. It takes other
      // ways through the server than many do, and what compiles them has the same core.
      wrk(1, script, length.multipliedBy(3)).run(uri, server);
      var one = wrk(1, script, length).run(uri, server);
      samples.add(AltoContender.TOCSIN, AltoFigures.COSTS_P99, one.p99Micros());
      progress.accept("tocsin: one at a time, 99 of 100 within %.0f µs".formatted(one.p99Micros()));
    }
  }

  private static Wrk wrk(int connections, Path script, Duration length) {
    return new Wrk(AltoBench.LOAD_CORE, connections, length).script(script.toString());
  }

  private Path script() {
    var random = new SplittableRandom(9);
    var text = new StringBuilder("local bodies = {\n");
    for (int i = 0; i < BODIES; i++) text.append("'").append(body(random)).append("',\n");
    text.append(
        """
        }
        local at = 0
        local headers = {
          ["Content-Type"] = "application/alto-endpointcostparams+json",
          ["Accept"] = "application/alto-endpointcost+json,application/alto-error+json",
        }
        request = function()
          at = at % #bodies + 1
          return wrk.format("POST", nil, headers, bodies[at])
        end
        """);
    try {
      return Files.writeString(place.folder().resolve("costs.lua"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String body(SplittableRandom random) {
    var body =
        new StringBuilder(
            """
            {"cost-type":{"cost-mode":"numerical","cost-metric":"routingcost"},"endpoints":{"srcs":[""");
    body.append(address(random)).append("],\"dsts\":[");
    for (int i = 0; i < CANDIDATES; i++) body.append(i == 0 ? "" : ",").append(address(random));
    return body.append("]}}").toString();
  }

  private static String address(SplittableRandom random) {
    int bits = random.nextInt();
    return "\"ipv4:%d.%d.%d.%d\""
        .formatted(1 + (bits >>> 24) % 223, bits >>> 16 & 255, bits >>> 8 & 255, bits & 255);
  }
}

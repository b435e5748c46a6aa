// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.alto;

import dev.tocsin.bench.measure.Samples;
import dev.tocsin.bench.peer.Keys;
import dev.tocsin.bench.peer.RunningServer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Maps that are had by GET: ours, and nginx with the same bytes.
final class WebTrial {

  private static final String MAP = "/resource/network";
  private static final int CONNECTIONS = 64;

  private final Samples<AltoContender> samples;
  private final Consumer<String> progress;
  private final AltoBench.Place place;
  private final Duration length;
  private final Map<WebLoad.Size, byte[]> bodies = new EnumMap<>(WebLoad.Size.class);
  private final Map<WebLoad.Size, String> tags = new EnumMap<>(WebLoad.Size.class);

  WebTrial(
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
    for (boolean isTls : new boolean[] {false, true}) {
      for (var size : WebLoad.Size.values()) ours(size, isTls);
    }
    nginx();
  }

  private void ours(WebLoad.Size size, boolean isTls) {
    int port = Fetch.freePort();
    Optional<Keys> keys = isTls ? Optional.of(place.keys()) : Optional.empty();
    var file = new AltoFiles(place.folder()).web(size, keys, port);
    var log = place.folder().resolve("alto-" + port + ".log");
    try (var server = RunningServer.start(AltoFiles.command(file), AltoBench.SERVER_CORE, log)) {
      Fetch.awaitListening(server, port);
      if (!isTls) {
        var answer = Fetch.get(port, MAP);
        bodies.put(size, answer.body());
        // It is of the content, and the same over HTTPS.
        tags.put(size, answer.headers().firstValue("etag").orElseThrow());
        progress.accept("tocsin: %s is %,d bytes".formatted(size.word, answer.body().length));
      }
      for (var load : WebLoad.all()) {
        if (load.size() != size || load.isTls() != isTls) continue;
        var uri = Fetch.uri(isTls, port, MAP);
        measure(AltoContender.TOCSIN, server, uri, load, tags.getOrDefault(size, ""));
      }
    }
  }

  private void nginx() {
    int http = Fetch.freePort();
    int https = Fetch.freePort();
    var nginx = new NginxServer(place.folder());
    bodies.forEach((size, body) -> nginx.serve(size.word, body));
    try (var server = nginx.start(place.keys(), http, https, AltoBench.SERVER_CORE)) {
      Fetch.awaitListening(server, http);
      for (var load : WebLoad.all()) {
        var path = "/" + load.size().word;
        var tag = Fetch.get(http, path).headers().firstValue("etag").orElseThrow();
        var uri = Fetch.uri(load.isTls(), load.isTls() ? https : http, path);
        measure(AltoContender.NGINX, server, uri, load, tag);
      }
    }
  }

  private void measure(
      AltoContender who, RunningServer server, String uri, WebLoad load, String tag) {
    // What compiles while it runs is compiled before it counts.
    if (who == AltoContender.TOCSIN) wrk(load, tag, length.multipliedBy(2)).run(uri, server);
    var result = wrk(load, tag, length).run(uri, server);
    result.addTo(samples, who, load.rate(), load.cpu());
    progress.accept(
        "%s: %s: %s"
            .formatted(who.name().toLowerCase(Locale.ROOT), load.rate().name(), result.text()));
  }

  private static Wrk wrk(WebLoad load, String tag, Duration length) {
    var wrk = new Wrk(AltoBench.LOAD_CORE, CONNECTIONS, length);
    if (load.isPacked()) wrk.header("Accept-Encoding", "gzip");
    return load.isNotModified() ? wrk.header("If-None-Match", tag) : wrk;
  }
}

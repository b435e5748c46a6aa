// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check.server;

import dev.tocsin.alto.check.Findings;
import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoHttp;
import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.alto.client.stream.Arrival;
import dev.tocsin.alto.client.stream.Subscription;
import dev.tocsin.alto.client.stream.UpdateStream;
import dev.tocsin.alto.wire.directory.Directory;
import dev.tocsin.base.bytes.WireException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Opens an update stream rightly, hears a network map on it, and ends it. One thread.
final class StreamCheck implements AutoCloseable {

  private static final String STREAMS = "RFC 8895 §6.6";
  private static final String CONTROL = "RFC 8895 §7";
  // Of keep-alives and the like, before the map has come.
  private static final int ARRIVALS_MAX = 1_000;

  private final AltoHttp http;
  private final Duration silence;

  /// @param root directory of the server that the settings' credentials are for
  StreamCheck(HttpSettings settings, URI root) {
    this.http = new AltoHttp(settings, List.of(root), InstantSource.system());
    this.silence = settings.limits().answerWait();
  }

  /// @param map that the stream tells of
  void check(Target service, Target map, Findings findings) {
    var subscription = Subscription.to(resource(map));
    var substreams = List.of(subscription);
    try (var stream = UpdateStream.open(http, resource(service), substreams, Map.of())) {
      if (!hearsOf(map, stream, findings)) return;
      boolean isPromised =
          service.entry().path("capabilities").path("support-stream-control").asBoolean(false);
      if (isPromised && !stream.isControlled()) {
        findings.error(
            "support-stream-control", "RFC 8895 §6.3", "is promised, and no control URI is told");
      }
      if (stream.isControlled()) ends(stream, substreams, findings);
    } catch (WireException | AltoClientException e) {
      findings.error("", STREAMS, String.valueOf(e.getMessage()));
    }
  }

  private static Resource resource(Target target) {
    var entry =
        new Directory.Entry(
            target.uri().toString(),
            target.mediaType(),
            target.accepts(),
            Directory.Capabilities.NONE,
            target.uses());
    return new Resource(target.id(), target.uri(), entry, List.of(), List.of());
  }

  private boolean hearsOf(Target map, UpdateStream stream, Findings findings)
      throws AltoClientException {
    for (int i = 0; i < ARRIVALS_MAX; i++) {
      var arrivals = stream.next(silence);
      if (arrivals.isEmpty()) {
        findings.error("", STREAMS, "ends before it has told of '" + map.id() + "'");
        return false;
      }
      for (var each : arrivals.get()) {
        if (!(each instanceof Arrival.Data(_, var version))) continue;
        if (version.tag().filter(tag -> tag.resourceId().equals(map.id())).isEmpty()) {
          findings.error(
              "meta/vtag", "RFC 7285 §11.2.1.6", "tells of '" + map.id() + "' without its tag");
        }
        return true;
      }
    }
    findings.error("", STREAMS, "tells everything but '" + map.id() + "'");
    return false;
  }

  // RFC 8895 §7.6: with the last substream the stream ends; before that it says so.
  private void ends(UpdateStream stream, List<Subscription> substreams, Findings findings) {
    var told = new ArrayList<Subscription>();
    try {
      stream.remove(substreams);
      Optional<List<Arrival>> arrivals = stream.next(silence);
      for (int i = 0; arrivals.isPresent() && i < ARRIVALS_MAX; i++) {
        for (var each : arrivals.get()) {
          if (each instanceof Arrival.Changed(_, var stopped, _)) told.addAll(stopped);
        }
        arrivals = stream.next(silence);
      }
      if (!told.containsAll(substreams)) {
        findings.error("", "RFC 8895 §7.6", "ends without saying what it stops to tell");
      }
    } catch (WireException | AltoClientException e) {
      findings.error("control-uri", CONTROL, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    http.close();
  }
}

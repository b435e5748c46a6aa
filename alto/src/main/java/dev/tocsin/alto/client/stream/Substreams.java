// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.alto.wire.stream.ControlEvent;
import dev.tocsin.alto.wire.stream.StreamEvent;
import dev.tocsin.base.bytes.WireException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// What one stream is about: which substream is which subscription, and what each holds. Any thread
/// may use it.
final class Substreams {

  private static final JsonText JSON = JsonText.ofServers(JsonBounds.RESOURCE);
  // Some eight cost maps of 1,000 PIDs each; about half a gigabyte.
  private static final int VALUES_MAX = 8_000_000;
  // RFC 8895 §8.4 writes it so, RFC 7285 §11.4.1.1 does not.
  private static final String ENDPOINT_PROPERTIES_MISSPELT = "application/alto-endpointprops+json";

  private final Replica replica = new Replica(JSON, VALUES_MAX);
  private final Map<String, Subscription> byId = new HashMap<>();
  private int ever;

  /// Gives each an id that was not used before (RFC 8895 §7.6), and expects its data.
  ///
  /// @param held versions that the client has already
  /// @return what the server is to be asked for
  synchronized Map<String, AltoRequest.Substream> expect(
      Collection<Subscription> subscriptions, Map<Subscription, Version> held) {
    var added = new LinkedHashMap<String, AltoRequest.Substream>();
    for (var each : subscriptions) {
      var id = "s" + ++ever;
      byId.put(id, each);
      var known = Optional.ofNullable(held.get(each)).filter(version -> isTold(each, version));
      known.ifPresentOrElse(
          version -> replica.expect(id, each.resource().entry().mediaType(), version.content()),
          () -> replica.expect(id));
      added.put(id, substream(each, known));
    }
    return added;
  }

  // RFC 8895 §6.5: a tag is told of what is had by GET only.
  private static boolean isTold(Subscription subscription, Version version) {
    return subscription.resource().isWhole()
        && version.part().isEmpty()
        && version
            .tag()
            .filter(tag -> tag.resourceId().equals(subscription.resourceId()))
            .isPresent();
  }

  private static AltoRequest.Substream substream(
      Subscription subscription, Optional<Version> known) {
    return new AltoRequest.Substream(
        subscription.resourceId(),
        known.flatMap(Version::tag).map(tag -> tag.tag()),
        true,
        subscription.body().map(JsonMapper.shared()::readTree));
  }

  synchronized void forget(Collection<String> ids) {
    ids.forEach(byId::remove);
    ids.forEach(replica::forget);
  }

  synchronized List<String> idsOf(Collection<Subscription> subscriptions) {
    return byId.entrySet().stream()
        .filter(each -> subscriptions.contains(each.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /// @throws WireException if the event is not what the RFC allows here
  synchronized Arrival take(StreamEvent event) {
    return switch (replica.take(event)) {
      case Update.Control(ControlEvent.Opened(var uri)) -> new Arrival.Opened(uri);
      case Update.Control(ControlEvent.Changed(var started, var stopped, var description)) -> {
        var changed = new Arrival.Changed(known(started), known(stopped), description);
        stopped.forEach(byId::remove);
        yield changed;
      }
      case Update.Version version -> new Arrival.Data(event, version(version));
    };
  }

  // RFC 8895 §5.2: the part of a multipart resource stands behind a dot.
  private Version version(Update.Version told) {
    int dot = told.dataId().indexOf('.');
    var id = dot < 0 ? told.dataId() : told.dataId().substring(0, dot);
    var subscription = Optional.ofNullable(byId.get(id)).orElseThrow();
    if (dot >= 0) {
      var part = told.dataId().substring(dot + 1);
      return Version.of(subscription, Optional.of(part), told.content());
    }
    var expected = subscription.resource().entry().mediaType();
    boolean isMisspelt =
        expected.equals(MediaTypes.ENDPOINT_PROPERTIES)
            && told.mediaType().equals(ENDPOINT_PROPERTIES_MISSPELT);
    if (!told.mediaType().equals(expected) && !isMisspelt) {
      throw new WireException("expected " + expected + ", found " + told.mediaType());
    }
    return Version.of(subscription, Optional.empty(), told.content());
  }

  private List<Subscription> known(List<String> ids) {
    return ids.stream()
        .flatMap(id -> Optional.ofNullable(byId.get(id)).stream())
        .distinct()
        .toList();
  }
}

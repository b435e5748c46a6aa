// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.client.http.AltoClientException;
import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.client.http.AltoHttp;
import dev.tocsin.alto.client.http.Ask;
import dev.tocsin.alto.client.http.OpenAnswer;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.alto.wire.request.AltoRequestWriter;
import dev.tocsin.alto.wire.stream.EventReader;
import dev.tocsin.alto.wire.stream.Multipart;
import dev.tocsin.alto.wire.stream.StreamEvent;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.observe.Printable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One open update stream (RFC 8895 §6) with its control (§7). One thread takes what comes; any may
/// add, remove and close.
public final class UpdateStream implements AutoCloseable {

  // RFC 8895 §8.3 shows a control request with this type: there is nothing to answer.
  private static final String NO_BODY = "text/plain";

  private final AltoHttp http;
  private final Substreams substreams;
  private final OpenAnswer answer;
  private final EventReader reader;
  private volatile Optional<URI> control = Optional.empty();

  private UpdateStream(AltoHttp http, Substreams substreams, OpenAnswer answer) {
    this.http = http;
    this.substreams = substreams;
    this.answer = answer;
    this.reader = new EventReader(http.settings().limits().bodyBytesMax());
  }

  /// @param service an update stream of the directory, among whose `uses` all subscriptions are
  /// @param held versions that the client has already; those with a tag need not be sent again
  /// @throws AltoClientException if the server opens none
  public static UpdateStream open(
      AltoHttp http,
      Resource service,
      Collection<Subscription> subscriptions,
      Map<Subscription, Version> held)
      throws AltoClientException {
    var substreams = new Substreams();
    var added =
        new AltoRequest.StreamChange(substreams.expect(subscriptions, held), Optional.empty());
    var ask = post(service.uri(), service.entry().mediaType(), added);
    return new UpdateStream(http, substreams, http.open(ask));
  }

  private static Ask post(URI uri, String mediaType, AltoRequest.StreamChange change) {
    var body = new Ask.Body(MediaTypes.STREAM_PARAMETERS, AltoRequestWriter.write(change));
    return Ask.post(uri, mediaType, body);
  }

  /// Waits for what comes next.
  ///
  /// @return empty when the stream has ended
  /// @throws AltoClientException if it breaks off, or nothing comes for that long
  /// @throws WireException if what came is not what the RFC allows; the stream is of no use then
  public Optional<List<Arrival>> next(Duration silence) throws AltoClientException {
    var pieces = answer.next(silence);
    if (pieces.isEmpty()) return Optional.empty();
    var arrivals = new ArrayList<Arrival>();
    for (var piece : pieces.get()) {
      for (var event : reader.read(piece)) {
        for (var part : Multipart.parts(event)) arrivals.add(take(part));
      }
    }
    return Optional.of(arrivals);
  }

  private Arrival take(StreamEvent event) {
    var arrival = substreams.take(event);
    if (arrival instanceof Arrival.Opened(var uri)) control = uri.map(this::controlUri);
    return arrival;
  }

  private URI controlUri(String text) {
    URI uri;
    try {
      uri = Ask.check(answer.uri().resolve(URI.create(text)));
    } catch (IllegalArgumentException e) {
      throw new WireException("expected a control URI: " + e.getMessage());
    }
    // RFC 8895 §10.3: who reads it on its way can end the stream.
    if (isSecure(answer.uri()) && !isSecure(uri)) {
      throw new WireException("expected a control URI of HTTPS, found " + uri);
    }
    return uri;
  }

  private static boolean isSecure(URI uri) {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  /// Whether subscriptions can be added and removed; not before the first event came.
  public boolean isControlled() {
    return control.isPresent();
  }

  /// Has the server tell of these, too (RFC 8895 §7.5).
  ///
  /// @throws AltoClientException if the stream cannot be controlled, or the server refuses
  public void add(Collection<Subscription> subscriptions) throws AltoClientException {
    var uri = control();
    var added = substreams.expect(subscriptions, Map.of());
    try {
      http.tell(post(uri, NO_BODY, new AltoRequest.StreamChange(added, Optional.empty())));
    } catch (AltoClientException e) {
      substreams.forget(added.keySet());
      throw e;
    }
  }

  /// Has the server end to tell of these; it says on the stream when it has. With the last of them
  /// the stream ends (RFC 8895 §7.6).
  ///
  /// @throws AltoClientException if the stream cannot be controlled, or the server refuses
  public void remove(Collection<Subscription> subscriptions) throws AltoClientException {
    var uri = control();
    var ids = new LinkedHashSet<>(substreams.idsOf(subscriptions));
    // An empty list would mean all.
    if (ids.isEmpty()) return;
    http.tell(post(uri, NO_BODY, new AltoRequest.StreamChange(Map.of(), Optional.of(ids))));
  }

  private URI control() throws AltoClientException {
    return control.orElseThrow(
        () ->
            AltoClientException.of(
                Kind.NOT_OFFERED, Printable.escape(answer.uri() + " cannot be controlled")));
  }

  /// Ends it without a word; who waits for more is told so.
  @Override
  public void close() {
    answer.close();
  }
}

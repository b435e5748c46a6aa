// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.server;

import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.io.access.AccessRules;
import dev.tocsin.alto.io.access.Offered;
import dev.tocsin.alto.io.edition.Edition;
import dev.tocsin.alto.io.edition.Questions;
import dev.tocsin.alto.io.edition.Rendered;
import dev.tocsin.alto.io.operations.Operations;
import dev.tocsin.alto.io.stream.StreamCounts;
import dev.tocsin.alto.io.stream.StreamHub;
import dev.tocsin.alto.io.stream.StreamLimits;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.request.AltoRequestReader;
import dev.tocsin.base.http.WebSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Handler;

/// Holds the editions that are served, one for each view, and the handler that serves them.
public final class Published {

  private static final String MAX_AGE = "max-age=60";

  private final AccessRules access;
  private final Operations operations;
  private final List<Audience> audiences;
  private final StreamCounts streamCounts;

  /// @param requests of requests
  /// @param streams of update streams
  /// @param counts of these
  public record Limits(WebSettings.Limits requests, StreamLimits streams, StreamCounts counts) {}

  /// Who may ask, and what happens around it.
  public record Rules(AccessRules access, Operations operations) {}

  /// @param offered in the order in which views are tried
  /// @throws dev.tocsin.alto.core.maps.MapException if the publication lacks what is offered
  public Published(List<Offered> offered, Rules rules, Publication first, Limits limits) {
    this.access = rules.access();
    this.operations = rules.operations();
    this.streamCounts = limits.counts();
    var bounds = JsonBounds.REQUEST;
    var questions =
        new Questions(
            new AltoRequestReader(
                new JsonBounds(
                    limits.requests().bodyBytesMax(), bounds.depthMax(), bounds.stringCharsMax())));
    var room = new Semaphore(limits.requests().requestsMax());
    var known = new ConcurrentHashMap<Service, Rendered>();
    this.audiences =
        offered.stream()
            .map(
                each -> {
                  var edition = new AtomicReference<>(Edition.of(each.catalog(), first, known));
                  var streams =
                      new StreamHub(
                          each.catalog(), questions, limits.streams(), streamCounts, edition.get());
                  var door = new StreamDoor(each.catalog(), questions, streams);
                  var handler =
                      new AltoHandler(
                          each.catalog(),
                          new AltoHandler.Bounds(limits.requests(), room, cacheControl(offered)),
                          edition,
                          door);
                  return new Audience(each, edition, streams, handler);
                })
            .toList();
  }

  /// Maps change when the network does: a minute spares most requests, and tags tell the rest.
  private String cacheControl(List<Offered> offered) {
    // RFC 9111 §5.2.2: what not everybody sees is for no cache that many share.
    boolean isForAll =
        !access.isRequired() && offered.size() == 1 && offered.getFirst().admission().isForAll();
    return (isForAll ? "public, " : "private, ") + MAX_AGE;
  }

  /// Replaces everything at once, or nothing.
  public void publish(Publication publication) {
    var known = new ConcurrentHashMap<Service, Rendered>();
    for (var each : audiences) {
      known.putAll(each.edition().get().common(each.offered().catalog(), publication));
    }
    var next = new ArrayList<Edition>();
    for (var each : audiences) {
      next.add(Edition.of(each.offered().catalog(), publication, known));
    }
    for (int i = 0; i < next.size(); i++) audiences.get(i).publish(next.get(i));
  }

  public Handler handler() {
    return new Reception(access, operations, audiences);
  }

  /// Ends all update streams.
  ///
  /// @param reason told to whoever has one
  public void end(String reason) {
    audiences.forEach(each -> each.streams().end(reason));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.peer;

import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.core.usage.CertificateStore;
import dev.tocsin.reload.io.control.OperatedPeer;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has a peer's certificate lie in the overlay where others look for it (CS-1, CS-2).
final class CertificateUpkeep implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CertificateUpkeep.class);
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final OperatedPeer peer;
  private final PeerCertificate certificate;
  private final InstantSource clock;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().daemon().name("reload-certificate").unstarted(work));

  CertificateUpkeep(OperatedPeer peer, PeerCertificate certificate, InstantSource clock) {
    this.peer = peer;
    this.certificate = certificate;
    this.clock = clock;
  }

  /// The peer is in its overlay, perhaps once more.
  void joined() {
    if (begun.compareAndSet(false, true)) timer.execute(this::check);
  }

  private void check() {
    var checks = CertificateStore.places(certificate).stream().map(this::keepAt).toList();
    CompletableFuture.allOf(checks.toArray(CompletableFuture[]::new))
        .whenComplete((_, failure) -> again(failure == null));
  }

  // CS-2: "about every 24 hours".
  private void again(boolean stands) {
    var wait = stands ? CertificateStore.CHECKED_EVERY : AGAIN;
    long nearly = Math.round(wait.toMillis() * ThreadLocalRandom.current().nextDouble(0.9, 1.1));
    if (!timer.isShutdown()) {
      var unused = timer.schedule(this::check, nearly, TimeUnit.MILLISECONDS);
    }
  }

  /// Completes exceptionally if it does not stand at this place, and could not be stored.
  CompletableFuture<Void> keepAt(Id place) {
    var all = new KindQuery.Which.Range(0, KindQuery.Which.Range.LAST);
    var query = new KindQuery(CertificateStore.KIND, 0, all);
    return ask(place, new Request.Fetch(place, List.of(query)))
        .thenCompose(
            response ->
                switch (response) {
                  case Response.Answer.Fetched fetched -> checked(place, fetched);
                  default -> failed(place, response);
                });
  }

  private CompletableFuture<Void> checked(Id place, Response.Answer.Fetched fetched) {
    var found = fetched.kinds().stream().flatMap(kind -> kind.values().stream()).toList();
    var due = CertificateStore.due(certificate, found, clock.instant());
    return due.isEmpty() ? CompletableFuture.completedFuture(null) : store(place, due.get());
  }

  private CompletableFuture<Void> store(Id place, StoredValue value) {
    var signed = peer.signed(place, CertificateStore.KIND, value);
    var values = new KindValues(CertificateStore.KIND, 0, List.of(signed));
    return ask(place, new Request.Store(place, List.of(values)))
        .thenCompose(
            response ->
                response instanceof Response.Answer.Stored
                    ? CompletableFuture.completedFuture(null)
                    : failed(place, response));
  }

  private CompletableFuture<Response> ask(Id place, Request request) {
    var route = List.<Destination>of(new Destination.Unresolved(place));
    return peer.ask(route, request, NodeInput.Manner.PLAIN).thenApply(reply -> reply.response());
  }

  private static CompletableFuture<Void> failed(Id place, Response response) {
    log.warn("the certificate is not at {} yet: {}", place, response);
    return CompletableFuture.failedFuture(new IllegalStateException("not at " + place));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

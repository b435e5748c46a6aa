// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.service;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.control.ControlServer;
import dev.tocsin.base.identity.NativeCryptography;
import dev.tocsin.base.observe.Health;
import dev.tocsin.base.observe.Metrics;
import dev.tocsin.base.observe.ObserveServer;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.io.control.PeerDesk;
import dev.tocsin.reload.io.control.PeerStatus;
import dev.tocsin.reload.io.link.LinkFigures;
import dev.tocsin.reload.io.peer.PeerListener;
import dev.tocsin.reload.io.peer.PeerRuntime;
import dev.tocsin.reload.io.peer.PeerSettings;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A peer as a configuration file describes it, with its control socket and its metrics.
public final class PeerService implements AutoCloseable {

  private static final Duration FAREWELL = Duration.ofSeconds(5);
  private static final Duration STATUS_PATIENCE = Duration.ofSeconds(2);

  private final PeerRuntime peer;
  private final InstantSource clock = InstantSource.system();
  private final Metrics metrics = new Metrics().withProcess();
  private final CompletableFuture<Void> joined = new CompletableFuture<>();
  private final CompletableFuture<Void> departed = new CompletableFuture<>();
  private @Nullable ControlServer control;
  private @Nullable ObserveServer observe;

  private PeerService(PeerSettings settings) throws IOException {
    this.peer = PeerRuntime.start(settings, clock, new Heard());
  }

  private final class Heard implements PeerListener {
    @Override
    public void joined() {
      joined.complete(null);
    }

    @Override
    public void departed() {
      departed.complete(null);
    }
  }

  /// It listens when this returns, and looks for its overlay.
  ///
  /// @throws ConfigException if a file is missing or wrong, or the address cannot be had
  /// @throws dev.tocsin.base.store.StoreException if another process has the state folder
  public static PeerService start(PeerConfiguration configuration) {
    NativeCryptography.install();
    PeerService service;
    try {
      service = new PeerService(configuration.settings(InstantSource.system().instant()));
    } catch (IOException e) {
      throw new ConfigException(
          configuration.file(), Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
    }
    try {
      service.open(configuration);
      return service;
    } catch (RuntimeException e) {
      service.abandon();
      throw e;
    }
  }

  private void open(PeerConfiguration configuration) {
    control =
        ControlServer.open(configuration.control(), new PeerDesk(peer, clock, PeerDesk.PATIENCE));
    peer.linkFigures().keySet().forEach(this::counted);
    metrics.gauge("tocsin.reload.places", "Places that it keeps values of", () -> kept().places());
    metrics.gauge("tocsin.reload.bytes", "Bytes of these values", () -> kept().bytes());
    metrics.gauge("tocsin.reload.links", "Links to other nodes", () -> status().links().size());
    var port = configuration.observe().metricsPort();
    if (port.isEmpty()) return;
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getAsInt());
    observe = ObserveServer.start(address, metrics, new Health().ready("overlay", this::outside));
  }

  private void counted(RouteLogEntry.Link kind) {
    counted(kind, "handshakes", "Handshakes that led to a link", LinkFigures.Values::completed);
    counted(kind, "handshakes.failed", "Handshakes that did not", LinkFigures.Values::failed);
    counted(kind, "limited", "Turned away: too often", LinkFigures.Values::limited);
    counted(kind, "shed", "Turned away: too many at once", LinkFigures.Values::shed);
    counted(kind, "malformed", "Not this protocol", LinkFigures.Values::malformed);
    counted(kind, "overflowed", "Messages without room", LinkFigures.Values::overflowed);
  }

  private void counted(
      RouteLogEntry.Link kind, String what, String help, ToLongFunction<LinkFigures.Values> value) {
    metrics.counted(
        "tocsin.reload.link." + what,
        help,
        peer,
        each -> value.applyAsLong(Objects.requireNonNull(each.linkFigures().get(kind))),
        "kind",
        kind.name().toLowerCase(Locale.ROOT));
  }

  private Node.Kept kept() {
    return status().kept();
  }

  private PeerStatus status() {
    return now(peer.status());
  }

  private Optional<String> outside() {
    return now(peer.isInside()) ? Optional.empty() : Optional.of("looks for its overlay");
  }

  private static <T> T now(CompletableFuture<T> future) {
    try {
      return future.get(STATUS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the peer does not say how it is", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  public PeerRuntime peer() {
    return peer;
  }

  /// Completes when it is in its overlay for the first time.
  public CompletableFuture<Void> joined() {
    return joined;
  }

  /// Completes when it has left because it was told to on its control socket, or by {@link #close}.
  public CompletableFuture<Void> departed() {
    return departed;
  }

  /// Leaves politely, for a few seconds at most.
  @Override
  public void close() {
    closeDesk();
    if (departed.isDone()) peer.close();
    else peer.depart(FAREWELL);
  }

  /// Without a word to the others.
  private void abandon() {
    closeDesk();
    peer.close();
  }

  private void closeDesk() {
    if (observe != null) observe.close();
    if (control != null) control.close();
    metrics.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.gobgp;

import dev.tocsin.alto.core.policy.RouteTable;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.gobgp.GobgpEndpoint;
import dev.tocsin.base.gobgp.api.GobgpApiGrpc;
import dev.tocsin.base.gobgp.api.ListPathRequest;
import dev.tocsin.base.gobgp.api.Path;
import dev.tocsin.base.gobgp.api.WatchEventRequest;
import dev.tocsin.base.gobgp.api.WatchEventResponse;
import dev.tocsin.base.gobgp.api.WatchEventResponse.PeerEvent;
import dev.tocsin.base.time.Backoff;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the best unicast routes of a running gobgpd: all that there are, then each change. When
/// the daemon is gone, what was known stays, and it is tried again, ever more slowly.
///
/// One thread of its own follows; any thread may read.
public final class GobgpFeed implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GobgpFeed.class);
  private static final Duration RETRY_MIN = Duration.ofSeconds(1);
  private static final Duration RETRY_MAX = Duration.ofMinutes(1);
  private static final int LIST_MINUTES = 10;
  private static final int MESSAGE_BYTES_MAX = 64 << 20;

  private final GobgpEndpoint endpoint;
  private final GobgpTable table;
  private final ManagedChannel channel;
  private final Backoff backoff = new Backoff(RETRY_MIN, RETRY_MAX, new SplittableRandom());
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<String> failure = Optional.of("not connected yet");

  private GobgpFeed(GobgpEndpoint endpoint, ManagedChannel channel, Duration restartWait) {
    this.endpoint = endpoint;
    this.channel = channel;
    this.table = new GobgpTable(restartWait);
  }

  /// Begins to follow; nothing is known yet.
  ///
  /// @param restartWait how long a daemon that came back may have fewer than half of its routes
  ///   until that is believed
  /// @throws SourceException if the certificates to trust cannot be read
  public static GobgpFeed open(GobgpEndpoint endpoint, Duration restartWait) {
    try {
      var feed = new GobgpFeed(endpoint, endpoint.open(), restartWait);
      Thread.ofVirtual().name("gobgp-feed").start(feed::run);
      return feed;
    } catch (IOException e) {
      throw new SourceException(name(endpoint), String.valueOf(e.getMessage()), e);
    }
  }

  private static String name(GobgpEndpoint endpoint) {
    return "gobgpd at " + endpoint;
  }

  /// @throws SourceException if the daemon's table is not known within that time
  public void awaitFirst(Duration most) {
    try {
      if (table.awaitFirst(most)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SourceException(
        name(endpoint),
        "first table",
        failure.orElse("not told within " + most.toSeconds() + " s"));
  }

  /// Changes whenever the table does.
  public long version() {
    return table.version(System.nanoTime());
  }

  /// Why the table may be of before.
  public Optional<String> problem() {
    return failure.or(table::waiting).map(why -> name(endpoint) + ": " + why);
  }

  /// @return how many routes there are
  public int addTo(RouteTable.Builder routes) {
    return table.addTo(routes);
  }

  private void run() {
    while (closed.getCount() > 0) {
      try {
        session();
        failure = Optional.of("ended the session");
      } catch (StatusRuntimeException e) {
        failure = Optional.of(words(e.getStatus()));
      } catch (WireException | IllegalArgumentException e) {
        failure = Optional.of("tells what cannot be read: " + e.getMessage());
      }
      if (!isClosedWithin(backoff.next())) {
        log.warn("{}; what was known stays", problem().orElse(""));
      }
    }
  }

  private boolean isClosedWithin(Duration wait) {
    try {
      return closed.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      closed.countDown();
      return true;
    }
  }

  private void session() {
    // After a long time without the daemon, gRPC itself would wait for minutes.
    channel.resetConnectBackoff();
    var events = watch();
    table.begin();
    list(true);
    list(false);
    table.listed(System.nanoTime());
    failure = Optional.empty();
    backoff.reset();
    log.info("{} is followed", name(endpoint));
    while (events.hasNext()) {
      for (var path : events.next().getTable().getPathsList()) {
        GobgpRoute.changed(path).ifPresent(table::take);
      }
    }
  }

  /// What changes from now on: the daemon says when watching has begun, so that nothing is missed
  /// between the listing and the first change.
  private Iterator<WatchEventResponse> watch() {
    var best =
        WatchEventRequest.Table.newBuilder()
            .addFilters(WatchEventRequest.Table.Filter.getDefaultInstance());
    var request =
        WatchEventRequest.newBuilder()
            .setPeer(WatchEventRequest.Peer.getDefaultInstance())
            .setTable(best)
            .build();
    var events =
        GobgpApiGrpc.newBlockingStub(channel)
            .withMaxInboundMessageSize(MESSAGE_BYTES_MAX)
            .watchEvent(request);
    while (events.hasNext()) {
      if (events.next().getPeer().getType() == PeerEvent.Type.END_OF_INIT) return events;
    }
    throw Status.UNAVAILABLE.withDescription("ended before it began").asRuntimeException();
  }

  private void list(boolean ipv4) {
    var request =
        ListPathRequest.newBuilder()
            .setFamily(GobgpRoute.family(ipv4))
            .setEnableOnlyBinary(true)
            .build();
    var routes =
        GobgpApiGrpc.newBlockingStub(channel)
            .withDeadlineAfter(LIST_MINUTES, TimeUnit.MINUTES)
            .withMaxInboundMessageSize(MESSAGE_BYTES_MAX)
            .listPath(request);
    try {
      while (routes.hasNext()) {
        routes.next().getDestination().getPathsList().stream()
            .filter(Path::getBest)
            .map(GobgpRoute::listed)
            .forEach(table::take);
      }
    } catch (StatusRuntimeException e) {
      // A daemon without that family has no such routes.
      if (!String.valueOf(e.getStatus().getDescription()).endsWith("not supported")) throw e;
    }
  }

  private static String words(Status status) {
    var cause = status.getCause() == null ? "" : " (" + status.getCause().getMessage() + ")";
    return switch (status.getCode()) {
      case UNAVAILABLE -> "cannot be reached: " + status.getDescription() + cause;
      case DEADLINE_EXCEEDED -> "did not tell its table in time";
      default -> "refused: " + status.getCode() + " " + status.getDescription() + cause;
    };
  }

  @Override
  public void close() {
    closed.countDown();
    channel.shutdownNow();
  }
}

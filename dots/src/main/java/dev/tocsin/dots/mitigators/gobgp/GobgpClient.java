// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.gobgp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import dev.tocsin.base.gobgp.api.AddPathStreamRequest;
import dev.tocsin.base.gobgp.api.GobgpApiGrpc;
import dev.tocsin.base.gobgp.api.ListPathRequest;
import dev.tocsin.base.gobgp.api.Path;
import dev.tocsin.base.gobgp.api.TableLookupPrefix;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.gobgp.RouteWriter.Announcement;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Speaks to one gobgpd. Every call has a deadline; one that fails is a {@link MitigatorException}.
///
/// It only ever touches routes that gobgpd originates itself and that carry our path identifier.
final class GobgpClient implements AutoCloseable {

  private static final int ROUTES_PER_CALL = 1_000;

  private final GobgpSettings.Api api;
  private final ManagedChannel channel;

  /// Connects when it is first needed, and again whenever the connection was lost.
  GobgpClient(GobgpSettings.Api api) {
    this.api = api;
    this.channel = channel(api);
  }

  private static ManagedChannel channel(GobgpSettings.Api api) {
    try {
      return api.endpoint().open();
    } catch (IOException e) {
      throw new MitigatorException(String.valueOf(e.getMessage()), e);
    }
  }

  void announce(Collection<Announcement> announcements) {
    send(announcements.stream().map(this::path).toList());
  }

  void withdraw(Collection<Route.Name> names) {
    send(names.stream().map(name -> path(name).setIsWithdraw(true).build()).toList());
  }

  private Path path(Announcement announcement) {
    return path(announcement.name()).addAllPattrsBinary(announcement.attributes()).build();
  }

  private Path.Builder path(Route.Name name) {
    return Path.newBuilder()
        .setFamily(name.family().message())
        .setNlriBinary(name.nlri())
        .setIdentifier((int) api.identifier());
  }

  /// In calls of bounded size, each acknowledged before the next.
  private void send(List<Path> paths) {
    for (int from = 0; from < paths.size(); from += ROUTES_PER_CALL) {
      var some = paths.subList(from, Math.min(paths.size(), from + ROUTES_PER_CALL));
      calling(() -> send(AddPathStreamRequest.newBuilder().addAllPaths(some).build()));
    }
  }

  private Empty send(AddPathStreamRequest request) {
    var answer = new Answer(new CompletableFuture<>());
    var requests =
        GobgpApiGrpc.newStub(channel)
            .withDeadlineAfter(api.timeout().toMillis(), TimeUnit.MILLISECONDS)
            .addPathStream(answer);
    requests.onNext(request);
    requests.onCompleted();
    return answer.future().join();
  }

  private record Answer(CompletableFuture<Empty> future) implements StreamObserver<Empty> {
    @Override
    public void onNext(Empty value) {
      future.complete(value);
    }

    @Override
    public void onError(Throwable error) {
      future.completeExceptionally(error);
    }

    @Override
    public void onCompleted() {
      future.completeExceptionally(Status.INTERNAL.asRuntimeException());
    }
  }

  /// All routes of ours in a table, with their attributes. A table that gobgpd does not have is
  /// empty.
  Map<Route.Name, Set<ByteString>> list(RouteFamily family) {
    var request = listing(family).build();
    var ours = new HashMap<Route.Name, Set<ByteString>>();
    for (var path : calling(() -> paths(request, api.listTimeout()))) {
      ours.put(
          new Route.Name(family, path.getNlriBinary()), Set.copyOf(path.getPattrsBinaryList()));
    }
    return ours;
  }

  /// Which of the routes stand.
  Set<Route.Name> standing(RouteFamily family, List<Route.Name> names) {
    if (!family.isUnicast()) return list(family).keySet();
    // There may be a million prefixes of others: ask for our own only.
    var standing = new HashSet<Route.Name>();
    for (int from = 0; from < names.size(); from += ROUTES_PER_CALL) {
      var request = listing(family);
      for (var name : names.subList(from, Math.min(names.size(), from + ROUTES_PER_CALL))) {
        request.addPrefixes(TableLookupPrefix.newBuilder().setPrefix(name.prefix()));
      }
      for (var path : calling(() -> paths(request.build(), api.timeout()))) {
        standing.add(new Route.Name(family, path.getNlriBinary()));
      }
    }
    return standing;
  }

  private static ListPathRequest.Builder listing(RouteFamily family) {
    return ListPathRequest.newBuilder().setFamily(family.message()).setEnableOnlyBinary(true);
  }

  private List<Path> paths(ListPathRequest request, Duration timeout) {
    var ours = new ArrayList<Path>();
    var responses =
        GobgpApiGrpc.newBlockingStub(channel)
            .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .listPath(request);
    try {
      while (responses.hasNext()) {
        var paths = responses.next().getDestination().getPathsList();
        paths.stream().filter(this::isOurs).forEach(ours::add);
      }
    } catch (StatusRuntimeException e) {
      var reason = String.valueOf(e.getStatus().getDescription());
      if (reason.startsWith("address family") && reason.endsWith("not supported")) return List.of();
      throw e;
    }
    return ours;
  }

  private boolean isOurs(Path path) {
    // What gobgpd originates has no neighbour, which Go prints so.
    boolean originated = path.getNeighborIp().isEmpty() || path.getNeighborIp().equals("<nil>");
    return originated && path.getIdentifier() == (int) api.identifier();
  }

  private <T> T calling(Supplier<T> call) {
    // After a long time without the daemon, gRPC would wait for minutes until it looks again.
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw failed(e, e.getStatus());
    } catch (CompletionException e) {
      throw failed(e, Status.fromThrowable(e));
    }
  }

  private MitigatorException failed(RuntimeException e, Status status) {
    var reason =
        switch (status.getCode()) {
          case UNAVAILABLE -> "cannot be reached";
          case DEADLINE_EXCEEDED -> "did not answer in time";
          default -> "refused";
        };
    var cause = status.getCause() == null ? "" : " (" + status.getCause().getMessage() + ")";
    return new MitigatorException(
        "gobgpd at %s %s: %s%s".formatted(api.endpoint(), reason, status.getDescription(), cause),
        e);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Requests of the data channel that wait for the server's loop and the disk. Each waits on a
/// thread of its own; how many there are is bounded by the web server.
public final class DataExchanges {

  private final Supplier<ExchangeId> ids;
  private final Predicate<ServerInput> loop;
  private final Duration waitMax;
  private final Map<ExchangeId, CompletableFuture<DataAnswer>> waiting = new ConcurrentHashMap<>();

  /// @param loop takes an input, or says that it has no room
  public DataExchanges(Supplier<ExchangeId> ids, Predicate<ServerInput> loop, Duration waitMax) {
    this.ids = ids;
    this.loop = loop;
    this.waitMax = waitMax;
  }

  /// @return empty if the loop has no room or does not answer in time
  Optional<DataAnswer> ask(PeerIdentity peer, DataRequest request) {
    var exchange = ids.get();
    var answer = new CompletableFuture<DataAnswer>();
    waiting.put(exchange, answer);
    try {
      if (!loop.test(new ServerInput.DataRequested(exchange, peer, request))) {
        return Optional.empty();
      }
      return Optional.of(answer.get(waitMax.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException slow) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("answers are given, not failed", e);
    } finally {
      waiting.remove(exchange);
    }
  }

  /// Any thread; an answer that nobody waits for any more is dropped.
  public void answer(ExchangeId exchange, DataAnswer answer) {
    var future = waiting.get(exchange);
    if (future != null) future.complete(answer);
  }
}

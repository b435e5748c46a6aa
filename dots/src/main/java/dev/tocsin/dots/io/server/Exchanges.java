// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.server;

import dev.tocsin.dots.core.server.ExchangeId;
import dev.tocsin.dots.core.server.ServerInput;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Requests over HTTP or the control socket that wait for the server's loop and the disk. Each
/// waits on a thread of its own; how many there are is bounded by who serves them.
///
/// @param <A> how they are answered
public final class Exchanges<A> {

  private final Supplier<ExchangeId> ids;
  private final Predicate<ServerInput> loop;
  private final Duration waitMax;
  private final Map<ExchangeId, CompletableFuture<A>> waiting = new ConcurrentHashMap<>();

  /// @param loop takes an input, or says that it has no room
  public Exchanges(Supplier<ExchangeId> ids, Predicate<ServerInput> loop, Duration waitMax) {
    this.ids = ids;
    this.loop = loop;
    this.waitMax = waitMax;
  }

  /// @return empty if the loop has no room or does not answer in time
  public Optional<A> ask(Function<ExchangeId, ServerInput> request) {
    var exchange = ids.get();
    var answer = new CompletableFuture<A>();
    waiting.put(exchange, answer);
    try {
      if (!loop.test(request.apply(exchange))) return Optional.empty();
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
  public void answer(ExchangeId exchange, A answer) {
    var future = waiting.get(exchange);
    if (future != null) future.complete(answer);
  }
}

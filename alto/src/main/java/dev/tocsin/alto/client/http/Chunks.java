// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/// The body of an answer that goes on, piece by piece: no more is read from the connection than
/// somebody takes, so that a fast server waits for a slow client. Written by the HTTP client's
/// threads, taken from by one thread.
final class Chunks implements BodySubscriber<Chunks> {

  // One piece is asked for at a time; behind it the end may stand, and that it was closed.
  private static final int PLACES = 3;

  private final CompletableFuture<Chunks> begun = new CompletableFuture<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private final BlockingQueue<Next> queue = new ArrayBlockingQueue<>(PLACES);

  /// What comes next.
  sealed interface Next {
    record Piece(List<ByteBuffer> bytes) implements Next {}

    record End() implements Next {}

    record Failed(Throwable cause) implements Next {}
  }

  @Override
  public CompletionStage<Chunks> getBody() {
    return begun;
  }

  @Override
  public void onSubscribe(Flow.Subscription to) {
    subscription.complete(to);
    to.request(1);
    begun.complete(this);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    put(new Next.Piece(bytes));
  }

  @Override
  public void onError(Throwable cause) {
    put(new Next.Failed(cause));
    begun.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    put(new Next.End());
  }

  private void put(Next next) {
    boolean isPut = queue.offer(next);
    // A full queue holds its end already.
    assert isPut || !(next instanceof Next.Piece) : "a piece came that was not asked for";
  }

  /// @return empty if nothing comes for that long
  Optional<Next> next(Duration wait) throws InterruptedException {
    var next = queue.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    switch (next) {
      case Next.Piece _ -> subscription.join().request(1);
      // Whoever asks again hears the same.
      case Next.End _, Next.Failed _ -> put(next);
      case null -> {}
    }
    return Optional.ofNullable(next);
  }

  /// Gives the connection up; who waits goes on.
  void close() {
    subscription.thenAccept(Flow.Subscription::cancel);
    put(new Next.End());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.core.transaction;

import dev.tocsin.base.time.Deadlines;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The requests that wait for their responses, by transaction.
///
/// @param <R> what belongs to a request: what to send again, whom to tell
public final class Pending<R> {

  private static final class Waiting<R> {
    final R request;
    final Instant until;
    Duration wait;

    Waiting(R request, Instant until, Duration wait) {
      this.request = request;
      this.until = until;
      this.wait = wait;
    }
  }

  /// What time did.
  ///
  /// @param isOver whether nobody waits any longer; otherwise it is to be sent again, with the same
  ///   transaction (TO-2)
  public record Due<R>(long transaction, R request, boolean isOver) {}

  private final Retransmission retransmission;
  private final RandomGenerator random;
  private final Map<Long, Waiting<R>> waiting = new HashMap<>();
  private final Deadlines<Long> deadlines = new Deadlines<>();

  /// @param random for transactions: others must not guess them
  public Pending(Retransmission retransmission, RandomGenerator random) {
    this.retransmission = retransmission;
    this.random = random;
  }

  /// @return a transaction that nobody else has (FH-7)
  public long newTransaction() {
    long transaction;
    do {
      transaction = random.nextLong();
    } while (waiting.containsKey(transaction));
    return transaction;
  }

  /// A request was sent for the first time.
  public void begin(long transaction, R request, Instant now) {
    var wait = retransmission.first();
    waiting.put(transaction, new Waiting<>(request, now.plus(retransmission.limit()), wait));
    deadlines.set(transaction, now.plus(wait));
  }

  public Optional<R> get(long transaction) {
    return Optional.ofNullable(waiting.get(transaction)).map(each -> each.request);
  }

  /// Nobody waits for it any more.
  public Optional<R> end(long transaction) {
    var ended = waiting.remove(transaction);
    deadlines.clear(transaction);
    return Optional.ofNullable(ended).map(each -> each.request);
  }

  public List<Due<R>> due(Instant now) {
    var due = new ArrayList<Due<R>>();
    for (long transaction : deadlines.expired(now)) {
      var each = Objects.requireNonNull(waiting.get(transaction));
      boolean isOver = !each.until.isAfter(now);
      if (isOver) {
        waiting.remove(transaction);
      } else {
        each.wait = retransmission.after(each.wait);
        var next = now.plus(each.wait);
        deadlines.set(transaction, next.isBefore(each.until) ? next : each.until);
      }
      due.add(new Due<>(transaction, each.request, isOver));
    }
    return due;
  }

  public Instant deadline() {
    return deadlines.next();
  }

  public int size() {
    return waiting.size();
  }
}

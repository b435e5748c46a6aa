// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Sessions that keep so many PUTs outstanding each: an answer makes room for the next request.
/// What stays unanswered for a second is counted as lost and sent as another one. All state belongs
/// to the sessions' thread but the counters.
public final class PutRun implements AutoCloseable, Sessions.Events {

  private static final long LOST_AFTER_NANOS = 1_000_000_000L;
  private static final int SLOT_BITS = 8;

  private final PutPlan plan;
  private final Sessions sessions;
  private final PutMessage[] messages;
  private final long[] sent;
  private final int[][] tokens;
  private final long[][] sentAt;
  private final Latencies latencies = new Latencies();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicReference<String> refusal = new AtomicReference<>("");

  /// What happened since the run began.
  ///
  /// @param refused answers that were no success
  /// @param refusal the first of them; empty if there was none
  public record Counts(long answered, long refused, long lost, String refusal) {}

  PutRun(PutPlan plan, Sessions sessions) {
    this.plan = plan;
    this.sessions = sessions;
    messages = new PutMessage[plan.sessions()];
    sent = new long[plan.sessions()];
    tokens = new int[plan.sessions()][plan.outstanding()];
    sentAt = new long[plan.sessions()][plan.outstanding()];
    sessions.start(this::begin);
  }

  public Counts counts() {
    return new Counts(answered.get(), refused.get(), lost.get(), refusal.get());
  }

  /// Bytes of one request before encryption.
  public int requestBytes() {
    return plan.message().apply(0).bytes();
  }

  /// @param part 0.5 for the median
  /// @return microseconds from request to answer since the last {@link #forgetLatencies}
  public long latencyMicros(double part) {
    return latencies.micros(part);
  }

  public void forgetLatencies() {
    sessions.run(latencies::reset);
  }

  /// To be called a few times a second.
  public void sendLostAgain() {
    sessions.run(this::sweep);
  }

  private void begin() {
    for (int session = 0; session < plan.sessions(); session++) {
      messages[session] = plan.message().apply(session);
      sessions.open(this);
      sessions.handshake(session, false);
    }
  }

  private void next(int session, int slot) {
    long n = sent[session]++;
    int token = (int) (n << SLOT_BITS) | slot;
    tokens[session][slot] = token;
    sentAt[session][slot] = System.nanoTime();
    sessions.send(session, messages[session].write(token, plan.mids().mid(n)));
  }

  @Override
  public void received(int session, byte[] message) {
    if (!PutMessage.isAnswer(message)) return;
    int token = PutMessage.token(message);
    int slot = token & (1 << SLOT_BITS) - 1;
    if (slot >= plan.outstanding() || tokens[session][slot] != token) return;
    latencies.record(System.nanoTime() - sentAt[session][slot]);
    if (message[1] >> 5 == 2) {
      answered.lazySet(answered.get() + 1);
    } else {
      refused(message);
    }
    next(session, slot);
  }

  private void refused(byte[] message) {
    refused.incrementAndGet();
    if (refusal.get().isEmpty()) refusal.set(PutMessage.refusal(message));
  }

  private void sweep() {
    long now = System.nanoTime();
    for (int session = 0; session < plan.sessions(); session++) {
      if (!sessions.isOpen(session)) continue;
      for (int slot = 0; slot < plan.outstanding(); slot++) {
        if (now - sentAt[session][slot] < LOST_AFTER_NANOS) continue;
        lost.incrementAndGet();
        next(session, slot);
      }
    }
  }

  @Override
  public void established(int session) {
    for (int slot = 0; slot < plan.outstanding(); slot++) next(session, slot);
  }

  @Override
  public void failed(int session, String reason) {
    refusal.compareAndSet("", "handshake: " + reason);
    sessions.handshake(session, false);
  }

  @Override
  public void close() {
    sessions.close();
  }
}

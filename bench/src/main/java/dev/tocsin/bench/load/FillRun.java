// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Sessions that ask for so many mitigations each and repeat every request until it is answered
/// positively. All state belongs to the sessions' thread.
public final class FillRun implements AutoCloseable, Sessions.Events {

  private static final long LOST_AFTER_NANOS = 1_000_000_000L;
  private static final long SWEEP_MILLIS = 250;
  private static final int OUTSTANDING = 32;
  private static final int UNAVAILABLE = 5 << 5 | 3;

  private record Sent(int session, int mid, long at) {}

  private final Sessions sessions;
  private final PutMessage[] messages;
  private final int[] next;
  private final BitSet[] acknowledged;
  private final int each;
  private final Deque<Sent> underWay = new ArrayDeque<>();
  private final CountDownLatch missing;
  private final AtomicReference<String> refusal = new AtomicReference<>("");

  FillRun(Sessions sessions, int count, int each) {
    this.sessions = sessions;
    this.each = each;
    messages = new PutMessage[count];
    next = new int[count];
    acknowledged = new BitSet[count];
    missing = new CountDownLatch(count * each);
    sessions.start(this::begin);
  }

  /// Waits until all are acknowledged.
  ///
  /// @throws IllegalStateException if they are not by then, or the server refuses one
  public void await(Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    try {
      while (!missing.await(SWEEP_MILLIS, TimeUnit.MILLISECONDS)) {
        if (!refusal.get().isEmpty() || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%d requests are not acknowledged: %s".formatted(missing.getCount(), refusal.get()));
        }
        sessions.run(this::sweep);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void begin() {
    for (int session = 0; session < messages.length; session++) {
      messages[session] = PutMessage.mitigate(session);
      acknowledged[session] = new BitSet(each);
      sessions.open(this);
      sessions.handshake(session, false);
    }
  }

  private void next(int session) {
    if (next[session] < each) send(session, next[session]++);
  }

  private void send(int session, int mid) {
    underWay.add(new Sent(session, mid, System.nanoTime()));
    sessions.send(session, messages[session].write(mid, PutMessage.MID_FIRST + mid));
  }

  @Override
  public void received(int session, byte[] message) {
    if (!PutMessage.isAnswer(message)) return;
    int mid = PutMessage.token(message);
    if (mid < 0 || mid >= each || acknowledged[session].get(mid)) return;
    // RFC 7252 §5.9.3.4: too busy; the request is sent again after a while.
    if ((message[1] & 0xFF) == UNAVAILABLE) return;
    if ((message[1] & 0xFF) >> 5 != 2) {
      refusal.compareAndSet("", PutMessage.refusal(message));
      return;
    }
    acknowledged[session].set(mid);
    missing.countDown();
    next(session);
  }

  private void sweep() {
    long now = System.nanoTime();
    for (var sent = underWay.peek(); sent != null; sent = underWay.peek()) {
      if (now - sent.at() < LOST_AFTER_NANOS) return;
      underWay.poll();
      if (!acknowledged[sent.session()].get(sent.mid())) send(sent.session(), sent.mid());
    }
  }

  @Override
  public void established(int session) {
    for (int i = 0; i < OUTSTANDING; i++) next(session);
  }

  @Override
  public void failed(int session, String reason) {
    refusal.compareAndSet("", "handshake: " + reason);
  }

  @Override
  public void close() {
    sessions.close();
  }
}

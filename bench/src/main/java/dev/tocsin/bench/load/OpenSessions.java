// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Sessions that are opened, a few at a time, say one word and then do nothing. A server holds the
/// whole handshake until it hears the first word, to repeat its last flight; a session that is idle
/// has long said it.
public final class OpenSessions implements AutoCloseable, Sessions.Events {

  private static final int AT_A_TIME = 16;
  private static final int GOODBYES = 64;
  private static final Duration GOODBYES_EVERY = Duration.ofMillis(20);

  // RFC 7252 §4.3: a Confirmable empty message, which everybody answers with a Reset.
  private static final byte[] PING = {0x40, 0, 0, 1};

  private final Sessions sessions;
  private final int count;
  private final CountDownLatch missing;
  private final AtomicReference<String> failure = new AtomicReference<>("");
  // Written by the sessions' thread alone.
  private volatile int begun;

  OpenSessions(Sessions sessions, int count) {
    this.sessions = sessions;
    this.count = count;
    missing = new CountDownLatch(count);
    sessions.start(
        () -> {
          for (int i = 0; i < AT_A_TIME; i++) next();
        });
  }

  /// Waits until all are open.
  public void await(Duration time) {
    try {
      if (missing.await(time.toMillis(), TimeUnit.MILLISECONDS)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException(
        "%d of %d sessions could not be opened: %s"
            .formatted(missing.getCount(), count, failure.get()));
  }

  private void next() {
    if (begun == count) return;
    sessions.open(this);
    sessions.handshake(begun, false);
    begun = begun + 1;
  }

  @Override
  public void established(int session) {
    sessions.send(session, PING);
  }

  @Override
  public void failed(int session, String reason) {
    failure.compareAndSet("", reason);
    sessions.handshake(session, false);
  }

  @Override
  public void received(int session, byte[] message) {
    missing.countDown();
    next();
  }

  /// Says goodbye for all, a few at a time: to sessions that only fell silent a server goes on
  /// sending heartbeats, and would hold ten thousand of them under what is measured next.
  @Override
  public void close() {
    try {
      for (int first = 0; first < begun; first += GOODBYES) {
        int from = first;
        var said = new CountDownLatch(1);
        sessions.run(
            () -> {
              int end = Math.min(from + GOODBYES, begun);
              for (int session = from; session < end; session++) sessions.sayGoodbye(session);
              said.countDown();
            });
        if (!said.await(1, TimeUnit.SECONDS)) break;
        Thread.sleep(GOODBYES_EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sessions.close();
    }
  }
}

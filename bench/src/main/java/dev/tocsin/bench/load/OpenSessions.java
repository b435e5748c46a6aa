// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Sessions that are opened, a few at a time, say one word and then do nothing. A server holds the
/// whole handshake until it hears the first word, to repeat its last flight; a session that is idle
/// has long said it.
public final class OpenSessions implements AutoCloseable, LoadGenerator.Sessions.Events {

  private static final int AT_A_TIME = 16;

  // RFC 7252 §4.3: a Confirmable empty message, which everybody answers with a Reset.
  private static final byte[] PING = {0x40, 0, 0, 1};

  private final LoadGenerator.Sessions sessions;
  private final int count;
  private final CountDownLatch missing;
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private int begun;

  OpenSessions(LoadGenerator.Sessions sessions, int count) {
    this.sessions = sessions;
    this.count = count;
    missing = new CountDownLatch(count);
    sessions.start(this);
    sessions.run(
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
    sessions.open();
    sessions.handshake(begun++, false);
  }

  @Override
  public void established(int session) {
    // Not now: this handshake still holds its connection.
    sessions.run(() -> sessions.send(session, PING));
  }

  @Override
  public void failed(int session, Throwable reason) {
    failure.compareAndSet("", String.valueOf(reason.getMessage()));
    sessions.run(() -> sessions.handshake(session, false));
  }

  @Override
  public void received(int session, byte[] message) {
    missing.countDown();
    sessions.run(this::next);
  }

  @Override
  public void close() {
    sessions.close();
  }
}

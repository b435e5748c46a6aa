// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Handshakes without end on a few sockets: one that is done makes room for the next. With
/// resumption, the first on each socket is a full one.
public final class HandshakeRun implements AutoCloseable, LoadGenerator.Sessions.Events {

  private final LoadGenerator.Sessions sessions;
  private final boolean resumed;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicReference<String> failure = new AtomicReference<>("");

  /// @param failure the first one; empty if there was none
  public record Counts(long done, long failed, String failure) {}

  HandshakeRun(LoadGenerator.Sessions sessions, int sockets, boolean resumed) {
    this.sessions = sessions;
    this.resumed = resumed;
    sessions.start(this);
    sessions.run(
        () -> {
          for (int socket = 0; socket < sockets; socket++) {
            sessions.open();
            sessions.handshake(socket, false);
          }
        });
  }

  public Counts counts() {
    return new Counts(done.get(), failed.get(), failure.get());
  }

  @Override
  public void established(int session) {
    done.incrementAndGet();
    // Not now: this handshake still holds its connection.
    sessions.run(() -> again(session));
  }

  /// GnuTLS takes no new session from an address before the old one has said goodbye.
  private void again(int session) {
    if (!resumed) sessions.sayGoodbye(session);
    sessions.handshake(session, resumed);
  }

  @Override
  public void failed(int session, Throwable reason) {
    failed.incrementAndGet();
    failure.compareAndSet("", String.valueOf(reason.getMessage()));
    sessions.run(() -> sessions.handshake(session, resumed));
  }

  @Override
  public void received(int session, byte[] message) {}

  @Override
  public void close() {
    sessions.close();
  }
}

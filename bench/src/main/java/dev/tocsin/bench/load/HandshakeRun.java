// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.bench.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Handshakes without end on a few sockets: one that is done makes room for the next. With
/// resumption, the first on each socket is a full one.
public final class HandshakeRun implements AutoCloseable, Sessions.Events {

  private final Sessions sessions;
  private final boolean resumed;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicReference<String> failure = new AtomicReference<>("");

  /// @param failure the first one; empty if there was none
  public record Counts(long done, long failed, String failure) {}

  HandshakeRun(Sessions sessions, int sockets, boolean resumed) {
    this.sessions = sessions;
    this.resumed = resumed;
    sessions.start(() -> begin(sockets));
  }

  private void begin(int sockets) {
    for (int socket = 0; socket < sockets; socket++) {
      sessions.open(this);
      sessions.handshake(socket, false);
    }
  }

  public Counts counts() {
    return new Counts(done.get(), failed.get(), failure.get());
  }

  /// Every client says goodbye, as one that comes back does: GnuTLS takes no new session from an
  /// address before the old one has, and ours asks for a cookie as long as there is one.
  @Override
  public void established(int session) {
    done.incrementAndGet();
    sessions.sayGoodbye(session);
    sessions.handshake(session, resumed);
  }

  @Override
  public void failed(int session, String reason) {
    failed.incrementAndGet();
    failure.compareAndSet("", reason);
    sessions.handshake(session, resumed);
  }

  @Override
  public void received(int session, byte[] message) {}

  @Override
  public void close() {
    sessions.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.link.tls;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Closes a socket whose handshake takes too long in all: the socket's own time limit begins anew
/// with every byte.
record Watchdog(Future<?> end) implements AutoCloseable {

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("reload-handshakes").factory());

  static Watchdog over(Socket socket, int millis) {
    return new Watchdog(CLOCK.schedule(() -> shut(socket), millis, TimeUnit.MILLISECONDS));
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket that cannot be closed", e);
    }
  }

  @Override
  public void close() {
    end.cancel(false);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli;

import dev.tocsin.base.control.ControlClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Waits for replies on a control socket, and not for ever.
public final class Bounded {

  @FunctionalInterface
  public interface Conversation<T> {
    T run() throws IOException;
  }

  private Bounded() {}

  /// @throws IOException if it takes longer
  public static <T> T by(Duration limit, ControlClient client, Conversation<T> conversation)
      throws IOException {
    var late = new AtomicBoolean();
    var watchdog = closeAfter(limit, client, late);
    try {
      return conversation.run();
    } catch (IOException e) {
      if (late.get()) throw new IOException("no answer within " + limit.toSeconds() + " s", e);
      throw e;
    } finally {
      watchdog.interrupt();
    }
  }

  private static Thread closeAfter(Duration limit, ControlClient client, AtomicBoolean late) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                if (new CountDownLatch(1).await(limit.toMillis(), TimeUnit.MILLISECONDS)) return;
                late.set(true);
                client.close();
              } catch (IOException | InterruptedException done) {
                Thread.currentThread().interrupt();
              }
            });
  }
}

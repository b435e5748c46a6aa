// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.daemon;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a long-lived part running until the process is told to end.
public final class Daemon {

  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  private Daemon() {}

  /// Returns after SIGTERM or SIGINT, when the part is closed.
  public static void run(AutoCloseable part) {
    run(part, new CompletableFuture<>());
  }

  /// Returns then, or when the part has ended by itself.
  ///
  /// @param ended completes then
  public static void run(AutoCloseable part, CompletionStage<?> ended) {
    var stop = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      stop.countDown();
                      waitFor(closed);
                    }));
    ended.whenComplete((_, _) -> stop.countDown());
    waitFor(stop);
    log.info("stopping");
    try {
      part.close();
    } catch (Exception e) {
      log.error("closing failed", e);
    } finally {
      closed.countDown();
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

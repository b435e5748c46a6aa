// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.store.StoreException;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that is closed and started anew when it was away from the database for longer than that
/// keeps what other servers did. For one with a state folder of its own that never happens.
public final class SteadyServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SteadyServer.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Supplier<DotsServer> starter;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private Optional<DotsServer> current;

  private SteadyServer(Supplier<DotsServer> starter) {
    this.starter = starter;
    this.current = Optional.of(starter.get());
  }

  /// Listens when it returns.
  ///
  /// @throws ConfigException if a file that the settings name cannot be used
  /// @throws StoreException if the state folder or the database cannot
  public static SteadyServer start(ServerSettings settings) {
    var server = new SteadyServer(() -> DotsServer.start(settings));
    Thread.ofVirtual().name("steady-server").start(server::run);
    return server;
  }

  /// The one that runs now; empty for the moment in which it is started anew.
  public synchronized Optional<DotsServer> current() {
    return current;
  }

  private void run() {
    while (!closed.isDone()) {
      var running = current();
      if (running.isPresent()) {
        CompletableFuture.anyOf(closed, running.get().outdated()).join();
        end();
      } else {
        begin();
      }
    }
  }

  private synchronized void end() {
    current.ifPresent(DotsServer::close);
    current = Optional.empty();
  }

  private void begin() {
    try {
      synchronized (this) {
        if (!closed.isDone()) current = Optional.of(starter.get());
      }
    } catch (StoreException | ConfigException e) {
      log.error("the server cannot start yet: {}", e.getMessage());
      closed.copy().completeOnTimeout(null, RETRY.toMillis(), TimeUnit.MILLISECONDS).join();
    }
  }

  @Override
  public void close() {
    closed.complete(null);
    end();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.store.StoreException;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that is closed and started anew when it was away from the database for longer than that
/// keeps what other servers did. For one with a state folder of its own that never happens.
public final class SteadyServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SteadyServer.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private ServerSettings settings;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private Optional<DotsServer> current;

  private SteadyServer(ServerSettings settings) {
    this.settings = settings;
    this.current = Optional.of(DotsServer.start(settings));
  }

  /// Listens when it returns.
  ///
  /// @throws ConfigException if a file that the settings name cannot be used
  /// @throws StoreException if the state folder or the database cannot
  public static SteadyServer start(ServerSettings settings) {
    var server = new SteadyServer(settings);
    Thread.ofVirtual().name("steady-server").start(server::run);
    return server;
  }

  /// The one that runs now; empty for the moment in which it is started anew.
  public synchronized Optional<DotsServer> current() {
    return current;
  }

  /// Has the one that runs read its configuration again; see {@link DotsServer#reload}.
  public void reload() {
    current().ifPresent(DotsServer::reload);
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
    if (current.isPresent()) {
      // The next one begins with what this one was told since its start.
      settings = current.get().settings();
      current.get().close();
    }
    current = Optional.empty();
  }

  private void begin() {
    try {
      synchronized (this) {
        if (!closed.isDone()) current = Optional.of(DotsServer.start(settings));
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

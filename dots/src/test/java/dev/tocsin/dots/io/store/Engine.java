// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tocsin.base.store.CommitOptions;
import dev.tocsin.base.store.postgres.SharedStore;
import dev.tocsin.lab.postgres.PostgresServer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What stores run on; each test begins with nothing.
public enum Engine {
  SQLITE,
  POSTGRESQL;

  private static @Nullable PostgresServer server;

  /// One server for all tests of this process, empty each time.
  public static synchronized PostgresServer postgres() {
    assumeTrue(PostgresServer.programs().isPresent(), "PostgreSQL is not installed");
    if (server == null) server = PostgresServer.start();
    try (var connection = DriverManager.getConnection(server.url(), server.user(), "");
        var statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return server;
  }

  /// Patient with a database on a busy machine.
  static SharedStore shared(PostgresServer on, String node) {
    return shared(on, node, 6_000, 4_000);
  }

  /// For tests that wait until patience ends.
  static SharedStore impatient(PostgresServer on, String node) {
    return shared(on, node, 2_000, 1_000);
  }

  private static SharedStore shared(
      PostgresServer on, String node, long leaseMillis, long answerMillis) {
    var timing =
        new SharedStore.Timing(
            Duration.ofMillis(leaseMillis),
            Duration.ofMillis(400),
            Duration.ofMillis(answerMillis));
    return new SharedStore(on.url(), on.user(), Optional.empty(), node, timing);
  }

  /// Opens stores one after the other, each with what the one before has left.
  interface Opener {
    SignalStore open();
  }

  Opener fresh(Path folder) {
    return switch (this) {
      case SQLITE -> () -> SignalStore.open(folder);
      case POSTGRESQL -> {
        var store = shared(postgres(), "one");
        yield () -> SignalStore.open(store, CommitOptions.DEFAULT);
      }
    };
  }
}

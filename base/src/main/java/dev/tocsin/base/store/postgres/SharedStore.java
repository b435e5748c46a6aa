// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store.postgres;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.PrivateFile;
import dev.tocsin.base.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/// Where a database is that several nodes share, and who this one is.
///
/// @param url `jdbc:postgresql://host:port/database`, with whatever parameters the driver knows
/// @param passwordFile its first line, mode 0600; read anew for every connection, never kept
/// @param node this node's name: letters, digits, dots and hyphens
/// @param timing how patient it is
public record SharedStore(
    String url, String user, Optional<Path> passwordFile, String node, Timing timing) {

  // SQLSTATE of a login that is refused.
  private static final String NO_PASSWORD = "28000";

  /// @param lease how long a lease holds that nobody renews
  /// @param renewal how often leases are renewed and missed notifications looked for
  /// @param answer the longest wait for the database to answer
  public record Timing(Duration lease, Duration renewal, Duration answer) {

    /// Another node takes over 6 s after the last renewal, and looks every 2 s.
    public static final Timing DEFAULT =
        new Timing(Duration.ofSeconds(6), Duration.ofSeconds(2), Duration.ofSeconds(4));

    public Timing {
      if (renewal.multipliedBy(2).compareTo(lease) > 0) {
        throw new IllegalArgumentException(
            "a lease of %s renewed every %s ends before a second try".formatted(lease, renewal));
      }
    }
  }

  public SharedStore {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "expected jdbc:postgresql://HOST:PORT/DATABASE, found '" + url + "'");
    }
    if (!node.matches("[A-Za-z0-9.-]{1,63}")) {
      throw new IllegalArgumentException(
          "expected a node's name of letters, digits, dots and hyphens, found '" + node + "'");
    }
  }

  /// A connection whose every wait is bounded, without auto-commit.
  ///
  /// @throws SQLException if the database is not there or refuses
  Connection connect(String purpose) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    if (passwordFile.isPresent()) {
      properties.setProperty("password", password(passwordFile.get()));
    }
    var seconds = Long.toString(Math.max(1, timing.answer().toSeconds()));
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("socketTimeout", Long.toString(timing.answer().toSeconds() + 1));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "tocsin " + node + " " + purpose);
    properties.setProperty(
        "options",
        "-c statement_timeout=%1$d -c lock_timeout=%1$d -c synchronous_commit=on"
            .formatted(timing.answer().toMillis()));
    var connection = DriverManager.getConnection(url, properties);
    try {
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static String password(Path file) throws SQLException {
    try {
      return PrivateFile.firstLine(file);
    } catch (ConfigException e) {
      throw new SQLException(e.getMessage(), NO_PASSWORD, e);
    }
  }

  /// What is said of a failure: the server's own line, with whom and what it is about.
  StoreException failure(SQLException e) {
    var line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new StoreException("database %s as %s: %s".formatted(url, user, line), e);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.operations;

import dev.tocsin.base.config.Section;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What happens when there is too much to do, or nothing shall be done, and what is written down.
///
/// @param overload for clients who ask too much
/// @param maintenance for all, while it goes on
public record OperationSettings(Overload overload, Maintenance maintenance, Requests requests) {

  private static final Duration DAY = Duration.ofDays(1);

  /// Nobody is turned away, and nothing is written down.
  public static final OperationSettings NONE =
      new OperationSettings(
          new Overload(0, away(Duration.ofSeconds(5))),
          new Maintenance(false, Optional.empty(), away(Duration.ofMinutes(5))),
          new Requests(Optional.empty(), Addresses.NETWORK));

  private static TurningAway away(Duration retryAfter) {
    return new TurningAway(TurningAway.Way.RETRY, retryAfter, Optional.empty());
  }

  /// @param perSecond requests of one client; 0 for as many as he likes
  public record Overload(double perSecond, TurningAway answer) {}

  /// @param isOn from the start on
  /// @param sign it goes on while there is such a file
  public record Maintenance(boolean isOn, Optional<Path> sign, TurningAway answer) {}

  /// @param file gets a line for each request
  public record Requests(Optional<Path> file, Addresses addresses) {}

  /// How much of clients' addresses is written down.
  public enum Addresses {
    FULL,
    /// The first 24 bits of IPv4, 48 of IPv6.
    NETWORK,
    NONE
  }

  public static OperationSettings read(Section root) {
    var overload = root.section("overload");
    var maintenance = root.section("maintenance");
    var requests = root.section("request-log");
    return new OperationSettings(
        new Overload(
            overload.decimal("requests-per-second", 0, 1e9).orDefault(0.0),
            away(overload, NONE.overload().answer())),
        new Maintenance(
            maintenance.bool("on").orDefault(false),
            maintenance.path("while").optional(),
            away(maintenance, NONE.maintenance().answer())),
        new Requests(
            requests.path("file").optional(),
            requests.choice("addresses", Addresses.class).orDefault(Addresses.NETWORK)));
  }

  private static TurningAway away(Section section, TurningAway usual) {
    var way = section.choice("answer", TurningAway.Way.class).orDefault(usual.way());
    var to = section.value("redirect-to", OperationSettings::server).optional();
    if (way == TurningAway.Way.REDIRECT && to.isEmpty()) {
      section.complain("answer", "'redirect' needs 'redirect-to'");
    }
    return new TurningAway(
        way,
        section.duration("retry-after", Duration.ofSeconds(1), DAY).orDefault(usual.retryAfter()),
        to);
  }

  private static URI server(String text) {
    var uri = URI.create(text);
    boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    boolean isBare = uri.getRawPath() == null || uri.getRawPath().isEmpty();
    if (!isHttp || uri.getHost() == null || !isBare || uri.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "expected http://host:port or https://host without a path, found '" + text + "'");
    }
    return uri;
  }
}

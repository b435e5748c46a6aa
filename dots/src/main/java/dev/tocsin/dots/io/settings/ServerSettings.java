// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.wire.SessionConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A DOTS server's configuration. Every key stands in `docs/running.md` with its unit and reason.
///
/// @param domains the customers, at least one
/// @param mitigators by the operator's names for them, at least one
public record ServerSettings(
    Endpoint endpoint,
    Path stateFolder,
    ObserveSettings observe,
    List<Domain> domains,
    Map<String, MitigatorSettings> mitigators,
    Signal signal) {

  /// RFC 9132 §3.
  public static final int PORT = 4646;

  /// @param dtls where datagrams are taken
  /// @param tls where connections are taken
  public record Endpoint(
      List<HostAndPort> dtls, List<HostAndPort> tls, KeySettings keys, EndpointLimits limits) {}

  /// What one listening address takes on at most.
  ///
  /// @param sessions open ones
  /// @param handshakes under way at a time
  /// @param handshakesPerSource of them from one address
  /// @param waitingRequests that wait for their answer
  /// @param idle silence after which a session may make room for a new one
  public record EndpointLimits(
      int sessions, int handshakes, int handshakesPerSource, int waitingRequests, Duration idle) {}

  /// What holds for the signal channel of all domains.
  ///
  /// @param offer minimum, default and maximum of every session parameter, for both sets
  /// @param configMaxAge how long a client may rely on what it read of them
  /// @param reconnectGrace time that a client whose last session closed may take to come back
  public record Signal(
      SessionConfig offer,
      Duration configMaxAge,
      Duration reconnectGrace,
      Notifications notifications,
      AttackThresholds attack) {}

  /// @param interval between periodic notifications while a mitigation is active
  /// @param pause between two notifications of one observation, on average
  /// @param burst changes that are told at once
  public record Notifications(Duration interval, Duration pause, int burst) {}

  /// When an attack counts as mitigated and as stopped.
  ///
  /// @param quiet without drops for so long, it has stopped
  /// @param steadyReports reports with drops in a row until it counts as mitigated
  /// @param packetsMin packets dropped between two reports from which an attack is seen
  /// @param efficacyHolds how long a client's word that it is under attack counts
  public record AttackThresholds(
      Duration quiet, int steadyReports, long packetsMin, Duration efficacyHolds) {}

  public ServerSettings {
    domains = List.copyOf(domains);
    mitigators = Collections.unmodifiableMap(new LinkedHashMap<>(mitigators));
  }

  /// @throws dev.tocsin.base.config.ConfigException with every mistake and its line
  public static ServerSettings read(Path file) {
    return ConfigFile.read(file, ServerSettings::read);
  }

  static ServerSettings read(Section root) {
    var keys = root.section("keys");
    var keySettings = KeySettings.read(keys);
    refuseUnauthenticated(root, keySettings);
    var endpoint = endpoint(root, keySettings);
    var mitigators = root.named("mitigators", MitigatorSettings::read);
    if (mitigators.isEmpty()) {
      root.complain("mitigators", "expected at least one; its type may be 'none'");
    }
    var domains = root.each("domains", new DomainSettings(keySettings, mitigators.keySet())::read);
    if (domains.isEmpty()) root.complain("domains", "expected at least one");
    return new ServerSettings(
        endpoint,
        root.path("state-folder", "state"),
        ObserveSettings.read(root.section("observe"), 9646),
        domains,
        mitigators,
        signal(root));
  }

  // RFC 9132 §8: DOTS agents authenticate each other before anything else is said.
  private static void refuseUnauthenticated(Section root, KeySettings keys) {
    if (!keys.recognisesPeers()) {
      root.complain(
          "keys",
          "no client could prove who it is, and a server without authentication is not started:"
              + " give 'trusted-authorities', 'raw-public-keys' or 'pre-shared-keys'");
    }
    if (!keys.provesItself()) {
      root.complain(
          "keys",
          "the server could not prove who it is: give 'key' (with 'certificate', or as a raw public"
              + " key) or 'pre-shared-keys'");
    }
  }

  private static Endpoint endpoint(Section root, KeySettings keys) {
    var usual = List.of(new HostAndPort("127.0.0.1", PORT), new HostAndPort("::1", PORT));
    var listen = root.section("listen");
    var dtls = listen.list("dtls", Kind.address(PORT)).orDefault(usual);
    var tls = listen.list("tls", Kind.address(PORT)).orDefault(usual);
    if (dtls.isEmpty() && tls.isEmpty()) {
      listen.complain("dtls", "the server would listen nowhere: give 'dtls' or 'tls' an address");
    }
    var limits = root.section("limits");
    return new Endpoint(
        dtls,
        tls,
        keys,
        new EndpointLimits(
            limits.integer("sessions", 1, 10_000_000).orDefault(20_000),
            limits.integer("handshakes", 1, 1_000_000).orDefault(2_000),
            limits.integer("handshakes-per-source", 1, 1_000_000).orDefault(256),
            limits.integer("waiting-requests", 1, 10_000_000).orDefault(50_000),
            limits
                .duration("idle", Duration.ofSeconds(30), Duration.ofDays(1))
                .orDefault(Duration.ofMinutes(10))));
  }

  private static Signal signal(Section root) {
    var session = root.section("session");
    var offer = SessionSettings.offer(session);
    return new Signal(
        offer,
        session
            .duration("config-max-age", Duration.ofSeconds(1), Duration.ofDays(30))
            .orDefault(Duration.ofHours(1)),
        session
            .duration("reconnect-grace", Duration.ZERO, Duration.ofHours(1))
            .orDefault(Duration.ofSeconds(60)),
        notifications(root.section("notifications")),
        attack(root.section("status")));
  }

  private static Notifications notifications(Section section) {
    return new Notifications(
        section
            .duration("interval", Duration.ofSeconds(1), Duration.ofHours(1))
            .orDefault(Duration.ofSeconds(10)),
        section
            .duration("pause", Duration.ofMillis(10), Duration.ofMinutes(1))
            .orDefault(Duration.ofSeconds(3)),
        section.integer("burst", 1, 100).orDefault(5));
  }

  private static AttackThresholds attack(Section section) {
    return new AttackThresholds(
        section
            .duration("quiet", Duration.ofSeconds(1), Duration.ofDays(1))
            .orDefault(Duration.ofSeconds(60)),
        section.integer("steady-reports", 1, 1_000).orDefault(2),
        section.integer("packets-min", 1, 1_000_000_000).orDefault(1),
        section
            .duration("efficacy-holds", Duration.ZERO, Duration.ofDays(1))
            .orDefault(Duration.ofSeconds(60)));
  }
}

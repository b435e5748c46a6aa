// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.service;

import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.ObserveSettings;
import dev.tocsin.reload.core.enrolment.EnrolmentRules;
import dev.tocsin.reload.io.enrolment.server.EnrolmentServer.Terms;
import dev.tocsin.reload.io.enrolment.server.LoginRules;
import java.nio.file.Path;
import java.time.Duration;

/// An enrolment server's configuration. Every key stands in `docs/running.md` with its unit and
/// reason.
///
/// @param overlay its name
/// @param stateFolder with users, and with what was given to them
public record EnrolmentSettings(
    String overlay,
    HostAndPort listen,
    Files files,
    Path stateFolder,
    Terms terms,
    ObserveSettings observe) {

  public static final int PORT = 8443;
  private static final int METRICS_PORT = 9648;
  private static final HostAndPort LISTEN = new HostAndPort("127.0.0.1", PORT);

  /// @param certificate of the server, for the overlay's name
  /// @param key of it
  /// @param authority folder of the authority that certifies peers
  /// @param document the overlay's configuration, in XML
  public record Files(Path certificate, Path key, Path authority, Path document) {}

  /// @throws dev.tocsin.base.config.ConfigException with every mistake and its line
  public static EnrolmentSettings read(Path file) {
    return ConfigFile.read(file, EnrolmentSettings::read);
  }

  static EnrolmentSettings read(Section root) {
    var tls = root.section("tls");
    return new EnrolmentSettings(
        root.string("overlay").required(),
        root.value("listen", Kind.address(PORT)).orDefault(LISTEN),
        new Files(
            tls.path("certificate").required(),
            tls.path("key").required(),
            root.path("authority").required(),
            root.path("document").required()),
        root.path("state-folder", "state"),
        new Terms(rules(root.section("certificates")), logins(root.section("logins"))),
        ObserveSettings.read(root.section("observe"), METRICS_PORT));
  }

  private static EnrolmentRules rules(Section section) {
    var usual = EnrolmentRules.DEFAULT;
    return new EnrolmentRules(
        section
            .duration("lifetime", Duration.ofSeconds(10), Duration.ofDays(3650))
            .orDefault(usual.lifetime()),
        section.duration("kept", Duration.ZERO, Duration.ofDays(3650)).orDefault(usual.kept()),
        section.integer("devices", 1, 10_000).orDefault(usual.devicesMax()),
        section.integer("peers", 1, EnrolmentRules.PEERS_MAX).orDefault(usual.peers()),
        section.integer("per-hour", 1, 100_000).orDefault(usual.perHour()));
  }

  private static LoginRules logins(Section section) {
    var usual = LoginRules.DEFAULT;
    return new LoginRules(
        section.bool("md5").orDefault(usual.takesMd5()),
        section.integer("failures-per-minute", 1, 100_000).orDefault(usual.failuresPerMinute()));
  }
}

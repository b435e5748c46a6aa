// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.Section;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.core.server.ServerParameters.Notifications;
import dev.tocsin.dots.core.server.ServerParameters.Requests;
import dev.tocsin.dots.core.server.ServerParameters.Sessions;
import dev.tocsin.dots.core.server.data.DataSettings;
import dev.tocsin.dots.core.server.scope.NameBook;
import dev.tocsin.dots.core.server.scope.ScopeCheck;
import dev.tocsin.dots.core.server.session.Negotiation;
import dev.tocsin.dots.core.server.watch.AttackWatch;
import java.time.Duration;

/// Reads what holds for the signal channel of all domains.
final class ParameterSettings {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private ParameterSettings() {}

  static ServerParameters read(Section root, DataSettings data) {
    var requests = root.section("requests");
    return new ServerParameters(
        sessions(root.section("session")),
        notifications(root.section("notifications")),
        requests(requests, data),
        scopes(requests),
        names(root.section("names")),
        attack(root.section("status")));
  }

  private static Sessions sessions(Section section) {
    var usual = Sessions.DEFAULT;
    return new Sessions(
        new Negotiation(SessionSettings.offer(section)),
        section
            .duration("config-max-age", SECOND, Duration.ofDays(30))
            .orDefault(usual.configMaxAge()),
        section.duration("reconnect-grace", Duration.ZERO, HOUR).orDefault(usual.reconnectGrace()),
        section.integer("open-max", 1, 10_000_000).orDefault(usual.sessionsMax()));
  }

  private static Notifications notifications(Section section) {
    var usual = Notifications.DEFAULT;
    return new Notifications(
        section.duration("interval", SECOND, HOUR).orDefault(usual.interval()),
        section
            .duration("pause", Duration.ofMillis(10), Duration.ofMinutes(1))
            .orDefault(usual.pause()),
        section.integer("burst", 1, 100).orDefault(usual.burst()),
        section.integer("observations", 1, 1_000_000).orDefault(usual.observersMax()));
  }

  private static Requests requests(Section section, DataSettings data) {
    var usual = Requests.DEFAULT;
    return new Requests(
        section.integer("clients", 1, 10_000_000).orDefault(usual.clientsMax()),
        section.duration("retry-after", SECOND, DAY).orDefault(usual.retryAfter()),
        data);
  }

  private static ScopeCheck.Limits scopes(Section section) {
    var usual = ServerParameters.DEFAULT.scopes();
    return new ScopeCheck.Limits(
        section.integer("targets", 1, 100_000).orDefault(usual.targetsMax()),
        section.integer("names", 0, 10_000).orDefault(usual.namesMax()));
  }

  private static NameBook.Settings names(Section section) {
    var usual = NameBook.Settings.DEFAULT;
    var ttlMin = section.duration("ttl-min", SECOND, DAY).orDefault(usual.ttlMin());
    var retryMin = section.duration("retry-min", SECOND, HOUR).orDefault(usual.retryMin());
    return new NameBook.Settings(
        ttlMin,
        section
            .duration("ttl-max", SECOND, Duration.ofDays(30))
            .check(max -> max.compareTo(ttlMin) >= 0, "no less than 'ttl-min'")
            .orDefault(usual.ttlMax()),
        retryMin,
        section
            .duration("retry-max", SECOND, DAY)
            .check(max -> max.compareTo(retryMin) >= 0, "no less than 'retry-min'")
            .orDefault(usual.retryMax()),
        section.duration("answer-wait", SECOND, HOUR).orDefault(usual.answerMax()),
        section.integer("addresses", 1, 100_000).orDefault(usual.addressesMax()));
  }

  private static AttackWatch.Thresholds attack(Section section) {
    var usual = AttackWatch.Thresholds.DEFAULT;
    return new AttackWatch.Thresholds(
        section.duration("quiet", SECOND, DAY).orDefault(usual.quiet()),
        section.integer("steady-reports", 1, 1_000).orDefault(usual.steadyReports()),
        section.integer("packets-min", 1, 1_000_000_000).orDefault((int) usual.packetsMin()),
        section.duration("efficacy-holds", Duration.ZERO, DAY).orDefault(usual.efficacyHolds()));
  }
}

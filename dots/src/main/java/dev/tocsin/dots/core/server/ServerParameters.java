// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

import dev.tocsin.dots.core.server.data.DataSettings;
import dev.tocsin.dots.core.server.data.rules.Filtering;
import dev.tocsin.dots.core.server.scope.NameBook;
import dev.tocsin.dots.core.server.scope.ScopeCheck;
import dev.tocsin.dots.core.server.session.Negotiation;
import dev.tocsin.dots.core.server.watch.AttackWatch;
import java.time.Duration;

/// What holds for all domains of a server.
///
/// @param scopes how much one request may name
/// @param attack when an attack counts as mitigated and as stopped
public record ServerParameters(
    Sessions sessions,
    Notifications notifications,
    Requests requests,
    ScopeCheck.Limits scopes,
    NameBook.Settings names,
    AttackWatch.Thresholds attack) {

  public static final ServerParameters DEFAULT =
      new ServerParameters(
          Sessions.DEFAULT,
          Notifications.DEFAULT,
          Requests.DEFAULT,
          new ScopeCheck.Limits(500, 64),
          NameBook.Settings.DEFAULT,
          AttackWatch.Thresholds.DEFAULT);

  /// For mitigators that can do this by lists.
  public ServerParameters filteringBy(Filtering filtering) {
    var data = requests.data().filteringBy(filtering);
    return new ServerParameters(
        sessions,
        notifications,
        new Requests(requests.clientsMax(), requests.retryAfter(), data),
        scopes,
        names,
        attack);
  }

  /// @param negotiation bounds and defaults of the session parameters (RFC 9132 §4.5)
  /// @param configMaxAge how long a client may rely on what it read of them (§4.5.3)
  /// @param reconnectGrace a client whose last session closed may take so long to come back until
  ///   its signal counts as lost
  /// @param sessionsMax open at one time, over all domains
  public record Sessions(
      Negotiation negotiation, Duration configMaxAge, Duration reconnectGrace, int sessionsMax) {
    public static final Sessions DEFAULT =
        new Sessions(Negotiation.DEFAULT, Duration.ofHours(1), Duration.ofSeconds(60), 100_000);
  }

  /// @param interval between two periodic notifications while a mitigation is active
  /// @param pause between two notifications of one observation, on average
  /// @param burst changes that are told at once before the pause has to be kept
  /// @param observersMax observations of one session
  public record Notifications(Duration interval, Duration pause, int burst, int observersMax) {
    // RFC 8085 §3.1.3, case 2, and RFC 9132 §4.4.2.1: without an estimate of the round-trip time no
    // more than one datagram every 3 seconds on average. A change of status is worth telling at
    // once, so a few may come together; the average is kept by what is refilled.
    public static final Notifications DEFAULT =
        new Notifications(Duration.ofSeconds(10), Duration.ofSeconds(3), 5, 4_096);
  }

  /// @param clientsMax client identifiers of one domain
  /// @param retryAfter what a 5.03 tells to wait
  /// @param data requests over the data channel
  public record Requests(int clientsMax, Duration retryAfter, DataSettings data) {
    public static final Requests DEFAULT =
        new Requests(10_000, Duration.ofSeconds(30), DataSettings.DEFAULT);
  }
}

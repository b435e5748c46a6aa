// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.SessionConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the operator configured for the agent.
///
/// @param cuid see RFC 9132 §4.4.1.1; used unless a server says that another client holds it
/// @param servers most preferred first
/// @param named those with `trigger-mitigation` false are installed at the server beforehand
/// @param session parameters to negotiate; absent: take what the server offers
/// @param payloadBytes request payload that fits a datagram of the path MTU to assume (RFC 9132
///   §7.3)
public record ClientParameters(
    String cuid,
    List<Server> servers,
    List<NamedRequest> named,
    Optional<SessionConfig> session,
    Timings timings,
    int payloadBytes) {

  /// RFC 9132 §7.3: 1280 bytes less IPv6, UDP, DTLS and CoAP with a cuid and a mid in its path.
  public static final int PAYLOAD_BYTES = 1024;

  public ClientParameters {
    servers = List.copyOf(servers);
    named = List.copyOf(named);
    if (servers.isEmpty()) throw new IllegalArgumentException("no server is configured");
    if (payloadBytes < 64)
      throw new IllegalArgumentException("payload of " + payloadBytes + " bytes");
  }

  /// @param name for people; io knows what it resolves to
  public record Server(String name, Set<TransportKind> transports) {
    public Server {
      transports = Set.copyOf(transports);
      if (transports.isEmpty()) throw new IllegalArgumentException(name + " has no transport");
    }
  }

  public record NamedRequest(String name, MitigationRequest request) {}

  public record Timings(Connecting connecting, Requesting requesting) {
    public static final Timings DEFAULT = new Timings(Connecting.DEFAULT, Requesting.DEFAULT);
  }

  /// @param reconnect rest after a failed establishment in peace time
  /// @param attemptDelay between two attempts of happy eyeballs in peace time
  /// @param attemptDelayInAttack the same while mitigation is wanted
  /// @param attemptMax after which an attempt is given up
  /// @param winnerKept how long the way that worked is tried first
  /// @param udpProbe between two attempts to get from TCP back to UDP
  public record Connecting(
      Duration reconnect,
      Duration attemptDelay,
      Duration attemptDelayInAttack,
      Duration attemptMax,
      Duration winnerKept,
      Duration udpProbe) {
    public static final Connecting DEFAULT =
        new Connecting(
            Duration.ofSeconds(300),
            Duration.ofMillis(250),
            Duration.ofMillis(100),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofHours(24));

    public Connecting {
      // RFC 9132 §4.7: not more frequently than every 60 seconds.
      requireAtLeast("reconnect", reconnect, Duration.ofSeconds(60));
      // RFC 9132 §4.3: not more frequently than every 5 minutes.
      requireAtLeast("udpProbe", udpProbe, Duration.ofMinutes(5));
      requireAtLeast("attemptDelay", attemptDelay, Duration.ofMillis(10));
      requireAtLeast("attemptDelayInAttack", attemptDelayInAttack, Duration.ofMillis(10));
      requireAtLeast("attemptMax", attemptMax, Duration.ofSeconds(1));
    }
  }

  /// @param nextServerAfter a mitigation request unanswered for this long goes to the next server
  ///   too
  /// @param newSessionAfter a session silent for this long in an attack gets a second one beside it
  /// @param askAgain when no notification of an active mitigation came for this long
  /// @param askAgainIdle the same for a preconfigured request
  public record Requesting(
      Duration nextServerAfter,
      Duration newSessionAfter,
      Duration askAgain,
      Duration askAgainIdle) {
    public static final Requesting DEFAULT =
        new Requesting(
            Duration.ofSeconds(5),
            Duration.ofSeconds(12),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10));

    public Requesting {
      requireAtLeast("nextServerAfter", nextServerAfter, Duration.ofSeconds(1));
      requireAtLeast("newSessionAfter", newSessionAfter, Duration.ofSeconds(3));
      requireAtLeast("askAgain", askAgain, Duration.ofSeconds(3));
      requireAtLeast("askAgainIdle", askAgainIdle, Duration.ofSeconds(3));
    }
  }

  private static void requireAtLeast(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(name + " " + value + " is less than " + least);
    }
  }
}

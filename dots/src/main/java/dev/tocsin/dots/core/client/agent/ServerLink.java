// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.base.time.Backoff;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientParameters.Server;
import dev.tocsin.dots.core.client.ClientParameters.Timings;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.core.client.rules.Candidate;
import dev.tocsin.dots.core.client.rules.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The way to one server: attempts at a session (happy eyeballs, RFC 9132 §4.3), the session, and
/// in an attack a second one beside it (§4.7).
///
/// Idle → (open) → resolving → attempting → open; every failure rests until it may try again.
final class ServerLink {

  private static final Duration RESOLVE_MAX = Duration.ofSeconds(30);
  private static final int OUTCOMES_MAX = 64;
  private static final Duration STEADY = Duration.ofSeconds(60);

  private record Attempt(Candidate way, Instant started) {}

  private record Outcome(boolean worked, Instant at) {}

  final int index;
  final Server server;
  private final Timings timings;
  private final Outbox out;
  private final Backoff attackBackoff;
  private final Backoff lossBackoff;
  private final ArrayDeque<Candidate> queue = new ArrayDeque<>();
  private final Map<ConnectionId, Attempt> attempts = new LinkedHashMap<>();
  private final Map<Candidate, Outcome> outcomes = new HashMap<>();
  private final ArrayList<Session> sessions = new ArrayList<>();
  private final ArrayList<Session> gone = new ArrayList<>();
  private ClientOutput lookup;
  private List<ServerAddress> addresses = List.of();
  private Optional<Instant> resolving = Optional.empty();
  private boolean opening;
  private boolean probing;
  private boolean sessionBefore;
  private Instant nextAttempt = Instant.MAX;
  private Instant restInPeace = Instant.MIN;
  private Instant returnsAt = Instant.MIN;
  private Instant restInAttack = Instant.MIN;
  private Instant probedUdp = Instant.MIN;
  private boolean attack;
  private boolean pressing;
  private Optional<Instant> lastHeard = Optional.empty();

  ServerLink(
      int index,
      Server server,
      ClientOutput lookup,
      Timings timings,
      Outbox out,
      RandomGenerator random) {
    this.lookup = lookup;
    this.index = index;
    this.server = server;
    this.timings = timings;
    this.out = out;
    this.attackBackoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), random);
    this.lossBackoff = new Backoff(Duration.ofMillis(250), STEADY, random);
  }

  /// Asks for a session; nothing happens while one is open, being opened, or must not be tried yet.
  void want(Instant now) {
    if (!sessions.isEmpty() || opening || isResting(now)) return;
    begin(now);
  }

  /// RFC 9132 §4.7: the rest after a failure is for peace; a pending mitigation request waits for
  /// nothing but a little backoff.
  boolean isResting(Instant now) {
    return now.isBefore(restEnds());
  }

  /// Whether its session ended a moment ago and the next one is about to be opened.
  boolean isReturning(Instant now) {
    return !attack && sessions.isEmpty() && now.isBefore(returnsAt) && !now.isBefore(restInPeace);
  }

  /// Whether it failed and a next server should be tried meanwhile.
  boolean hasFailed(Instant now) {
    return sessions.isEmpty() && now.isBefore(restInPeace);
  }

  boolean isOpening() {
    return opening;
  }

  /// Newest last; a second one only while it takes over from the first.
  List<Session> sessions() {
    return List.copyOf(sessions);
  }

  Optional<Session> session() {
    return sessions.isEmpty() ? Optional.empty() : Optional.of(sessions.getLast());
  }

  Optional<Session> session(ConnectionId id) {
    return sessions.stream().filter(each -> each.id.equals(id)).findFirst();
  }

  boolean owns(ConnectionId id) {
    return attempts.containsKey(id) || session(id).isPresent();
  }

  boolean hasAddress(String host) {
    return addresses.stream().anyMatch(address -> address.host().equals(host));
  }

  /// Whether anything came from it since then.
  boolean wasHeardSince(Instant since) {
    return lastHeard.filter(at -> !at.isBefore(since)).isPresent();
  }

  List<Candidate> attempting() {
    return attempts.values().stream().map(Attempt::way).toList();
  }

  private void begin(Instant now) {
    opening = true;
    probing = false;
    // Names may move: they are looked up for every round, and the last answer serves when none
    // comes.
    resolving = Optional.of(now);
    out.add(lookup);
  }

  /// How its addresses are asked for: an alternate server's may change with every redirection.
  void lookup(ClientOutput asking) {
    lookup = asking;
  }

  void resolved(List<ServerAddress> found, Instant now) {
    if (!found.isEmpty()) addresses = found;
    if (resolving.isEmpty()) return;
    resolving = Optional.empty();
    if (addresses.isEmpty()) {
      failedAll("its name does not resolve", now);
      return;
    }
    line(Candidate.inOrder(addresses, server.transports(), way -> rank(way, now)), now);
  }

  private void line(List<Candidate> ways, Instant now) {
    queue.clear();
    queue.addAll(ways);
    nextAttempt = now;
    attemptNext(now);
  }

  // RFC 9132 §4.3: the outcome of each attempt is cached for about ten minutes.
  private int rank(Candidate way, Instant now) {
    var outcome = outcomes.get(way);
    var kept = timings.connecting().winnerKept();
    if (outcome == null || now.isAfter(outcome.at.plus(kept))) return 1;
    return outcome.worked ? 0 : 2;
  }

  private void attemptNext(Instant now) {
    var way = queue.poll();
    if (way == null) return;
    var connecting = timings.connecting();
    nextAttempt = now.plus(attack ? connecting.attemptDelayInAttack() : connecting.attemptDelay());
    var id = out.newConnection();
    attempts.put(id, new Attempt(way, now));
    out.add(new ClientOutput.Connect(id, way.address(), way.transport(), sessionBefore));
  }

  /// @return the new session, unless the attempt had been given up
  Optional<Session> connected(ConnectionId id, TransportKind transport, int payload, Instant now) {
    var attempt = attempts.remove(id);
    if (attempt == null) {
      out.add(new ClientOutput.Disconnect(id));
      return Optional.empty();
    }
    var way = new Candidate(attempt.way.address(), transport);
    remember(attempt.way, true, now);
    stopAttempts();
    opening = false;
    sessionBefore = true;
    if (!transport.isDatagram()) probedUdp = now;
    var session = new Session(id, way, payload, out, now);
    sessions.add(session);
    out.event("session-opened", server.name() + " over " + way);
    // In an attack the older one is kept until the new one is heard (RFC 9132 §4.7).
    if (!attack) closeOlder();
    return Optional.of(session);
  }

  /// The new session works: the older one has served.
  void heard(Session session, Instant now) {
    lastHeard = Optional.of(now);
    attackBackoff.reset();
    if (sessions.size() > 1 && sessions.getLast() == session) closeOlder();
  }

  private void closeOlder() {
    while (sessions.size() > 1) {
      end(sessions.getFirst());
    }
  }

  void failed(ConnectionId id, String reason, Instant now) {
    var attempt = attempts.remove(id);
    if (attempt == null) return;
    remember(attempt.way, false, now);
    if (!queue.isEmpty()) {
      // RFC 8305 §5: a failure makes the next attempt start at once.
      attemptNext(now);
    } else if (attempts.isEmpty()) {
      failedAll(attempt.way + ": " + reason, now);
    }
  }

  private void failedAll(String reason, Instant now) {
    stopAttempts();
    opening = false;
    restInAttack = now.plus(attackBackoff.next());
    // A better transport that is not to be had leaves the session as it is.
    if (probing) return;
    restInPeace = now.plus(timings.connecting().reconnect());
    out.event("session-failed", server.name() + ": " + reason);
  }

  /// A session or an attempt ended from outside.
  void lost(ConnectionId id, String reason, Instant now) {
    var session = session(id);
    if (session.isEmpty()) {
      failed(id, reason, now);
      return;
    }
    sessions.remove(session.get());
    gone.add(session.get());
    restAfter(session.get(), now);
    out.event("session-lost", server.name() + " over " + session.get().way + ": " + reason);
  }

  // RFC 9132 §4.7 bounds the retries of an establishment that failed. A session that served and was
  // ended, as by a server that is restarted, is opened again almost at once; "almost" keeps all the
  // clients of a server apart, and one that drops sessions again and again from being stormed.
  private void restAfter(Session session, Instant now) {
    if (!now.isBefore(session.opened.plus(STEADY))) lossBackoff.reset();
    returnsAt = now.plus(lossBackoff.next());
    restInAttack = returnsAt;
    boolean shortLived = session.lastHeard().isEmpty();
    restInPeace = shortLived ? now.plus(timings.connecting().reconnect()) : Instant.MIN;
  }

  /// Gives a session up that does not answer any more (RFC 9132 §4.7), to resume it at once.
  void giveUp(Session session, String reason) {
    end(session);
    restInPeace = Instant.MIN;
    out.event("session-lost", server.name() + " over " + session.way + ": " + reason);
  }

  void close() {
    stopAttempts();
    opening = false;
    resolving = Optional.empty();
    sessions().forEach(this::end);
  }

  private void end(Session session) {
    out.add(new ClientOutput.Disconnect(session.id));
    sessions.remove(session);
    gone.add(session);
  }

  /// Sessions that ended since the last call, for whatever reason.
  List<Session> takeGone() {
    var taken = List.copyOf(gone);
    gone.clear();
    return taken;
  }

  void attack(boolean now) {
    attack = now;
  }

  /// Whether a request waits that is not to wait for missing heartbeats: a server that was
  /// restarted does not know the session, and over UDP nothing says so.
  void pressing(boolean now) {
    pressing = now;
  }

  void tick(Instant now) {
    if (resolving.filter(since -> !now.isBefore(since.plus(RESOLVE_MAX))).isPresent()) {
      resolved(List.of(), now);
    }
    expireAttempts(now);
    while (!queue.isEmpty() && !now.isBefore(nextAttempt)) attemptNext(now);
    if (!attack) closeOlder();
    if (attack || pressing) openBeside(now);
    if (!attack) probeUdp(now);
  }

  private void expireAttempts(Instant now) {
    for (var entry : List.copyOf(attempts.entrySet())) {
      if (now.isBefore(entry.getValue().started.plus(timings.connecting().attemptMax()))) continue;
      out.add(new ClientOutput.Disconnect(entry.getKey()));
      failed(entry.getKey(), "no session came about", now);
    }
  }

  // RFC 9132 §4.7: keep the current session and try a new one in parallel.
  private void openBeside(Instant now) {
    if (sessions.isEmpty() || opening || isResting(now)) return;
    var silence = timings.requesting().newSessionAfter();
    var newest = sessions.getLast();
    if (!newest.isUnresponsive(silence, now)) return;
    if (sessions.size() > 1) end(newest);
    out.event("session-silent", server.name() + " over " + newest.way);
    begin(now);
  }

  // RFC 9132 §4.3: from TCP the way back to UDP is tried from time to time.
  private void probeUdp(Instant now) {
    if (opening || !udpProbeDue(now)) return;
    opening = true;
    probing = true;
    probedUdp = now;
    line(
        Candidate.inOrder(addresses, java.util.Set.of(TransportKind.DTLS), way -> rank(way, now)),
        now);
  }

  private boolean udpProbeDue(Instant now) {
    return !udpProbeAt().isAfter(now);
  }

  private Instant udpProbeAt() {
    boolean onTcp = session().filter(each -> !each.way.transport().isDatagram()).isPresent();
    if (!onTcp || !server.transports().contains(TransportKind.DTLS)) return Instant.MAX;
    return probedUdp.plus(timings.connecting().udpProbe());
  }

  Instant deadline() {
    var at = resolving.map(since -> since.plus(RESOLVE_MAX)).orElse(Instant.MAX);
    if (!queue.isEmpty()) at = Times.earlier(at, nextAttempt);
    for (var attempt : attempts.values()) {
      at = Times.earlier(at, attempt.started.plus(timings.connecting().attemptMax()));
    }
    if (opening || sessions.isEmpty()) return at;
    if (!attack) at = Times.earlier(at, udpProbeAt());
    if (!attack && !pressing) return at;
    var silent = sessions.getLast().unresponsiveAt(timings.requesting().newSessionAfter());
    return Times.earlier(at, Times.later(silent, restEnds()));
  }

  /// When {@link #want} may open again.
  Instant restEnds() {
    return attack ? restInAttack : Times.later(restInPeace, returnsAt);
  }

  private void stopAttempts() {
    queue.clear();
    attempts.keySet().forEach(id -> out.add(new ClientOutput.Disconnect(id)));
    attempts.clear();
  }

  private void remember(Candidate way, boolean worked, Instant now) {
    if (outcomes.size() >= OUTCOMES_MAX) outcomes.clear();
    outcomes.put(way, new Outcome(worked, now));
  }
}

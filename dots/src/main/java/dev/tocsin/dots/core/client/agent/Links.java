// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientParameters;
import dev.tocsin.dots.core.client.ClientParameters.Server;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.core.client.rules.Times;
import dev.tocsin.dots.wire.SignalResponse.Body.Redirect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/// All servers: which of them need a session now, and the alternate one that a redirection named.
final class Links {

  // RFC 9132 §4.6: a server communicated with within the last five minutes is a loop.
  private static final Duration LOOP = Duration.ofMinutes(5);
  private static final long FOREVER_SECONDS = 0xFFFF_FFFFL;
  private static final long MAX_AGE_SECONDS = 60;
  private static final int ALTERNATES_MAX = 8;

  /// Who must know when sessions come and go.
  interface Watcher {
    void sessionOpened(ServerLink link, Session session, Instant now);

    void sessionClosed(ServerLink link, Session session, Instant now);
  }

  private record Redirection(ServerLink to, ServerLink from, Instant until) {}

  private final ClientParameters parameters;
  private final Outbox out;
  private final RandomGenerator random;
  private final Watcher watcher;
  private final ArrayList<ServerLink> links = new ArrayList<>();
  private final Map<ServerLink, SessionSetup> setups = new HashMap<>();

  /// The configured server whose port and credentials an alternate one shares.
  private final Map<ServerLink, Integer> origins = new HashMap<>();

  private final Set<ServerLink> demanded = new HashSet<>();
  private Optional<Redirection> redirection = Optional.empty();
  private boolean started;
  private boolean attack;

  Links(ClientParameters parameters, Outbox out, RandomGenerator random, Watcher watcher) {
    this.parameters = parameters;
    this.out = out;
    this.random = random;
    this.watcher = watcher;
    for (var server : parameters.servers()) {
      add(server, new ClientOutput.ResolveServer(links.size()));
    }
  }

  private ServerLink add(Server server, ClientOutput lookup) {
    var link = new ServerLink(links.size(), server, lookup, parameters.timings(), out, random);
    links.add(link);
    link.attack(attack);
    var setup = new SessionSetup(link, parameters.session(), out);
    setup.attack(attack);
    setups.put(link, setup);
    return link;
  }

  void start() {
    started = true;
  }

  boolean isAttack() {
    return attack;
  }

  List<ServerLink> all() {
    return List.copyOf(links);
  }

  /// Most preferred first: the alternate server while a redirection holds, then the configured
  /// ones.
  List<ServerLink> inOrder() {
    var order = new ArrayList<>(links.subList(0, parameters.servers().size()));
    redirection.ifPresent(
        now -> {
          if (order.remove(now.from)) order.addLast(now.from);
          order.remove(now.to);
          order.addFirst(now.to);
        });
    return order;
  }

  Optional<ServerLink> preferredOpen() {
    return inOrder().stream().filter(link -> link.session().isPresent()).findFirst();
  }

  SessionSetup setup(ServerLink link) {
    return Objects.requireNonNull(setups.get(link));
  }

  ServerLink link(int index) {
    return links.get(index);
  }

  Optional<ServerLink> owner(ConnectionId id) {
    return links.stream().filter(link -> link.owns(id)).findFirst();
  }

  Optional<Session> session(ConnectionId id) {
    return owner(id).flatMap(link -> link.session(id));
  }

  void resolved(int server, List<ServerAddress> addresses, Instant now) {
    if (server >= 0 && server < links.size()) links.get(server).resolved(addresses, now);
  }

  /// A mitigation request needs this server too, before the preferred one has failed.
  void demand(ServerLink link) {
    demanded.add(link);
  }

  /// Demands are made anew for every tick.
  void forgetDemands() {
    demanded.clear();
  }

  /// Whether mitigation is wanted: other rests, other settings, other rules hold then.
  void attack(boolean underAttack, Instant now) {
    if (attack == underAttack) return;
    attack = underAttack;
    links.forEach(link -> link.attack(attack));
    switchSettings(now);
  }

  void tick(IntPredicate busy, Instant now) {
    endRedirection(now);
    links.forEach(link -> link.tick(now));
    if (started) open(now);
    if (!attack) closeUnneeded(busy);
    for (var link : links) {
      beat(link, now);
      setup(link).tick(now);
    }
    tellGone(now);
  }

  /// Tells of sessions that ended since.
  void tellGone(Instant now) {
    for (var link : links) {
      link.takeGone().forEach(session -> watcher.sessionClosed(link, session, now));
    }
  }

  private void switchSettings(Instant now) {
    for (var link : links) {
      var setup = setup(link);
      setup.attack(attack);
      var interval = setup.settings().heartbeatInterval(attack);
      link.sessions().forEach(session -> session.heartbeats.rescheduled(interval, now));
    }
  }

  private void open(Instant now) {
    demanded.forEach(link -> link.want(now));
    for (var link : inOrder()) {
      link.want(now);
      // A server that is being tried, or is there, is waited for; one that failed is not.
      if (link.session().isPresent() || link.isOpening() || link.isReturning(now)) return;
    }
  }

  private void closeUnneeded(IntPredicate busy) {
    var preferred = preferredOpen();
    if (preferred.isEmpty()) return;
    for (var link : links) {
      if (link == preferred.get() || link.session().isEmpty() || busy.test(link.index)) continue;
      link.close();
    }
  }

  private void beat(ServerLink link, Instant now) {
    var settings = setup(link).settings();
    for (var session : link.sessions()) {
      session.heartbeats.tick(settings.heartbeatInterval(attack), now);
      // RFC 9132 §4.7: only in peace is a session given up for missing heartbeats.
      if (attack || session.heartbeats.missing() < settings.missingHbAllowed(attack)) continue;
      link.giveUp(session, "no heartbeat is answered");
      link.want(now);
    }
  }

  void connected(ServerLink link, Session session, Instant now) {
    setup(link).opened(session, now);
    watcher.sessionOpened(link, session, now);
  }

  /// RFC 9132 §4.6.
  ///
  /// @return whether the alternate server is used from now on
  boolean redirect(ServerLink from, Redirect redirect, OptionalLong maxAge, Instant now) {
    if (isLoop(redirect, now)) {
      out.event("redirect-loop", from.server.name() + " names " + redirect.altServer());
      return false;
    }
    var alternate = alternate(from, redirect);
    if (alternate.isEmpty()) {
      out.event("redirect-ignored", ALTERNATES_MAX + " alternate servers were named before");
      return false;
    }
    var to = alternate.get();
    long seconds = maxAge.orElse(MAX_AGE_SECONDS);
    var until = seconds == FOREVER_SECONDS ? Instant.MAX : now.plusSeconds(seconds);
    redirection = Optional.of(new Redirection(to, from, until));
    out.event("redirected", from.server.name() + " names " + redirect.altServer());
    to.want(now);
    return true;
  }

  private boolean isLoop(Redirect redirect, Instant now) {
    var since = now.minus(LOOP);
    return links.stream()
        .filter(
            link ->
                isNamed(link, redirect.altServer())
                    || redirect.addresses().stream().anyMatch(link::hasAddress))
        .anyMatch(link -> link.wasHeardSince(since));
  }

  private Optional<ServerLink> alternate(ServerLink from, Redirect redirect) {
    var known = links.stream().filter(link -> isNamed(link, redirect.altServer())).findFirst();
    if (known.isPresent() && !isAlternate(known.get())) return known;
    int index = known.map(link -> link.index).orElse(links.size());
    int origin = origins.getOrDefault(from, from.index);
    var lookup =
        new ClientOutput.ResolveAlternate(
            index, origin, redirect.altServer(), redirect.addresses());
    if (known.isPresent()) {
      known.get().lookup(lookup);
      return known;
    }
    if (origins.size() >= ALTERNATES_MAX) return Optional.empty();
    var link = add(new Server(redirect.altServer(), from.server.transports()), lookup);
    origins.put(link, origin);
    return Optional.of(link);
  }

  private boolean isAlternate(ServerLink link) {
    return origins.containsKey(link);
  }

  private static boolean isNamed(ServerLink link, String name) {
    return bare(link.server.name()).equalsIgnoreCase(bare(name));
  }

  private static String bare(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  // RFC 9132 §4.6: back to the provisioned servers when the TTL expired, except in an attack.
  private void endRedirection(Instant now) {
    if (attack || redirection.filter(each -> !now.isBefore(each.until)).isEmpty()) return;
    out.event("redirection-ended", redirection.get().to.server.name());
    redirection = Optional.empty();
  }

  Instant deadline(Instant now) {
    var at = Instant.MAX;
    for (var link : links) {
      at = Times.earlier(at, link.deadline());
      at = Times.earlier(at, setup(link).deadline(now));
      var interval = setup(link).settings().heartbeatInterval(attack);
      for (var session : link.sessions()) {
        at = Times.earlier(at, session.heartbeats.deadline(interval));
      }
    }
    if (!attack) at = Times.earlier(at, redirection.map(Redirection::until).orElse(Instant.MAX));
    return started ? Times.earlier(at, nextOpening(now)) : at;
  }

  private Instant nextOpening(Instant now) {
    var at = Instant.MAX;
    for (var link : demanded) {
      if (link.session().isEmpty() && !link.isOpening()) at = Times.earlier(at, link.restEnds());
    }
    for (var link : inOrder()) {
      if (link.session().isPresent() || link.isOpening()) return at;
      at = Times.earlier(at, link.restEnds());
      if (link.isReturning(now)) return at;
    }
    return at;
  }
}

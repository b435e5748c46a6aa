// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.rules.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// All that waits to be sent or answered, sent as fast as each session's pace allows.
final class Errands {

  private static final Comparator<Errand> ORDER =
      Comparator.comparing((Errand errand) -> !errand.urgent).thenComparing(Errand::next);

  private final ArrayList<Errand> all = new ArrayList<>();

  Errand add(Errand errand) {
    all.add(errand);
    return errand;
  }

  void tick(List<ServerLink> links, Instant now) {
    all.removeIf(Errand::isOver);
    for (var link : links) {
      if (link.session().isPresent()) send(link, now);
    }
  }

  private void send(ServerLink link, Instant now) {
    var due = all.stream().filter(each -> isDue(each, link, now)).sorted(ORDER).toList();
    for (var errand : due) {
      if (!send(errand, link, now)) return;
    }
  }

  private static boolean isDue(Errand errand, ServerLink link, Instant now) {
    return errand.link == link && !errand.isOver() && !errand.next().isAfter(now);
  }

  /// @return whether a session may take more
  private static boolean send(Errand errand, ServerLink link, Instant now) {
    if (errand.urgent) return sendOverAll(errand, link, now);
    var newest = link.session().orElseThrow();
    if (!newest.pace.isReady(now)) return false;
    // RFC 9132 §4.4: only mitigation requests are exempt from checks on the probing rate.
    if (newest.probeReadyAt(now).isAfter(now)) return false;
    newest.probed(now);
    errand.send(newest, now);
    return true;
  }

  // RFC 9132 §4.7: mitigation requests go over the current and the new session in parallel.
  private static boolean sendOverAll(Errand errand, ServerLink link, Instant now) {
    var ready = link.sessions().stream().filter(each -> each.pace.isReady(now)).toList();
    ready.forEach(session -> errand.send(session, now));
    return !ready.isEmpty();
  }

  /// Whether somebody waits for this server: a request for mitigation, or the end of one.
  boolean isPressing(ServerLink link) {
    return all.stream().anyMatch(each -> each.link == link && each.urgent && !each.isOver());
  }

  void sessionOpened(ServerLink link, Instant now) {
    of(link).forEach(errand -> errand.sessionOpened(now));
  }

  void sessionClosed(ServerLink link, Session session, Instant now) {
    of(link).forEach(errand -> errand.sessionClosed(session, now));
  }

  private List<Errand> of(ServerLink link) {
    return all.stream().filter(each -> each.link == link).toList();
  }

  Instant deadline(Instant now) {
    var at = Instant.MAX;
    for (var errand : all) {
      if (errand.isOver()) continue;
      var session = errand.link.session();
      if (session.isEmpty()) continue;
      at = Times.earlier(at, Times.later(errand.next(), readyAt(errand, session, now)));
    }
    return at;
  }

  private static Instant readyAt(Errand errand, Optional<Session> newest, Instant now) {
    var first = newest.orElseThrow();
    var at = first.pace.readyAt(now);
    if (!errand.urgent) return Times.later(at, first.probeReadyAt(now));
    for (var session : errand.link.sessions()) at = Times.earlier(at, session.pace.readyAt(now));
    return at;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import dev.tocsin.base.time.Deadlines;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.core.server.data.rules.Acceptance;
import dev.tocsin.dots.core.server.data.rules.Ranks;
import dev.tocsin.dots.wire.control.ActivationType;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.Insert;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Requests about access control lists (RFC 8783 §7), and which of them are in force.
final class AclDesk {

  private static final Duration MEASURE_MIN = Duration.ofSeconds(1);

  private final DataSettings settings;
  private final Deadlines<DataChange.Key> timers;
  private final AclCheck check;

  AclDesk(DataSettings settings, Deadlines<DataChange.Key> timers) {
    this.settings = settings;
    this.timers = timers;
    this.check = new AclCheck(settings.filtering());
  }

  /// All of them or none, one behind the other at the place.
  DataAnswer create(DataClient client, List<Acl> acls, Optional<Insert> insert, Turn turn) {
    for (var acl : acls) {
      var target = target(client, acl.name());
      if (client.acl(acl.name()) != null) return Refusal.exists(target);
    }
    var problem =
        misplaced(client, insert, "")
            .or(() -> problem(client, acls, acls.size(), entries(acls), turn.asker().domain()));
    if (problem.isPresent()) return problem.get();
    var place = insert.orElse(Insert.LAST);
    for (var acl : acls) {
      put(client, acl, rankAt(client, place, turn), turn);
      place = new Insert.After(acl.name());
    }
    return new DataAnswer.Created(
        acls.size() == 1
            ? target(client, acls.getFirst().name())
            : new DataTarget.Acls(client.cuid()));
  }

  DataAnswer replace(DataClient client, Acl acl, Optional<Insert> insert, Turn turn) {
    var before = client.acl(acl.name());
    int standing = before == null ? 0 : before.acl().aces().size();
    var problem =
        misplaced(client, insert, acl.name())
            .or(
                () ->
                    problem(
                        client,
                        List.of(acl),
                        before == null ? 1 : 0,
                        acl.aces().size() - standing,
                        turn.asker().domain()));
    if (problem.isPresent()) return problem.get();
    long rank =
        before != null && insert.isEmpty()
            ? before.rank()
            : rankAt(client, insert.orElse(Insert.LAST), turn);
    put(client, acl, rank, turn);
    return before == null
        ? new DataAnswer.Created(target(client, acl.name()))
        : DataAnswer.NO_CONTENT;
  }

  /// The client has these and no others, in this order.
  DataAnswer replaceAll(DataClient client, List<Acl> acls, Turn turn) {
    var problem = problemOfAll(client, acls, turn);
    if (problem.isPresent()) return problem.get();
    putAll(client, acls, turn);
    return DataAnswer.NO_CONTENT;
  }

  Optional<DataAnswer.Refused> problemOfAll(DataClient client, List<Acl> acls, Turn turn) {
    int standing = entries(client.acls().stream().map(AclEntry::acl).toList());
    return problem(
        client,
        acls,
        acls.size() - client.acls().size(),
        entries(acls) - standing,
        turn.asker().domain());
  }

  void putAll(DataClient client, List<Acl> acls, Turn turn) {
    var names = acls.stream().map(Acl::name).collect(Collectors.toSet());
    for (var entry : client.acls()) {
      if (!names.contains(entry.acl().name())) remove(client, entry, turn.outcome());
    }
    // Behind what stands, so that no two share a rank on the way.
    long last = client.ranked().isEmpty() ? 0 : client.ranked().lastKey();
    for (var acl : acls) put(client, acl, last += Ranks.GAP, turn);
  }

  Optional<DataAnswer> delete(DataClient client, String name, DataOutcome outcome) {
    var entry = client.acl(name);
    if (entry == null) return Optional.empty();
    remove(client, entry, outcome);
    return Optional.of(DataAnswer.NO_CONTENT);
  }

  void remove(DataClient client, AclEntry entry, DataOutcome outcome) {
    var name = entry.acl().name();
    outcome.change(removal(client, name), change(client, entry));
    if (isInForce(client, entry.acl())) {
      outcome.remove(key(client, name));
      accepting(client, outcome, entry.acl());
    }
    drop(client, name);
  }

  private static int entries(Collection<Acl> acls) {
    return acls.stream().mapToInt(acl -> acl.aces().size()).sum();
  }

  private Optional<DataAnswer.Refused> problem(
      DataClient client, List<Acl> acls, int moreAcls, int moreAces, DataDomain domain) {
    var limits = settings.limits();
    var all = new DataTarget.Acls(client.cuid());
    if (moreAcls > 0 && client.book().acls + moreAcls > limits.aclsMax()) {
      return Optional.of(Refusal.full(all, "lists at most", limits.aclsMax()));
    }
    if (moreAces > 0 && client.book().aces + moreAces > limits.acesMax()) {
      return Optional.of(Refusal.full(all, "entries in all lists at most", limits.acesMax()));
    }
    for (var acl : acls) {
      if (acl.aces().size() > limits.acesPerAclMax()) {
        return Optional.of(
            Refusal.full(
                target(client, acl.name()), "entries in one list at most", limits.acesPerAclMax()));
      }
      var problem = check.problem(client, acl, unchecked(client, acl), domain);
      if (problem.isPresent()) return problem;
    }
    return Optional.empty();
  }

  /// What stands in force has been checked: one entry more costs no check of thousands.
  private static List<Ace> unchecked(DataClient client, Acl acl) {
    var before = client.acl(acl.name());
    if (before == null || before.acl().activation() != acl.activation()) return acl.aces();
    Set<Ace> standing = Collections.newSetFromMap(new IdentityHashMap<>());
    standing.addAll(before.acl().aces());
    return acl.aces().stream().filter(ace -> !standing.contains(ace)).toList();
  }

  // RFC 8040 §4.8.6: a point that is not there is a bad request.
  private static Optional<DataAnswer.Refused> misplaced(
      DataClient client, Optional<Insert> insert, String own) {
    var point = insert.flatMap(AclDesk::point);
    if (point.isEmpty()) return Optional.empty();
    boolean isThere = client.acl(point.get()) != null && !point.get().equals(own);
    return isThere
        ? Optional.empty()
        : Optional.of(
            Refusal.invalid(
                InstancePath.of(new DataTarget.Acls(client.cuid())),
                "'point' names '" + point.get() + "', which is no other list of the client"));
  }

  static Optional<String> point(Insert insert) {
    return switch (insert) {
      case Insert.First _, Insert.Last _ -> Optional.empty();
      case Insert.Before(var name) -> Optional.of(name);
      case Insert.After(var name) -> Optional.of(name);
    };
  }

  private long rankAt(DataClient client, Insert place, Turn turn) {
    var rank = Ranks.at(client.ranked(), place, neighbour(client, place));
    if (rank.isPresent()) return rank.getAsLong();
    spread(client, turn);
    return Ranks.at(client.ranked(), place, neighbour(client, place)).orElseThrow();
  }

  private static Optional<Long> neighbour(DataClient client, Insert place) {
    return point(place).map(client::acl).map(AclEntry::rank);
  }

  /// Ranks all lists of a client anew, with room between them; twenty insertions at one place may
  /// use that room up.
  private void spread(DataClient client, Turn turn) {
    long rank = client.ranked().lastKey();
    for (var entry : client.acls()) {
      rank += Ranks.GAP;
      var moved = entry.at(rank);
      turn.outcome().change(change(client, moved), change(client, entry));
      client.put(moved);
      if (isInForce(client, moved.acl()))
        turn.outcome().install(order(client, moved, turn.asker().domain()));
    }
  }

  private void put(DataClient client, Acl acl, long rank, Turn turn) {
    // RFC 8783 §7.2: a PUT refreshes.
    store(client, new AclEntry(rank, acl, turn.now().plus(settings.lifetime())), turn);
  }

  private void store(DataClient client, AclEntry entry, Turn turn) {
    var name = entry.acl().name();
    var before = client.acl(name);
    turn.outcome()
        .change(
            change(client, entry), before == null ? removal(client, name) : change(client, before));
    var type = entry.acl().activation();
    if (before != null && before.acl().activation() != type) {
      turn.outcome().activated(key(client, name), type);
    }
    // Nothing is asked of a mitigator when a list is only refreshed.
    var stood =
        before != null && isInForce(client, before.acl())
            ? Optional.of(order(client, before, turn.asker().domain()))
            : Optional.<FilterOrder>empty();
    client.put(entry);
    timers.set(removal(client, name).key(), entry.expires());
    if (isInForce(client, entry.acl())) {
      var wanted = order(client, entry, turn.asker().domain());
      if (stood.equals(Optional.of(wanted))) return;
      turn.outcome().install(wanted);
      accepting(client, turn.outcome(), entry.acl());
    } else if (stood.isPresent()) {
      turn.outcome().remove(key(client, name));
    }
    stood.ifPresent(was -> accepting(client, turn.outcome(), was.acl()));
  }

  private static void accepting(DataClient client, DataOutcome outcome, Acl acl) {
    var destinations = Acceptance.destinations(acl);
    if (!destinations.isEmpty()) outcome.accepting(client.book().domain(), destinations);
  }

  /// What the entries of a list matched by now. RFC 9133 §1.1: sources that a list accepts may be
  /// those that attack.
  void measured(
      DataClient client,
      String name,
      Map<String, Statistics> entries,
      Instant now,
      DataOutcome outcome) {
    var entry = client.acl(name);
    if (entry == null || !isInForce(client, entry.acl())) return;
    boolean isFirst = entry.measuredAt().equals(Instant.MIN);
    // Several mitigators may tell theirs in short succession, which says nothing about rates.
    if (!isFirst && now.isBefore(entry.measuredAt().plus(MEASURE_MIN))) return;
    client.remeasure(entry.measured(entries, now));
    if (isFirst) return;
    var passed = Duration.between(entry.measuredAt(), now);
    var flooded =
        Acceptance.flooded(
            entry.acl(), entry.measured(), entries, passed, settings.acceptedFloodPackets());
    var news = client.book().accepts.flooded(client, name, flooded);
    if (news.isEmpty()) return;
    outcome.accepting(client.book().domain(), news);
    var what = flooded.isEmpty() ? " accepts no flood any more" : " accepts a flood to " + flooded;
    outcome.audit("accept-list", client.book().domain(), client.cuid(), "acl " + name + what);
  }

  /// A list with other entries, at its place.
  void change(DataClient client, AclEntry entry, Acl changed, Turn turn) {
    store(client, entry.with(changed, turn.now().plus(settings.lifetime())), turn);
  }

  Optional<DataAnswer.Refused> problem(DataClient client, AclEntry entry, Acl changed, Turn turn) {
    int more = changed.aces().size() - entry.acl().aces().size();
    return problem(client, List.of(changed), 0, more, turn.asker().domain());
  }

  /// RFC 8783 §4.3: `activate-when-mitigating` lists are in force while a mitigation of their
  /// client is.
  static boolean isInForce(DataClient client, Acl acl) {
    return switch (acl.activation()) {
      case IMMEDIATE -> true;
      case ACTIVATE_WHEN_MITIGATING -> client.mitigating;
      case DEACTIVATE -> false;
    };
  }

  /// A mitigation of the client began, or its last one ended.
  void mitigating(DataClient client, boolean isMitigating, DataDomain domain, DataOutcome outcome) {
    client.mitigating = isMitigating;
    for (var entry : client.acls()) {
      if (entry.acl().activation() != ActivationType.ACTIVATE_WHEN_MITIGATING) continue;
      if (isMitigating) outcome.install(order(client, entry, domain));
      else withdraw(client, entry.acl().name(), outcome);
      accepting(client, outcome, entry.acl());
    }
  }

  private static void withdraw(DataClient client, String name, DataOutcome outcome) {
    outcome.remove(key(client, name));
    client.book().accepts.flooded(client, name, Set.of());
  }

  /// Asks for everything that is in force, after a restart or when the domain has changed.
  void installAll(DataClient client, DataDomain domain, DataOutcome outcome) {
    for (var entry : client.acls()) {
      if (isInForce(client, entry.acl())) outcome.install(order(client, entry, domain));
    }
  }

  /// A list is as another node has left it.
  void follow(DataClient client, String name, DataDomain domain, DataOutcome outcome) {
    var entry = client.acl(name);
    if (entry == null || !isInForce(client, entry.acl())) {
      withdraw(client, name, outcome);
    } else {
      outcome.install(order(client, entry, domain));
    }
    if (entry != null) accepting(client, outcome, entry.acl());
  }

  void withdrawAll(DataClient client, DataOutcome outcome) {
    for (var entry : client.acls()) withdraw(client, entry.acl().name(), outcome);
  }

  /// Takes in what is on disk.
  void restore(DataClient client, AclEntry entry) {
    client.put(entry);
    timers.set(removal(client, entry.acl().name()).key(), entry.expires());
  }

  void drop(DataClient client, String name) {
    client.removeAcl(name);
    timers.clear(removal(client, name).key());
  }

  private static FilterOrder order(DataClient client, AclEntry entry, DataDomain domain) {
    return new FilterOrder(
        key(client, entry.acl().name()),
        domain.mitigators(),
        entry.rank(),
        entry.acl(),
        domain.ownership().prefixes());
  }

  private static FilterKey key(DataClient client, String name) {
    return new FilterKey(client.book().domain(), client.cuid(), name);
  }

  private static DataTarget target(DataClient client, String name) {
    return new DataTarget.Acl(client.cuid(), name);
  }

  private static DataChange.PutAcl change(DataClient client, AclEntry entry) {
    return new DataChange.PutAcl(
        client.book().domain(), client.cuid(), entry.rank(), entry.acl(), entry.expires());
  }

  private static DataChange.RemoveAcl removal(DataClient client, String name) {
    return new DataChange.RemoveAcl(client.book().domain(), client.cuid(), name);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientChange.PutWithdrawn;
import dev.tocsin.dots.core.client.rules.Times;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Mids that are not wanted any more, deleted at every server that may hold them (RFC 9132 §4.4.4)
/// until each has acknowledged or the lifetime has passed.
final class Withdrawals {

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
  // By then no copy of an earlier PUT is under way any more.
  private static final Duration STRAGGLERS = Duration.ofSeconds(15);

  /// Told once: when every server that can be reached has acknowledged.
  interface Done {
    void acknowledged(Instant now);
  }

  private static final class Entry {
    final long mid;
    final Instant ends;
    final boolean confirmable;
    final boolean durable;
    final Set<ServerLink> pending = new HashSet<>();
    final Map<ServerLink, Errand> running = new HashMap<>();
    final Map<ServerLink, Instant> notBefore = new HashMap<>();
    final Set<ServerLink> twice = new HashSet<>();
    Optional<Done> done;
    boolean acknowledged;

    Entry(long mid, Instant ends, boolean confirmable, boolean durable, Optional<Done> done) {
      this.mid = mid;
      this.ends = ends;
      this.confirmable = confirmable;
      this.durable = durable;
      this.done = done;
    }
  }

  private final Links links;
  private final Errands errands;
  private final Cuids cuids;
  private final Outbox out;
  private final Map<Long, Entry> entries = new LinkedHashMap<>();

  Withdrawals(Links links, Errands errands, Cuids cuids, Outbox out) {
    this.links = links;
    this.errands = errands;
    this.cuids = cuids;
    this.out = out;
  }

  /// A part that is not wanted any more, at every server that it was sent to.
  ///
  /// @param confirmable whether idle time is left to it (RFC 9132 §4.5)
  void add(Part part, boolean confirmable, Optional<Done> done, Instant now) {
    var entry =
        new Entry(part.mid, end(part.request.lifetimeSeconds(), now), confirmable, true, done);
    if (part.restored) entry.pending.addAll(links.inOrder());
    part.deliveries.forEach(
        (link, delivery) -> {
          if (!delivery.isSent()) return;
          entry.pending.add(link);
          if (delivery.hasStragglers(now)) entry.twice.add(link);
          delivery.stop();
        });
    // It may be surplus somewhere already.
    var before = entries.get(part.mid);
    if (before != null) entry.pending.addAll(before.pending);
    drop(part.mid);
    entries.put(part.mid, entry);
  }

  /// A part that stays wanted, at a server that another one has taken over from.
  void addSurplus(Part part, ServerLink link, Instant now) {
    var entry =
        new Entry(
            part.mid, end(part.request.lifetimeSeconds(), now), false, false, Optional.empty());
    entry.pending.add(link);
    entries.putIfAbsent(part.mid, entry);
  }

  /// The part is asked of this server again.
  void cancelSurplus(Part part, ServerLink link) {
    var entry = entries.get(part.mid);
    if (entry == null || !entry.pending.remove(link)) return;
    var errand = entry.running.remove(link);
    if (errand != null) errand.cancel();
  }

  /// After a restart: nobody knows any more which servers hold it.
  void restore(PutWithdrawn withdrawn, Instant now) {
    var ends = end(withdrawn.lifetimeSeconds(), now);
    var entry = new Entry(withdrawn.mid(), ends, true, true, Optional.empty());
    entry.pending.addAll(links.inOrder());
    entries.put(withdrawn.mid(), entry);
  }

  /// It is wanted after all.
  void drop(long mid) {
    var entry = entries.remove(mid);
    if (entry != null) entry.running.values().forEach(Errand::cancel);
  }

  boolean isPending(Collection<Long> mids) {
    return mids.stream().anyMatch(entries::containsKey);
  }

  boolean isBusy(ServerLink link) {
    return entries.values().stream().anyMatch(entry -> entry.pending.contains(link));
  }

  static PutWithdrawn stored(Part part) {
    return new PutWithdrawn(part.mid, part.request.lifetimeSeconds());
  }

  void tick(Instant now) {
    var removed = new ArrayList<ClientChange>();
    for (var entry : List.copyOf(entries.values())) {
      entry.pending.forEach(link -> send(entry, link, now));
      tellDone(entry, now);
      if (!entry.pending.isEmpty() && now.isBefore(entry.ends)) continue;
      drop(entry.mid);
      if (entry.durable) removed.add(new ClientChange.RemoveWithdrawn(entry.mid));
    }
    if (!removed.isEmpty()) out.commit(removed);
  }

  private void send(Entry entry, ServerLink link, Instant now) {
    if (link.session().isEmpty() || entry.running.containsKey(link)) return;
    if (now.isBefore(entry.notBefore.getOrDefault(link, Instant.MIN))) return;
    var errand =
        new Errand(
            link,
            true,
            () -> new SignalRequest.Withdraw(cuids.of(link), entry.mid),
            () -> entry.confirmable && !links.isAttack(),
            (_, response, _, at) -> answered(entry, link, response, at),
            now);
    entry.running.put(link, errands.add(errand));
  }

  private void answered(Entry entry, ServerLink link, SignalResponse response, Instant now) {
    entry.running.remove(link);
    switch (response.code().value() >> 5) {
      case 2 -> acknowledged(entry, link, now);
      case 5 -> entry.notBefore.put(link, now.plus(AFTER_FAILURE));
      default -> {
        out.event("withdraw-refused", "mid " + entry.mid + ": " + Refusals.reason(response));
        entry.pending.remove(link);
        entry.acknowledged = true;
      }
    }
  }

  private static void acknowledged(Entry entry, ServerLink link, Instant now) {
    entry.acknowledged = true;
    // A copy of the PUT that was overtaken would bring the mitigation back.
    if (entry.twice.remove(link)) entry.notBefore.put(link, now.plus(STRAGGLERS));
    else entry.pending.remove(link);
  }

  private static void tellDone(Entry entry, Instant now) {
    boolean reachable =
        entry.pending.stream()
            .anyMatch(link -> link.session().isPresent() && !entry.notBefore.containsKey(link));
    if (reachable || !(entry.acknowledged || entry.pending.isEmpty())) return;
    var done = entry.done;
    entry.done = Optional.empty();
    done.ifPresent(each -> each.acknowledged(now));
  }

  Instant deadline(Instant now) {
    var at = Instant.MAX;
    for (var entry : entries.values()) {
      at = Times.earlier(at, entry.ends);
      for (var link : entry.pending) {
        if (link.session().isEmpty() || entry.running.containsKey(link)) continue;
        at = Times.earlier(at, entry.notBefore.getOrDefault(link, now));
      }
    }
    return at;
  }

  private static Instant end(long lifetimeSeconds, Instant now) {
    return lifetimeSeconds == MitigationRequest.INDEFINITE
        ? Instant.MAX
        : now.plusSeconds(lifetimeSeconds);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientChange.PutWanted;
import dev.tocsin.dots.core.client.ClientParameters.NamedRequest;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.ClientReply.RequestView;
import dev.tocsin.dots.core.client.CommandId;
import dev.tocsin.dots.core.client.rules.Times;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.control.AclControl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The book of all that is wanted, by label: opened and closed by commands, kept on the servers by
/// {@link Deliveries}, and off them by {@link Withdrawals}.
final class Requests implements Deliveries.Outcome {

  private static final int WANTED_MAX = 10_000;
  private static final int WATCHERS_MAX = 64;

  private final Links links;
  private final Errands errands;
  private final Deliveries deliveries;
  private final Withdrawals withdrawals;
  private final Planner planner;
  private final Outbox out;
  private final Map<String, Wanted> wanted = new LinkedHashMap<>();
  private final Set<CommandId> watchers = new LinkedHashSet<>();

  Requests(
      Links links,
      Errands errands,
      Deliveries deliveries,
      Withdrawals withdrawals,
      Planner planner,
      Outbox out) {
    this.links = links;
    this.errands = errands;
    this.deliveries = deliveries;
    this.withdrawals = withdrawals;
    this.planner = planner;
    this.out = out;
  }

  Optional<Wanted> find(String label) {
    return Optional.ofNullable(wanted.get(label));
  }

  boolean isMitigating() {
    return wanted.values().stream().anyMatch(Wanted::isMitigating);
  }

  /// Whether a session with this server is still needed.
  boolean isBusy(ServerLink link) {
    return withdrawals.isBusy(link)
        || wanted.values().stream()
            .flatMap(each -> each.parts.stream())
            .map(part -> part.deliveries.get(link))
            .anyMatch(delivery -> delivery != null && delivery.isSent());
  }

  /// What was wanted before a restart is asked for at once.
  void restore(PutWanted stored, Instant now) {
    var parts = planner.restored(stored);
    if (parts.isPresent()) {
      wanted.put(stored.label(), new Wanted(stored.label(), stored.request(), parts.get()));
      return;
    }
    stored
        .mids()
        .forEach(
            mid ->
                withdrawals.restore(
                    new ClientChange.PutWithdrawn(mid, stored.request().lifetimeSeconds()), now));
    ask(stored.label(), stored.request(), List.of(), Optional.empty(), now);
  }

  void ask(String label, MitigationRequest request, Optional<CommandId> command, Instant now) {
    ask(label, request, List.of(), command, now);
  }

  /// RFC 9133 §3.2.1: with lists to control, what is active is asked for anew under a new mid.
  void ask(
      String label,
      MitigationRequest request,
      List<AclControl> acls,
      Optional<CommandId> command,
      Instant now) {
    var active = wanted.get(label);
    if (active != null && !acls.isEmpty() && !isChanging(active)) {
      replace(active, request, acls, command, now);
      return;
    }
    if (active != null) {
      out.refuse(command, "'" + label + "' is active already; adjust or withdraw it");
      return;
    }
    if (wanted.size() >= WANTED_MAX) {
      out.refuse(command, WANTED_MAX + " requests are active already");
      return;
    }
    var changes = new ArrayList<ClientChange>();
    var parts = planner.plan(request, acls, changes);
    if (parts.isEmpty()) {
      out.refuse(command, "one target with its ports and protocols does not fit a datagram");
      return;
    }
    var added = new Wanted(label, request, parts.get());
    added.waiting = command;
    added.acls = acls;
    wanted.put(label, added);
    changes.add(added.stored());
    // What goes out at once waits for the disk; what is sent again later need not.
    out.commit(changes, out.during(() -> sendNow(added, now)));
  }

  /// RFC 9132 §4.4.1.3: a new scope is a new mid that overrides; a new lifetime is a refresh.
  void adjust(
      Wanted old,
      Optional<Scope> scope,
      OptionalLong lifetime,
      Optional<CommandId> command,
      Instant now) {
    if (isChanging(old)) {
      out.refuse(command, "'" + old.label + "' waits for an answer itself");
      return;
    }
    var before = old.request;
    var request =
        new MitigationRequest(
            scope.orElse(before.scope()),
            lifetime.orElse(before.lifetimeSeconds()),
            before.triggerMitigation(),
            before.attackStatus());
    if (request.scope().equals(before.scope())) prolong(old, request, command, now);
    else replace(old, request, List.of(), command, now);
  }

  private static boolean isChanging(Wanted each) {
    return each.waiting.isPresent() || each.replaced.isPresent();
  }

  private void prolong(
      Wanted old, MitigationRequest request, Optional<CommandId> command, Instant now) {
    old.request = request;
    old.waiting = command;
    old.parts.forEach(part -> part.request = withLifetime(part.request, request.lifetimeSeconds()));
    out.commit(List.of(old.stored()));
    old.parts.forEach(part -> deliveries.askAgain(old, part, this, now));
  }

  private void replace(
      Wanted old,
      MitigationRequest request,
      List<AclControl> acls,
      Optional<CommandId> command,
      Instant now) {
    var changes = new ArrayList<ClientChange>();
    var parts = planner.plan(request, acls, changes);
    if (parts.isEmpty()) {
      out.refuse(command, "one target with its ports and protocols does not fit a datagram");
      return;
    }
    var next = new Wanted(old.label, request, parts.get());
    next.waiting = command;
    next.acls = acls;
    next.replaced = Optional.of(old);
    next.detected = old.detected;
    wanted.put(old.label, next);
    changes.add(next.stored());
    old.parts.forEach(part -> changes.add(Withdrawals.stored(part)));
    out.commit(changes, out.during(() -> sendNow(next, now)));
  }

  private void sendNow(Wanted added, Instant now) {
    added.parts.forEach(part -> deliveries.tick(added, part, this, now));
    errands.tick(links.all(), now);
  }

  private boolean isHeldBack(Wanted each) {
    return withdrawals.isPending(each.after);
  }

  private static MitigationRequest withLifetime(MitigationRequest request, long seconds) {
    return new MitigationRequest(
        request.scope(), seconds, request.triggerMitigation(), request.attackStatus());
  }

  /// RFC 9132 §4.4.4. The answer is given when a server has acknowledged.
  void withdraw(Wanted ended, Optional<CommandId> command, Instant now) {
    wanted.remove(ended.label);
    out.refuse(ended.waiting, "withdrawn before it was granted");
    var parts = new ArrayList<>(ended.parts);
    ended.replaced.ifPresent(old -> parts.addAll(old.parts));
    var changes = new ArrayList<ClientChange>();
    changes.add(new ClientChange.RemoveWanted(ended.label));
    parts.forEach(part -> changes.add(Withdrawals.stored(part)));
    out.commit(changes);
    var left = new int[] {parts.size()};
    boolean confirmable = ended.isPreconfigured();
    for (var part : parts) {
      Withdrawals.Done done =
          _ -> {
            if (--left[0] > 0) return;
            // The label may stand for another request by now: its removal is on disk before this.
            out.replyDurably(command, new ClientReply.Done("withdrawn"), List.of());
          };
      withdrawals.add(part, confirmable, Optional.of(done), now);
    }
  }

  void watch(CommandId command) {
    if (watchers.size() >= WATCHERS_MAX) {
      out.refuse(Optional.of(command), WATCHERS_MAX + " watch already");
      return;
    }
    watchers.add(command);
  }

  /// Nobody waits for its replies any more.
  void cancel(CommandId command) {
    watchers.remove(command);
    wanted.values().stream()
        .filter(each -> each.waiting.filter(command::equals).isPresent())
        .forEach(each -> each.waiting = Optional.empty());
  }

  List<RequestView> views() {
    return wanted.values().stream().map(Wanted::view).toList();
  }

  List<Wanted> all() {
    return List.copyOf(wanted.values());
  }

  void tick(Instant now) {
    withdrawals.tick(now);
    for (var each : all()) {
      if (isHeldBack(each)) continue;
      if (each.isControlDue(now)) {
        each.controlAt = Instant.MAX;
        replace(each, each.request, each.acls, Optional.empty(), now);
        continue;
      }
      each.parts.forEach(part -> deliveries.tick(each, part, this, now));
    }
  }

  Instant deadline(Instant now) {
    var at = withdrawals.deadline(now);
    for (var each : wanted.values()) {
      if (isHeldBack(each)) continue;
      at = Times.earlier(at, each.controlDeadline());
      for (var part : each.parts) at = Times.earlier(at, deliveries.deadline(part, now));
    }
    return at;
  }

  /// Once no attack is on, mids start again (RFC 9132 §4.4.1.1).
  void rollOverIfNeeded(Instant now) {
    if (!planner.mustRollOver() || isMitigating()) return;
    var preconfigured = all();
    var changes = new ArrayList<ClientChange>();
    planner.rollOver();
    for (var old : preconfigured) {
      old.parts.forEach(part -> changes.add(Withdrawals.stored(part)));
      old.parts.forEach(part -> withdrawals.add(part, true, Optional.empty(), now));
      var parts = planner.plan(old.request, List.of(), changes).orElseThrow();
      var next = new Wanted(old.label, old.request, parts);
      next.after = old.mids();
      wanted.put(old.label, next);
      changes.add(next.stored());
    }
    out.event("mid-rollover", preconfigured.size() + " preconfigured requests are recreated");
    out.commit(changes);
  }

  /// A path that takes less than was assumed: what does not fit any more is split anew.
  void fit(Instant now) {
    for (var each : all()) {
      if (each.replaced.isPresent() || planner.fits(each)) continue;
      var acls = each.parts.stream().flatMap(part -> part.acls.stream()).toList();
      replace(each, each.request, acls, each.waiting, now);
    }
  }

  @Override
  public void asked(Part part, ServerLink link) {
    withdrawals.cancelSurplus(part, link);
  }

  @Override
  public void granted(Wanted each, Part part, ServerLink link, Instant now) {
    if (wanted.get(each.label) != each || !each.isGranted()) return;
    if (each.parts.stream().anyMatch(Part::isAsking) && each.waiting.isPresent()) return;
    var command = each.waiting;
    each.waiting = Optional.empty();
    var granted = new ClientReply.Granted(each.label, each.statuses());
    if (command.isPresent()) out.replyDurably(command, granted, List.of(each.stored()));
    each.replaced.ifPresent(
        old -> old.parts.forEach(gone -> withdrawals.add(gone, false, Optional.empty(), now)));
    each.replaced = Optional.empty();
  }

  @Override
  public void refused(Wanted each, Part part, SignalResponse response, Instant now) {
    if (wanted.get(each.label) != each) return;
    out.event("refused", each.label + ": " + response.code() + " " + Refusals.reason(response));
    if (each.isPreconfigured() && each.waiting.isEmpty()) return;
    var command = each.waiting;
    each.waiting = Optional.empty();
    var old = each.replaced;
    each.replaced = Optional.empty();
    withdraw(each, Optional.empty(), now);
    old.ifPresent(before -> bringBack(before));
    out.reply(command, Refusals.reply(response));
  }

  @Override
  public void uncontrolled(Wanted each, SignalResponse response, Instant retry) {
    out.event("lists-not-changed", each.label + ": " + Refusals.reason(response));
    each.controlAt = retry;
  }

  private void bringBack(Wanted before) {
    wanted.put(before.label, before);
    var changes = new ArrayList<ClientChange>();
    before.mids().forEach(mid -> changes.add(new ClientChange.RemoveWithdrawn(mid)));
    changes.add(before.stored());
    out.commit(changes);
  }

  @Override
  public void reported(Wanted each, Part part, Instant now) {
    if (wanted.get(each.label) != each) return;
    for (var watcher : watchers) {
      out.add(
          new dev.tocsin.dots.core.client.ClientOutput.Reply(
              watcher, new ClientReply.StatusChanged(each.view()), false));
    }
    part.status
        .flatMap(MitigationStatus::conflict)
        .ifPresent(_ -> out.event("conflict", each.label));
    part.status.flatMap(MitigationStatus::state).ifPresent(state -> react(each, part, state, now));
  }

  // RFC 9132 §4.4.2.2: the client reacts to what the server says of the attack.
  private void react(Wanted each, Part part, MitigationState state, Instant now) {
    switch (state) {
      case ATTACK_STOPPED -> withdrawIfStopped(each, now);
      // It is wanted and yet it ended: a straggler, or a lifetime that ran out.
      case CLIENT_WITHDRAWN, TERMINATED -> deliveries.askAgain(each, part, this, now);
      case EXCEEDED_CAPABILITY, WITHDRAWN -> out.event(state.label(), each.label);
      case IN_PROGRESS, SUCCESSFULLY_MITIGATED, SIGNAL_LOSS -> {}
    }
  }

  void withdrawIfStopped(Wanted each, Instant now) {
    boolean wantedStill = each.isPreconfigured() || each.detected || each.waiting.isPresent();
    if (wantedStill || !each.isAll(MitigationState.ATTACK_STOPPED)) return;
    out.event("attack-stopped", each.label + " is withdrawn");
    withdraw(each, Optional.empty(), now);
  }

  @Override
  public void surplus(Part part, ServerLink link, Instant now) {
    withdrawals.addSurplus(part, link, now);
  }

  @Override
  public void redirected(ServerLink origin, Instant now) {
    for (var each : all()) {
      for (var part : each.parts) {
        var left = part.deliveries.remove(origin);
        if (left != null) left.stop();
      }
    }
  }

  /// Named requests whose `trigger-mitigation` is false wait at the server (RFC 9132 §4.4.1.1).
  void preconfigure(List<NamedRequest> named, Instant now) {
    for (var each : named) {
      if (each.request().triggerMitigation()) continue;
      var label = standbyLabel(each.name());
      var standing = wanted.get(label);
      if (standing == null) ask(label, each.request(), Optional.empty(), now);
      else if (!standing.request.equals(each.request())) {
        replace(standing, each.request(), List.of(), Optional.empty(), now);
      }
    }
    var labels = named.stream().map(each -> standbyLabel(each.name())).toList();
    for (var each : all()) {
      if (each.isPreconfigured() && !labels.contains(each.label)) {
        withdraw(each, Optional.empty(), now);
      }
    }
  }

  static String standbyLabel(String name) {
    return "on-signal-loss/" + name;
  }
}

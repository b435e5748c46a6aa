// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.ledger;

import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.scope.AskedScope;
import dev.tocsin.dots.core.server.watch.AttackWatch;
import dev.tocsin.dots.core.server.watch.Tally;
import dev.tocsin.dots.wire.ConflictInformation;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A mitigation at work: its record, and beside it what a mitigator was asked and measured, which a
/// restart finds out again.
///
/// The record's state says what this server wants: in progress (enforced), withdrawn by the client
/// (enforced until the terminating period ends), withdrawn by the server (not enforced: a conflict,
/// or no mitigator takes it), signal loss (waiting), exceeded (no mitigator can). While it is in
/// progress, the attack watch tells statuses 1, 2 and 3 apart. What waits for a person's consent is
/// in progress (status 1) for its client, and for nobody else: it is not enforced, and nobody gives
/// way to it.
public final class Live {

  private final Client client;
  private Mitigation record;
  private AttackWatch watch;
  private final AskedScope asked;
  private List<Prefix> resolved = List.of();

  /// One for each mitigator that was asked; none while nobody is.
  public List<Assignment> assigned = List.of();

  /// Mitigators that refused it in this try.
  public List<String> refusedBy = List.of();

  /// No mitigator took it.
  public boolean unable;

  /// How it stands in the counts of the ledger.
  boolean countedEnforced;

  boolean countedWaiting;

  /// One mitigator refused it for lack of capacity.
  public boolean exceeded;

  public Counters dropped = Counters.UNKNOWN;

  /// End of a status that a preconfigured request shows for a while (RFC 9132 Table 3).
  public Optional<Instant> statusUntil = Optional.empty();

  private @Nullable ConflictInformation refusedRival;
  private Instant refusedRivalUntil = Instant.MIN;

  /// What one mitigator was asked, and what it has said of it.
  public static final class Assignment {
    public MitigationOrder order;
    public boolean failing;

    /// It stood before the restart, as far as anybody knows: that it stands is no news.
    public boolean recovered;

    public MitigatorEvent.@Nullable Enabled enabled;
    final Tally tally = new Tally();

    public Assignment(MitigationOrder order) {
      this.order = order;
    }

    public String mitigator() {
      return order.mitigator();
    }
  }

  public Live(Client client, Mitigation record, AttackWatch watch) {
    this.client = client;
    this.record = record;
    this.asked = new AskedScope(record.request().scope(), record.means().aliases());
    this.watch = watch;
  }

  public MitigationKey key() {
    return record.key();
  }

  public Client client() {
    return client;
  }

  public Peer peer() {
    return client.peer();
  }

  public Book book() {
    return client.book();
  }

  public Mitigation record() {
    return record;
  }

  public void record(Mitigation changed) {
    record = changed;
  }

  public AttackWatch watch() {
    return watch;
  }

  /// What its names resolve to.
  public List<Prefix> resolved() {
    return resolved;
  }

  public void resolved(List<Prefix> addresses) {
    resolved = addresses;
  }

  /// The scope with what its names resolve to.
  public Scope reach() {
    return asked.reach(resolved);
  }

  /// The order of acceptance, the same on every node: who counted alike at the same time is told
  /// apart by name.
  public boolean isBefore(Live other) {
    long one = record.sequence();
    long two = other.record.sequence();
    return one != two ? one < two : key().toString().compareTo(other.key().toString()) < 0;
  }

  /// A new try: what was learnt of mitigators and of the attack no longer counts.
  public void begin(AttackWatch fresh) {
    watch = fresh;
    refusedBy = List.of();
    unable = false;
    exceeded = false;
    statusUntil = Optional.empty();
  }

  /// Nothing is known of what is done for it.
  public void unseen(AttackWatch fresh) {
    watch = fresh;
  }

  public @Nullable Assignment assignment(String mitigator) {
    for (var each : assigned) if (each.mitigator().equals(mitigator)) return each;
    return null;
  }

  /// What is really enforced, by all together; empty while nothing is.
  public List<Target> enabled() {
    var acting = acting();
    if (acting.size() == 1) return enabled(acting.getFirst());
    return acting.stream().flatMap(each -> enabled(each).stream()).distinct().toList();
  }

  private static List<Target> enabled(Assignment assignment) {
    return assignment.enabled == null ? List.of() : assignment.enabled.enabled();
  }

  private List<Assignment> acting() {
    if (assigned.size() == 1 && assigned.getFirst().enabled != null) return assigned;
    return assigned.stream().filter(each -> each.enabled != null).toList();
  }

  /// One of the mitigators has measured.
  public void measured(Assignment by, Counters counters, Instant now) {
    var more = by.tally.add(counters);
    var acting = acting();
    dropped =
        acting.size() <= 1
            ? counters
            : Tally.together(acting.stream().map(each -> each.tally.last()).toList());
    boolean byAll = acting.stream().allMatch(each -> each.tally.isKnown());
    if (more.isPresent()) watch.dropped(more.getAsLong(), byAll, now);
  }

  /// The scope with what its aliases stood for when it was accepted.
  public AskedScope asked() {
    return asked;
  }

  public Scope scope() {
    return record.request().scope();
  }

  public boolean isPreconfigured() {
    return !record.request().triggerMitigation();
  }

  /// Filters stand for it or are being set up.
  public boolean isEnforced() {
    return isActive() && !book().isDryRun();
  }

  /// As {@link #isEnforced}, or it would be if this were no dry run.
  public boolean isActive() {
    return isInProgress() || isTerminating();
  }

  public boolean isInProgress() {
    return record.state() == MitigationState.IN_PROGRESS && !awaitsConsent();
  }

  public boolean awaitsConsent() {
    return record.consent() instanceof Consent.Awaited;
  }

  /// All that it waits for is a person's consent.
  public boolean isHeld() {
    return record.state() == MitigationState.IN_PROGRESS && awaitsConsent();
  }

  public boolean isTerminating() {
    return record.state() == MitigationState.CLIENT_WITHDRAWN;
  }

  public boolean isWithdrawnByServer() {
    return record.state() == MitigationState.WITHDRAWN;
  }

  public boolean awaitsSignalLoss() {
    return record.state() == MitigationState.SIGNAL_LOSS;
  }

  /// Active as far as other clients' requests are concerned.
  public boolean isRunning() {
    return isInProgress() || record.state() == MitigationState.EXCEEDED_CAPABILITY;
  }

  /// It would be active if nobody stood in its way.
  public boolean contends() {
    return isRunning() || (isWithdrawnByServer() && !isPreconfigured() && !unable);
  }

  /// RFC 9132 §4.7: while this holds no session of its owner is ended.
  boolean facesAttack() {
    return isInProgress() && watch.state() != MitigationState.ATTACK_STOPPED;
  }

  /// The status that the client sees (RFC 9132 Table 3).
  public MitigationState status() {
    return isInProgress() ? watch.state() : record.state();
  }

  /// Whether the client is told of it periodically.
  public boolean isReported() {
    return isActive() || statusUntil.isPresent();
  }

  /// When it ends by itself; empty for an indefinite one.
  public Optional<Instant> end() {
    return isTerminating() ? record.terminates() : record.expires();
  }

  /// The remaining lifetime in seconds, rounded up; -1 for indefinite.
  public long remainingSeconds(Instant now) {
    return end().map(at -> Math.max(0, ceilingSeconds(Duration.between(now, at)))).orElse(-1L);
  }

  private static long ceilingSeconds(Duration duration) {
    return duration.getNano() == 0 ? duration.getSeconds() : duration.getSeconds() + 1;
  }

  public Instant deadline() {
    var end = end().orElse(Instant.MAX);
    var until = statusUntil.orElse(Instant.MAX);
    return end.isBefore(until) ? end : until;
  }

  /// Another client's request was refused because of this one: its own client is told, too.
  public void refusedRival(ConflictInformation conflict, Instant until) {
    refusedRival = conflict;
    refusedRivalUntil = until;
  }

  public Optional<ConflictInformation> refusedRival(Instant now) {
    return now.isBefore(refusedRivalUntil) ? Optional.ofNullable(refusedRival) : Optional.empty();
  }
}

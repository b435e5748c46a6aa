// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.ledger.Client;
import dev.tocsin.dots.core.server.ledger.Live;
import dev.tocsin.dots.core.server.scope.AskedScope;
import dev.tocsin.dots.core.server.scope.OverlapIndex;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.ConflictInformation;
import dev.tocsin.dots.wire.ConflictStatus;
import dev.tocsin.dots.wire.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Who stands in whose way (RFC 9132 §4.4.1.3), and how clients are told. Reads only.
final class Conflicts {

  private final DataGate data;

  Conflicts(DataGate data) {
    this.data = data;
  }

  /// RFC 9132 §4.4.1.3: a deactivated request lives for retry-timer + 45 seconds.
  static final Duration GRACE = Duration.ofSeconds(45);

  /// RFC 9132 §4.4.1.3 with RFC 8783 §5.1: a cuid belongs to one identity on both channels.
  boolean isTaken(Client client, @Nullable Client holder) {
    boolean bySignal = holder != null && holder != client && holder.isInUse();
    return bySignal || data.isRegisteredByAnother(client);
  }

  /// Requests of other clients of the domain that overlap the scope and are or would be active.
  /// What names resolve to counts as if it were asked for.
  List<Live> rivals(Client client, Scope reach) {
    return client
        .book()
        .index
        .reaching(reach, other -> other.client() != client && other.contends());
  }

  /// The rivals because of which a request with that sequence may not become active.
  List<Live> blocking(Client client, List<Live> rivals, long sequence) {
    return switch (policy(client)) {
      case KEEP_BOTH -> List.of();
      case STOP_BOTH -> rivals;
      case REFUSE_NEWER ->
          rivals.isEmpty() ? rivals : rivals.stream().filter(Live::isRunning).toList();
      case PREFER_NEWER ->
          rivals.stream()
              // Two nodes may have counted alike: then who is active stays so.
              .filter(rival -> rival.isRunning() && rival.record().sequence() >= sequence)
              .toList();
    };
  }

  /// The rivals that have to give way to a new request with that sequence.
  List<Live> yielding(Client client, List<Live> rivals, long sequence) {
    return switch (policy(client)) {
      case KEEP_BOTH, REFUSE_NEWER -> List.of();
      case STOP_BOTH -> rivals.stream().filter(Live::isRunning).toList();
      case PREFER_NEWER ->
          rivals.stream()
              .filter(rival -> rival.isRunning() && rival.record().sequence() < sequence)
              .toList();
    };
  }

  /// The rivals because of which an active one has to stop, once nodes that decided at the same
  /// time have heard of each other: every node finds the same, by the order of acceptance.
  List<Live> overruling(Live live) {
    var rivals = rivals(live.client(), live.reach()).stream().filter(Live::isRunning);
    return switch (policy(live.client())) {
      case KEEP_BOTH -> List.of();
      case STOP_BOTH -> rivals.toList();
      case REFUSE_NEWER -> rivals.filter(rival -> rival.isBefore(live)).toList();
      case PREFER_NEWER -> rivals.filter(live::isBefore).toList();
    };
  }

  static OnOverlap policy(Client client) {
    return client.book().domain().policy().onOverlap();
  }

  /// The time after which a request that gives way may be sent again: the longest lifetime of those
  /// it gives way to.
  Duration retryTimer(Collection<Live> winners, Duration lifetimeMax, Instant now) {
    return winners.stream()
        .map(winner -> winner.end().map(at -> Duration.between(now, at)).orElse(lifetimeMax))
        .max(Duration::compareTo)
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }

  /// What a 4.09 to another client's rival says.
  ConflictInformation refused(Scope asked, List<Live> blocking, Duration retryTimer) {
    boolean otherActive = blocking.stream().anyMatch(Live::isRunning);
    return new ConflictInformation(
        Optional.of(
            otherActive
                ? ConflictStatus.REQUEST_INACTIVE_OTHER_ACTIVE
                : ConflictStatus.ALL_REQUESTS_INACTIVE),
        Optional.of(ConflictCause.OVERLAPPING_TARGETS),
        OptionalLong.of(seconds(retryTimer)),
        Optional.of(OverlapIndex.common(asked, blocking.getFirst().reach())),
        OptionalLong.empty(),
        List.of());
  }

  /// What is said of an active request that overlaps another one.
  ConflictInformation active(Scope own, Scope other) {
    return new ConflictInformation(
        Optional.of(ConflictStatus.REQUEST_ACTIVE),
        Optional.of(ConflictCause.OVERLAPPING_TARGETS),
        OptionalLong.empty(),
        Optional.of(OverlapIndex.common(own, other)),
        OptionalLong.empty(),
        List.of());
  }

  /// What a 4.09 says of the client's own request with a higher mid.
  ConflictInformation older(AskedScope asked, Live newer) {
    return new ConflictInformation(
        Optional.empty(),
        Optional.of(ConflictCause.OVERLAPPING_TARGETS),
        OptionalLong.empty(),
        Optional.of(OverlapIndex.common(asked.covered(), newer.asked().covered())),
        OptionalLong.of(newer.key().mid()),
        List.of());
  }

  /// RFC 9132 §4.4.1.3: with cause 3 nothing else MUST be returned.
  static ConflictInformation cuidCollision() {
    return new ConflictInformation(
        Optional.empty(),
        Optional.of(ConflictCause.CUID_COLLISION),
        OptionalLong.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        List.of());
  }

  /// How a mitigation stands to its rivals now.
  Optional<ConflictInformation> of(Live live, Instant now) {
    if (!live.contends() && !live.isWithdrawnByServer()) return Optional.empty();
    var rivals = rivals(live.client(), live.reach());
    if (rivals.isEmpty()) return live.refusedRival(now).or(() -> acceptList(live));
    if (live.isRunning()) {
      return Optional.of(active(live.reach(), rivals.getFirst().reach()));
    }
    var running = rivals.stream().filter(Live::isRunning).toList();
    // Its lifetime was set to retry-timer + 45 seconds when it was deactivated.
    var remaining =
        live.end().map(at -> Duration.between(now, at).minus(GRACE)).orElse(Duration.ZERO);
    return Optional.of(refused(live.reach(), running.isEmpty() ? rivals : running, remaining));
  }

  /// RFC 9132 §4.4.1.3, cause 2. Its conflict-status is about requests of several clients, and the
  /// example of RFC 9133 §4.1 has none. Lists of other clients are not named: a name says nothing
  /// without their cuid, which nobody else is told.
  private Optional<ConflictInformation> acceptList(Live live) {
    if (!live.isEnforced()) return Optional.empty();
    return data.accepting(live)
        .map(
            acls ->
                new ConflictInformation(
                    Optional.empty(),
                    Optional.of(ConflictCause.CONFLICT_WITH_ACCEPTLIST),
                    OptionalLong.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    acls));
  }

  private static long seconds(Duration duration) {
    if (!duration.isPositive()) return 0;
    return Math.min(0xFFFF_FFFFL, duration.plusSeconds(1).minusNanos(1).toSeconds());
  }
}

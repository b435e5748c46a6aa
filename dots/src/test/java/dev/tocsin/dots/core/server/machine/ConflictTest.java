// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.request;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static dev.tocsin.dots.core.server.machine.Ladder.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.wire.ConflictCause;
import dev.tocsin.dots.wire.ConflictStatus;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.Scope;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Overlapping requests of different clients of one domain (RFC 9132 §4.4.1.3).
class ConflictTest {

  private final Ladder refuse = new Ladder(Ladder.domain(OnOverlap.REFUSE_NEWER));
  private final Ladder prefer = new Ladder(Ladder.domain(OnOverlap.PREFER_NEWER));
  private final Ladder keep = new Ladder(Ladder.domain(OnOverlap.KEEP_BOTH));
  private final Ladder stop = new Ladder(Ladder.domain(OnOverlap.STOP_BOTH));

  private static final MitigationRequest WWW =
      request(
          new Scope(
              List.of(), List.of(), List.of(), List.of("www.example.com"), List.of(), List.of()),
          3600);

  @Test
  void theNewerIsRefusedAndBothAreTold() {
    var alice = refuse.open("alice");
    var bob = refuse.open("bob");
    refuse.put(alice, "a", 1, request(scope("192.0.2.0/28"), 600));
    var observation = refuse.observe(alice, "a", OptionalLong.of(1));

    var answer = refuse.put(bob, "b", 1, "192.0.2.0/24");

    assertThat(answer.code()).isEqualTo(ResponseCode.CONFLICT);
    var told = statuses(answer).getFirst().conflict().orElseThrow();
    assertThat(told.status()).hasValue(ConflictStatus.REQUEST_INACTIVE_OTHER_ACTIVE);
    assertThat(told.cause()).hasValue(ConflictCause.OVERLAPPING_TARGETS);
    assertThat(told.scope()).hasValue(scope("192.0.2.0/28"));
    assertThat(told.retryTimerSeconds()).hasValue(600);
    assertThat(told.mid()).isEmpty();
    var other = statuses(refuse.notifications.get(observation).getFirst()).getFirst();
    assertThat(other.state()).hasValue(MitigationState.IN_PROGRESS);
    assertThat(other.conflict().orElseThrow().status()).hasValue(ConflictStatus.REQUEST_ACTIVE);
    assertThat(other.conflict().orElseThrow().retryTimerSeconds()).isEmpty();
    assertThat(refuse.enforced).containsOnlyKeys(key("a", 1));
    assertThat(refuse.get(bob, "b").code()).isEqualTo(ResponseCode.NOT_FOUND);
  }

  @Test
  void theRefusedMayComeOnceTheOtherHasWithdrawn() {
    var alice = refuse.open("alice");
    var bob = refuse.open("bob");
    refuse.put(alice, "a", 1, "192.0.2.0/28");
    refuse.delete(alice, "a", 1);

    assertThat(refuse.put(bob, "b", 1, "192.0.2.0/24").code()).isEqualTo(ResponseCode.CREATED);
    // And then the first may not come back.
    assertThat(refuse.put(alice, "a", 1, "192.0.2.0/28").code()).isEqualTo(ResponseCode.CONFLICT);
    assertThat(refuse.state(alice, "a", 1)).isEqualTo(MitigationState.CLIENT_WITHDRAWN);
  }

  @Test
  void theOlderIsDeactivatedForRetryTimerPlus45SecondsAndBothAreTold() {
    var alice = prefer.open("alice");
    var bob = prefer.open("bob");
    prefer.put(alice, "a", 1, "192.0.2.0/28");
    var observation = prefer.observe(alice, "a", OptionalLong.of(1));

    var answer = prefer.put(bob, "b", 1, request(scope("192.0.2.0/24"), 600));

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    var winner = statuses(answer).getFirst().conflict();
    assertThat(prefer.enforced).containsOnlyKeys(key("b", 1));
    var told = statuses(prefer.notifications.get(observation).getFirst()).getFirst();
    assertThat(told.state()).hasValue(MitigationState.WITHDRAWN);
    var conflict = told.conflict().orElseThrow();
    assertThat(conflict.status()).hasValue(ConflictStatus.REQUEST_INACTIVE_OTHER_ACTIVE);
    assertThat(conflict.retryTimerSeconds()).hasValue(600);
    assertThat(told.lifetimeSeconds()).hasValue(645);
    assertThat(winner.orElseThrow().status()).hasValue(ConflictStatus.REQUEST_ACTIVE);
    assertThat(winner.orElseThrow().retryTimerSeconds()).isEmpty();
  }

  @Test
  void theDeactivatedResumesWhenTheWinnerEnds() {
    var alice = prefer.open("alice");
    var bob = prefer.open("bob");
    prefer.put(alice, "a", 1, "192.0.2.0/28");
    prefer.put(bob, "b", 1, "192.0.2.0/24");

    prefer.delete(bob, "b", 1);

    assertThat(prefer.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
    assertThat(prefer.enforced).containsKey(key("a", 1));
    assertThat(prefer.status(alice, "a", 1).conflict()).isEmpty();
  }

  @Test
  void theDeactivatedIsRefusedAgainWhileTheWinnerLives() {
    var alice = prefer.open("alice");
    var bob = prefer.open("bob");
    prefer.put(alice, "a", 1, "192.0.2.0/28");
    prefer.put(bob, "b", 1, request(scope("192.0.2.0/24"), 600));
    prefer.passSeconds(500);
    prefer.put(bob, "b", 1, request(scope("192.0.2.0/24"), 600));
    prefer.passSeconds(120);

    var answer = prefer.put(alice, "a", 1, "192.0.2.0/28");

    assertThat(answer.code()).isEqualTo(ResponseCode.CONFLICT);
    assertThat(statuses(answer).getFirst().conflict().orElseThrow().retryTimerSeconds())
        .hasValue(480);
    assertThat(prefer.status(alice, "a", 1).lifetimeSeconds()).hasValue(525);
  }

  @Test
  void whoGaveWayToWhoGaveWayResumes() {
    var alice = prefer.open("alice");
    var bob = prefer.open("bob");
    var carol = prefer.open("carol");
    prefer.put(alice, "a", 1, "192.0.2.1/32");
    prefer.put(bob, "b", 1, "192.0.2.0/24");

    prefer.put(carol, "c", 1, "192.0.2.2/32");

    assertThat(prefer.enforced).containsOnlyKeys(key("a", 1), key("c", 1));
    assertThat(prefer.state(bob, "b", 1)).isEqualTo(MitigationState.WITHDRAWN);
  }

  @Test
  void bothAreKeptAndBothAreTold() {
    var alice = keep.open("alice");
    var bob = keep.open("bob");
    keep.put(alice, "a", 1, "192.0.2.0/28");
    var observation = keep.observe(alice, "a", OptionalLong.empty());

    var answer = keep.put(bob, "b", 1, "192.0.2.0/24");

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    assertThat(statuses(answer).getFirst().conflict().orElseThrow().status())
        .hasValue(ConflictStatus.REQUEST_ACTIVE);
    assertThat(keep.enforced).hasSize(2);
    var told = statuses(keep.notifications.get(observation).getFirst()).getFirst();
    assertThat(told.conflict().orElseThrow().status()).hasValue(ConflictStatus.REQUEST_ACTIVE);
  }

  @Test
  void bothAreStoppedUntilOneEnds() {
    var alice = stop.open("alice");
    var bob = stop.open("bob");
    stop.put(alice, "a", 1, request(scope("192.0.2.0/28"), 1000));

    var answer = stop.put(bob, "b", 1, request(scope("192.0.2.0/24"), 600));

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    var told = statuses(answer).getFirst();
    assertThat(told.conflict().orElseThrow().status())
        .hasValue(ConflictStatus.ALL_REQUESTS_INACTIVE);
    assertThat(told.conflict().orElseThrow().retryTimerSeconds()).hasValue(1000);
    assertThat(told.lifetimeSeconds()).hasValue(1045);
    assertThat(stop.enforced).isEmpty();
    assertThat(stop.state(alice, "a", 1)).isEqualTo(MitigationState.WITHDRAWN);

    stop.delete(bob, "b", 1);

    assertThat(stop.enforced).containsOnlyKeys(key("a", 1));
  }

  @Test
  void aCuidThatNobodyUsesAnyMoreMayGoToAnotherIdentity() {
    var alice = refuse.open("alice");
    refuse.put(alice, "shared", 1, Ladder.preconfigured(scope("192.0.2.1/32"), 60));
    refuse.delete(alice, "shared", 1);
    var bob = refuse.open("bob");
    assertThat(refuse.put(bob, "shared", 1, "192.0.2.1/32").code())
        .isEqualTo(ResponseCode.CONFLICT);

    refuse.handle(new dev.tocsin.dots.core.server.ServerInput.SessionClosed(alice));

    assertThat(refuse.put(bob, "shared", 1, "192.0.2.1/32").code()).isEqualTo(ResponseCode.CREATED);
  }

  @Test
  void portsDoNotMakeRequestsDistinct() {
    SessionId alice = refuse.open("alice");
    var udp =
        new dev.tocsin.dots.wire.Scope(
            scope("192.0.2.1/32").prefixes(),
            java.util.List.of(),
            java.util.List.of(17),
            java.util.List.of(),
            java.util.List.of(),
            java.util.List.of());
    refuse.put(alice, "a", 1, request(udp, 600));

    refuse.put(alice, "a", 2, "192.0.2.1/32");

    assertThat(refuse.stored).containsOnlyKeys(key("a", 2));
  }

  @Test
  void anAddressThatANameResolvesToCountsFromThenOnAndBothAreTold() {
    // given: bob's name, of which nobody knows yet where it leads
    var alice = refuse.open("alice");
    var bob = refuse.open("bob");
    refuse.put(alice, "a", 1, request(scope("192.0.2.0/28"), 600));
    assertThat(refuse.put(bob, "b", 1, WWW).code()).isEqualTo(ResponseCode.CREATED);
    var ofAlice = refuse.observe(alice, "a", OptionalLong.of(1));
    var ofBob = refuse.observe(bob, "b", OptionalLong.of(1));

    // when
    refuse.resolved("www.example.com", "192.0.2.7", "192.0.2.99");

    // then: as if he had asked for it
    assertThat(refuse.enforced).containsOnlyKeys(key("a", 1));
    var told = statuses(refuse.notifications.get(ofBob).getFirst()).getFirst();
    assertThat(told.state()).hasValue(MitigationState.WITHDRAWN);
    assertThat(told.lifetimeSeconds()).hasValue(645);
    var conflict = told.conflict().orElseThrow();
    assertThat(conflict.status()).hasValue(ConflictStatus.REQUEST_INACTIVE_OTHER_ACTIVE);
    assertThat(conflict.cause()).hasValue(ConflictCause.OVERLAPPING_TARGETS);
    assertThat(conflict.scope().orElseThrow().prefixes()).isEqualTo(scope("192.0.2.7").prefixes());
    assertThat(conflict.retryTimerSeconds()).hasValue(600);
    var other = statuses(refuse.notifications.get(ofAlice).getFirst()).getFirst();
    assertThat(other.conflict().orElseThrow().status()).hasValue(ConflictStatus.REQUEST_ACTIVE);

    // when
    refuse.delete(alice, "a", 1);

    // then
    assertThat(refuse.state(bob, "b", 1)).isEqualTo(MitigationState.IN_PROGRESS);
    assertThat(refuse.enforced).containsKey(key("b", 1));
  }

  @Test
  void whatANameHasResolvedToIsRefusedToOthers() {
    var alice = refuse.open("alice");
    var bob = refuse.open("bob");
    refuse.put(alice, "a", 1, WWW);
    refuse.resolved("www.example.com", "192.0.2.7");

    assertThat(refuse.put(bob, "b", 1, "192.0.2.0/24").code()).isEqualTo(ResponseCode.CONFLICT);

    // when: the name has moved
    refuse.resolved("www.example.com", "2001:db8::7");

    // then
    assertThat(refuse.put(bob, "b", 1, "192.0.2.0/24").code()).isEqualTo(ResponseCode.CREATED);
    assertThat(refuse.enforced).containsOnlyKeys(key("a", 1), key("b", 1));
  }

  @Test
  void theOlderGivesWayWhenTheNewersNameResolvesAndResumesWhenItMoves() {
    var alice = prefer.open("alice");
    var bob = prefer.open("bob");
    prefer.put(alice, "a", 1, "192.0.2.0/24");
    prefer.put(bob, "b", 1, WWW);

    prefer.resolved("www.example.com", "192.0.2.7");
    assertThat(prefer.enforced).containsOnlyKeys(key("b", 1));
    assertThat(prefer.state(alice, "a", 1)).isEqualTo(MitigationState.WITHDRAWN);

    prefer.resolved("www.example.com", "2001:db8::7");
    assertThat(prefer.enforced).containsOnlyKeys(key("a", 1), key("b", 1));
  }

  @Test
  void theNewerStaysWhenTheOldersNameResolves() {
    var alice = prefer.open("alice");
    var bob = prefer.open("bob");
    prefer.put(alice, "a", 1, WWW);
    prefer.put(bob, "b", 1, "192.0.2.0/24");

    prefer.resolved("www.example.com", "192.0.2.7");

    assertThat(prefer.enforced).containsOnlyKeys(key("b", 1));
    assertThat(prefer.state(alice, "a", 1)).isEqualTo(MitigationState.WITHDRAWN);
  }

  @Test
  void resolvedNamesStopBothOrKeepBothAsScopesDo() {
    for (var ladder : List.of(stop, keep)) {
      var alice = ladder.open("alice");
      var bob = ladder.open("bob");
      ladder.put(alice, "a", 1, "192.0.2.0/24");
      ladder.put(bob, "b", 1, WWW);

      ladder.resolved("www.example.com", "192.0.2.7");
    }

    assertThat(stop.enforced).isEmpty();
    assertThat(keep.enforced).containsOnlyKeys(key("a", 1), key("b", 1));
    assertThat(keep.status(keep.open("alice"), "a", 1).conflict().orElseThrow().status())
        .hasValue(ConflictStatus.REQUEST_ACTIVE);
  }

  @Test
  void aClientsOwnRequestsAreComparedAsTheyWereAskedFor() {
    var alice = refuse.open("alice");
    refuse.put(alice, "a", 1, "192.0.2.0/24");
    refuse.put(alice, "a", 2, WWW);

    refuse.resolved("www.example.com", "192.0.2.7");

    assertThat(refuse.enforced).containsOnlyKeys(key("a", 1), key("a", 2));
  }

  @Test
  void aNameThatSomebodyElseResolvedAlreadyCountsAtOnce() {
    var alice = refuse.open("alice");
    var bob = refuse.open("bob");
    var carol = refuse.open("carol");
    refuse.put(alice, "a", 1, WWW);
    refuse.resolved("www.example.com", "192.0.2.7");
    refuse.delete(alice, "a", 1);
    refuse.put(bob, "b", 1, "192.0.2.0/24");

    assertThat(refuse.put(carol, "c", 1, WWW).code()).isEqualTo(ResponseCode.CONFLICT);
  }
}

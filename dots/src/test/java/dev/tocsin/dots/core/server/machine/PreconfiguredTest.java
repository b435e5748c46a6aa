// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.preconfigured;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.server.Domain.OnOverlap;
import dev.tocsin.dots.core.server.ServerInput.SessionClosed;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Requests with trigger-mitigation false.
class PreconfiguredTest {

  private final Ladder ladder = new Ladder(Ladder.domain());
  private final SessionId alice = ladder.open("alice");

  @Test
  void waitsWithStatus8AndWithoutAStart() {
    var answer = ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.SIGNAL_LOSS);
    assertThat(ladder.status(alice, "a", 1).startSeconds()).isEmpty();
    assertThat(ladder.status(alice, "a", 1).triggerMitigation()).hasValue(false);
    assertThat(ladder.enforced).isEmpty();
  }

  @Test
  void firesWhenHeartbeatsAndTrafficStop() {
    ladder.silent = true;
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));

    ladder.passSeconds(15 * 30);
    assertThat(ladder.enforced).isEmpty();
    ladder.passSeconds(30);

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
    assertThat(ladder.stored.get(key("a", 1)).activated()).isPresent();
  }

  @Test
  void waitsOnWhileTheClientIsHeardThoughItAnswersNothing() {
    ladder.silent = true;
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));

    for (int i = 0; i < 100; i++) {
      ladder.passSeconds(30);
      ladder.ask(alice, new SignalRequest.Heartbeat(false));
    }

    assertThat(ladder.enforced).isEmpty();
  }

  @Test
  void firesWhenTheSessionClosedAndNoNewOneCame() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));
    ladder.handle(new SessionClosed(alice));

    ladder.passSeconds(59);
    assertThat(ladder.enforced).isEmpty();
    ladder.passSeconds(1);

    assertThat(ladder.enforced).hasSize(1);
  }

  @Test
  void waitsOnWhenTheClientComesBackInTime() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));
    ladder.handle(new SessionClosed(alice));
    ladder.passSeconds(30);
    ladder.open("alice");

    ladder.passSeconds(120);

    assertThat(ladder.enforced).isEmpty();
  }

  @Test
  void isNotStoppedByTheSignalComingBack() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));
    ladder.handle(new SessionClosed(alice));
    ladder.passSeconds(60);

    var back = ladder.open("alice");

    assertThat(ladder.state(back, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
    assertThat(ladder.enforced).hasSize(1);
  }

  @Test
  void takesPrecedenceOverAnImmediateRequestOnceTheSignalIsLost() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));
    ladder.put(alice, "a", 2, "192.0.2.1/32");
    ladder.handle(new SessionClosed(alice));

    ladder.passSeconds(60);

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
    var back = ladder.open("alice");
    assertThat(ladder.state(back, "a", 2)).isEqualTo(MitigationState.WITHDRAWN);
  }

  @Test
  void givesWayToAnImmediateRequestWithStatus7FourTimesAndThen8() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));
    ladder.handle(new SessionClosed(alice));
    ladder.passSeconds(60);
    var back = ladder.open("alice");
    var observation = ladder.observe(back, "a", OptionalLong.of(1));

    ladder.put(back, "a", 2, "192.0.2.1/32");

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 2));
    ladder.passSeconds(60);
    assertThat(ladder.toldStates(observation))
        .containsExactly(
            MitigationState.WITHDRAWN,
            MitigationState.WITHDRAWN,
            MitigationState.WITHDRAWN,
            MitigationState.WITHDRAWN,
            MitigationState.SIGNAL_LOSS);
  }

  @Test
  void showsStatus3FourTimesAndThen8WhenTheAttackStops() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));
    ladder.handle(new SessionClosed(alice));
    ladder.passSeconds(60);
    var back = ladder.open("alice");
    ladder.enabled(key("a", 1));
    ladder.measured(key("a", 1), 100);
    ladder.passSeconds(5);
    ladder.measured(key("a", 1), 200);
    ladder.passSeconds(61);
    var observation = ladder.observe(back, "a", OptionalLong.of(1));

    ladder.measured(key("a", 1), 200);
    ladder.passSeconds(60);

    assertThat(ladder.toldStates(observation))
        .containsExactly(
            MitigationState.ATTACK_STOPPED,
            MitigationState.ATTACK_STOPPED,
            MitigationState.ATTACK_STOPPED,
            MitigationState.ATTACK_STOPPED,
            MitigationState.SIGNAL_LOSS);
    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.stored).containsKey(key("a", 1));
  }

  @Test
  void livesBesideAnImmediateRequestWithTheSameTargets() {
    ladder.put(alice, "a", 5, preconfigured(scope("192.0.2.0/24"), 86_400));

    assertThat(ladder.put(alice, "a", 1, "192.0.2.0/24").code()).isEqualTo(ResponseCode.CREATED);
    assertThat(ladder.state(alice, "a", 5)).isEqualTo(MitigationState.SIGNAL_LOSS);
  }

  @Test
  void isReplacedByAnotherPreconfiguredOneWithAHigherMid() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));
    ladder.put(alice, "a", 2, preconfigured(scope("192.0.2.0/25"), 86_400));

    assertThat(ladder.stored).containsOnlyKeys(key("a", 2));
    assertThat(ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 60)).code())
        .isEqualTo(ResponseCode.CONFLICT);
  }

  @Test
  void doesNotFireIntoAnotherClientsMitigationButAfterIt() {
    var other = new Ladder(Ladder.domain(OnOverlap.REFUSE_NEWER));
    var a = other.open("alice");
    var b = other.open("bob");
    other.put(a, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));
    other.put(b, "b", 1, "192.0.2.1/32");
    other.handle(new SessionClosed(a));
    other.passSeconds(60);
    assertThat(other.enforced).containsOnlyKeys(key("b", 1));

    other.delete(b, "b", 1);

    assertThat(other.enforced).containsKey(key("a", 1));
  }

  @Test
  void doesNotFireBecauseTheServerRestarted() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));
    ladder.restart();
    ladder.passSeconds(400);
    ladder.open("alice");
    ladder.passSeconds(200);
    assertThat(ladder.enforced).isEmpty();
  }

  @Test
  void firesAfterARestartWhenTheClientStaysAway() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.0/24"), 86_400));
    ladder.restart();

    ladder.passSeconds(15 * 30 + 61);

    assertThat(ladder.enforced).hasSize(1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.preconfigured;
import static dev.tocsin.dots.core.server.machine.Ladder.request;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.server.Domain.Lifetimes;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse.Body;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WithdrawalTest {

  private final Ladder ladder = new Ladder(Ladder.domain());
  private final SessionId alice = ladder.open("alice");

  @Test
  void isAcknowledgedAtOnceAndTerminatesAfterAPeriod() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));

    var answer = ladder.delete(alice, "a", 1);

    assertThat(answer.code()).isEqualTo(ResponseCode.DELETED);
    assertThat(answer.body()).isEqualTo(new Body.Empty());
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.CLIENT_WITHDRAWN);
    assertThat(ladder.enforced).hasSize(1);
    ladder.passSeconds(119);
    assertThat(ladder.enforced).hasSize(1);
    ladder.passSeconds(1);
    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.stored).isEmpty();
    assertThat(ladder.toldStates(observation))
        .startsWith(MitigationState.CLIENT_WITHDRAWN)
        .endsWith(MitigationState.TERMINATED);
  }

  @Test
  void isAcknowledgedForWhatIsNotThere() {
    assertThat(ladder.delete(alice, "a", 7).code()).isEqualTo(ResponseCode.DELETED);
  }

  @Test
  void touchesNothingOfAnotherIdentity() {
    var bob = ladder.open("bob");
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    assertThat(ladder.delete(bob, "a", 1).code()).isEqualTo(ResponseCode.DELETED);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
  }

  @Test
  void isTakenBackByARefreshInThePeriodAndThenTakesTwiceAsLong() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.delete(alice, "a", 1);
    ladder.passSeconds(100);

    var again = ladder.put(alice, "a", 1, "192.0.2.1/32");
    assertThat(again.code()).isEqualTo(ResponseCode.CHANGED);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
    ladder.passSeconds(200);
    assertThat(ladder.enforced).hasSize(1);

    ladder.delete(alice, "a", 1);
    ladder.passSeconds(239);
    assertThat(ladder.enforced).hasSize(1);
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.delete(alice, "a", 1);
    assertThat(ladder.status(alice, "a", 1).lifetimeSeconds()).hasValue(300);
  }

  @Test
  void handsItsPeriodOnToTheMidThatReplacesIt() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.delete(alice, "a", 1);

    ladder.put(alice, "a", 2, "192.0.2.1/32");
    ladder.delete(alice, "a", 2);

    assertThat(ladder.status(alice, "a", 2).lifetimeSeconds()).hasValue(240);
  }

  @Test
  void doesNotProlongItsPeriodWhenRepeated() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.delete(alice, "a", 1);
    ladder.passSeconds(100);

    ladder.delete(alice, "a", 1);

    assertThat(ladder.status(alice, "a", 1).lifetimeSeconds()).hasValue(20);
  }

  @Test
  void isOverAtOnceForWhatIsNotActive() {
    ladder.put(alice, "a", 1, preconfigured(scope("192.0.2.1/32"), 3600));

    ladder.delete(alice, "a", 1);

    assertThat(ladder.stored).isEmpty();
    assertThat(ladder.get(alice, "a").code()).isEqualTo(ResponseCode.NOT_FOUND);
  }

  @Test
  void isOverAtOnceWithoutAPeriod() {
    var quick =
        new Ladder(
            Ladder.domain(
                Policy.DEFAULT.with(
                    new Lifetimes(Duration.ofDays(1), true, Duration.ZERO, Duration.ZERO))));
    var session = quick.open("alice");
    quick.put(session, "a", 1, "192.0.2.1/32");

    quick.delete(session, "a", 1);

    assertThat(quick.enforced).isEmpty();
  }

  @Test
  void happensByItselfWhenTheLifetimeEnds() {
    ladder.put(alice, "a", 1, request(scope("192.0.2.1/32"), 60));

    ladder.passSeconds(60);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.CLIENT_WITHDRAWN);
    ladder.passSeconds(120);

    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.stored).isEmpty();
  }

  @Test
  void isKeptOffByRefreshes() {
    ladder.put(alice, "a", 1, request(scope("192.0.2.1/32"), 60));
    for (int i = 0; i < 10; i++) {
      ladder.passSeconds(50);
      ladder.put(alice, "a", 1, request(scope("192.0.2.1/32"), 60));
    }

    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
  }

  @Test
  void isNotUndoneByAnEfficacyUpdateThatComesLate() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.delete(alice, "a", 1);

    var exchange = ladder.send(alice, efficacy(1, "192.0.2.1/32", OptionalLong.of(3600)));

    assertThat(ladder.answers).doesNotContainKey(exchange);
    assertThat(ladder.performed(dev.tocsin.dots.core.server.ServerOutput.Ignore.class)).hasSize(1);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.CLIENT_WITHDRAWN);
  }

  @Test
  void efficacyForAnUnknownMidIsIgnored() {
    ladder.send(alice, efficacy(9, "192.0.2.1/32", OptionalLong.empty()));

    assertThat(ladder.performed(dev.tocsin.dots.core.server.ServerOutput.Ignore.class)).hasSize(1);
  }

  @Test
  void efficacyRefreshesAndMustRepeatTheRequest() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.passSeconds(1000);

    var good = ladder.ask(alice, efficacy(1, "192.0.2.1/32", OptionalLong.of(3600)));
    var other = ladder.ask(alice, efficacy(1, "192.0.2.2/32", OptionalLong.of(3600)));

    assertThat(good.code()).isEqualTo(ResponseCode.CHANGED);
    assertThat(ladder.status(alice, "a", 1).lifetimeSeconds()).hasValue(3600);
    assertThat(other.code()).isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(ladder.stored).containsKey(key("a", 1));
  }

  @Test
  void efficacyMayLeaveTheLifetimeAsItIs() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.passSeconds(1000);

    var answer = ladder.ask(alice, efficacy(1, "192.0.2.1/32", OptionalLong.empty()));

    assertThat(answer.code()).isEqualTo(ResponseCode.CHANGED);
    assertThat(ladder.status(alice, "a", 1).lifetimeSeconds()).hasValue(2600);
  }

  private static SignalRequest efficacy(long mid, String prefix, OptionalLong lifetime) {
    return new SignalRequest.UpdateEfficacy(
        "a", mid, scope(prefix), lifetime, true, AttackStatus.UNDER_ATTACK);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.request;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Restarts, and a disk that fails.
class RecoveryTest {

  private final Ladder ladder = new Ladder(Ladder.domain());
  private final SessionId alice = ladder.open("alice");

  @Test
  void asksForEverythingActiveAgainAtTheFirstTick() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.put(alice, "a", 2, "192.0.2.2/32");
    ladder.put(alice, "a", 3, Ladder.preconfigured(scope("192.0.2.3/32"), 3600));
    ladder.passSeconds(1000);

    ladder.restart();
    ladder.tick();

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1), key("a", 2));
    var back = ladder.open("alice");
    assertThat(ladder.status(back, "a", 1).lifetimeSeconds()).hasValue(2600);
    assertThat(ladder.put(back, "a", 1, "192.0.2.1/32").code()).isEqualTo(ResponseCode.CHANGED);
    assertThat(ladder.state(back, "a", 3)).isEqualTo(MitigationState.SIGNAL_LOSS);
  }

  @Test
  void continuesWhatWasTerminatingAndEndsWhatExpiredMeanwhile() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.delete(alice, "a", 1);
    ladder.put(alice, "a", 2, request(scope("192.0.2.2/32"), 60));
    ladder.passSeconds(50);

    ladder.restart();
    ladder.tick();
    assertThat(ladder.enforced).hasSize(2);
    ladder.passSeconds(70);
    assertThat(ladder.enforced).containsOnlyKeys(key("a", 2));
    ladder.passSeconds(60);

    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.stored).isEmpty();
  }

  @Test
  void neverBringsAnAcknowledgedWithdrawalBack() {
    ladder.put(alice, "a", 1, Ladder.preconfigured(scope("192.0.2.1/32"), 3600));
    ladder.delete(alice, "a", 1);

    ladder.restart();
    var back = ladder.open("alice");

    assertThat(ladder.get(back, "a").code()).isEqualTo(ResponseCode.NOT_FOUND);
  }

  @Test
  void keepsWhoHoldsACuidAndWhatWasConfigured() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.ask(alice, configure(1, 60));

    ladder.restart();
    var bob = ladder.open("bob");
    var back = ladder.open("alice");

    assertThat(ladder.put(bob, "a", 2, "192.0.2.2/32").code()).isEqualTo(ResponseCode.CONFLICT);
    assertThat(
            ladder
                .ask(back, new SignalRequest.RetrieveConfig(OptionalLong.of(1), Observe.NO))
                .code())
        .isEqualTo(ResponseCode.CONTENT);
  }

  @Test
  void answers503AndForgetsWhatTheDiskDidNotTake() {
    ladder.diskFails = true;
    var refused = ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.diskFails = false;

    assertThat(refused.code()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
    assertThat(refused.maxAge()).isPresent();
    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.get(alice, "a").code()).isEqualTo(ResponseCode.NOT_FOUND);
    assertThat(ladder.put(alice, "a", 1, "192.0.2.1/32").code()).isEqualTo(ResponseCode.CREATED);
  }

  @Test
  void keepsWhatCouldNotBeWithdrawn() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.diskFails = true;
    var refused = ladder.delete(alice, "a", 1);
    ladder.diskFails = false;

    assertThat(refused.code()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
    assertThat(ladder.enforced).hasSize(1);
  }

  @Test
  void bringsBackWhatAFailedRequestWouldHaveReplaced() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.diskFails = true;
    ladder.put(alice, "a", 2, "192.0.2.1/32");
    ladder.diskFails = false;

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
    assertThat(ladder.status(alice, "a", 1).state()).hasValue(MitigationState.IN_PROGRESS);
  }

  @Test
  void triesToEndWhatExpiredUntilTheDiskTakesIt() {
    ladder.put(alice, "a", 1, request(scope("192.0.2.1/32"), 60));
    ladder.diskFails = true;
    ladder.passSeconds(100);
    assertThat(ladder.enforced).hasSize(1);
    assertThat(ladder.stored).hasSize(1);

    ladder.diskFails = false;
    ladder.passSeconds(121);

    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.stored).isEmpty();
  }

  @Test
  void putsAFailedConfigurationBack() {
    ladder.ask(alice, configure(1, 60));
    ladder.diskFails = true;
    assertThat(ladder.ask(alice, configure(2, 90)).code())
        .isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
    ladder.diskFails = false;

    assertThat(
            ladder
                .ask(alice, new SignalRequest.RetrieveConfig(OptionalLong.of(1), Observe.NO))
                .code())
        .isEqualTo(ResponseCode.CONTENT);
  }

  @Test
  void saysNothingThatRestsOnAChangeThatIsStillOnItsWay() {
    ladder.diskWaits = true;
    ladder.send(alice, mitigate(1));
    ladder.send(alice, mitigate(1));
    ladder.send(alice, new SignalRequest.Withdraw("a", 1));
    ladder.send(
        alice,
        new SignalRequest.Retrieve("a", OptionalLong.empty(), ContentFilter.ALL, Observe.NO));

    assertThat(ladder.answers).isEmpty();
    assertThat(ladder.enforced).isEmpty();
    ladder.sync();
    assertThat(ladder.answers).hasSize(4);
  }

  @Test
  void keepsARefreshThatSucceededAfterItsCreationHadFailed() {
    ladder.diskWaits = true;
    ladder.send(alice, mitigate(1));
    ladder.send(alice, mitigate(1));

    ladder.failFirst();
    ladder.sync();
    ladder.diskWaits = false;

    assertThat(ladder.stored).containsOnlyKeys(key("a", 1));
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
  }

  @Test
  void goesBackBehindBothWhenCreationAndRefreshFailed() {
    ladder.diskWaits = true;
    ladder.send(alice, mitigate(1));
    ladder.send(alice, mitigate(1));

    ladder.failFirst();
    ladder.failFirst();
    ladder.diskWaits = false;
    ladder.sync();

    assertThat(ladder.stored).isEmpty();
    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.get(alice, "a").code()).isEqualTo(ResponseCode.NOT_FOUND);
  }

  @Test
  void forgetsAnObservationThatWasNotGranted() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.diskFails = true;
    var observation = ladder.observe(alice, "a", OptionalLong.of(1));
    ladder.diskFails = false;

    ladder.passSeconds(60);

    assertThat(ladder.notifications).doesNotContainKey(observation);
  }

  private static SignalRequest mitigate(long mid) {
    return new SignalRequest.Mitigate("a", mid, request(scope("192.0.2.1/32"), 3600));
  }

  private static SignalRequest configure(long sid, long heartbeat) {
    var set =
        new ParameterSet(
            Parameter.of(heartbeat),
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT);
    return new SignalRequest.Configure(
        sid, new SessionConfig(OptionalLong.empty(), set, ParameterSet.ABSENT));
  }
}

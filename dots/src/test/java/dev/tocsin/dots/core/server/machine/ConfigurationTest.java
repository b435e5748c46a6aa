// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.server.ServerOutput.ApplyConfig;
import dev.tocsin.dots.core.server.ServerOutput.SendHeartbeat;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalRequest.Observe;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Signal channel session configuration (RFC 9132 §4.5).
class ConfigurationTest {

  private final Ladder ladder = new Ladder(Ladder.domain());
  private final SessionId alice = ladder.open("alice");

  @Test
  void showsBoundsDefaultsAndHowLongTheyHold() {
    var answer = get(alice, OptionalLong.empty());

    assertThat(answer.code()).isEqualTo(ResponseCode.CONTENT);
    assertThat(answer.maxAge()).hasValue(3600);
    var config = config(answer);
    assertThat(config.sid()).isEmpty();
    assertThat(config.mitigating().heartbeatInterval()).isEqualTo(Parameter.within(15, 30, 240));
    assertThat(config.idle().ackTimeout()).isEqualTo(Parameter.within(100, 200, 3000));
  }

  @Test
  void isCreatedThenChangedAndKept() {
    assertThat(configure(alice, 5, heartbeats(60), ParameterSet.ABSENT).code())
        .isEqualTo(ResponseCode.CREATED);
    assertThat(configure(alice, 5, heartbeats(90), ParameterSet.ABSENT).code())
        .isEqualTo(ResponseCode.CHANGED);

    var config = config(get(alice, OptionalLong.of(5)));
    assertThat(config.sid()).hasValue(5);
    assertThat(config.mitigating().heartbeatInterval()).isEqualTo(Parameter.within(15, 90, 240));
    assertThat(config.idle().heartbeatInterval().current()).hasValue(30);
    assertThat(ladder.configs).hasSize(1);
  }

  @Test
  void isReplacedByAHigherSidAndNotByALowerOne() {
    configure(alice, 5, heartbeats(60), ParameterSet.ABSENT);

    assertThat(configure(alice, 4, heartbeats(90), ParameterSet.ABSENT).code())
        .isEqualTo(ResponseCode.BAD_REQUEST);
    assertThat(configure(alice, 6, ParameterSet.ABSENT, heartbeats(90)).code())
        .isEqualTo(ResponseCode.CREATED);
    assertThat(get(alice, OptionalLong.of(5)).code()).isEqualTo(ResponseCode.NOT_FOUND);
    assertThat(config(get(alice, OptionalLong.of(6))).mitigating().heartbeatInterval().current())
        .hasValue(30);
  }

  @Test
  void mayBeginWithALowSidOverANewSession() {
    configure(alice, 5, heartbeats(60), ParameterSet.ABSENT);
    var again = ladder.open("alice");

    assertThat(config(get(again, OptionalLong.empty())).mitigating().heartbeatInterval().current())
        .hasValue(60);
    assertThat(configure(again, 1, heartbeats(90), ParameterSet.ABSENT).code())
        .isEqualTo(ResponseCode.CREATED);
  }

  @Test
  void isUnprocessableOutOfBounds() {
    var answer = configure(alice, 1, heartbeats(14), ParameterSet.ABSENT);

    assertThat(answer.code()).isEqualTo(ResponseCode.UNPROCESSABLE_ENTITY);
    assertThat(Ladder.reason(answer)).contains("heartbeat-interval 14").contains("15 to 240");
    assertThat(ladder.configs).isEmpty();
    var decimal =
        configure(
            alice,
            1,
            ParameterSet.ABSENT,
            new ParameterSet(
                Parameter.ABSENT,
                Parameter.ABSENT,
                Parameter.ABSENT,
                Parameter.ABSENT,
                Parameter.ABSENT,
                Parameter.of(105)));
    assertThat(Ladder.reason(decimal)).contains("idle-config: ack-random-factor 1.05");
  }

  @Test
  void isBadWithoutParametersOrWithBounds() {
    assertThat(configure(alice, 1, ParameterSet.ABSENT, ParameterSet.ABSENT).code())
        .isEqualTo(ResponseCode.BAD_REQUEST);
    var withBounds =
        new ParameterSet(
            Parameter.within(1, 30, 300),
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT);
    assertThat(configure(alice, 1, withBounds, ParameterSet.ABSENT).code())
        .isEqualTo(ResponseCode.BAD_REQUEST);
  }

  @Test
  void isResetByDeleteWithOrWithoutItsSid() {
    configure(alice, 5, heartbeats(60), ParameterSet.ABSENT);
    assertThat(reset(OptionalLong.of(4)).code()).isEqualTo(ResponseCode.DELETED);
    assertThat(ladder.configs).hasSize(1);

    assertThat(reset(OptionalLong.of(5)).code()).isEqualTo(ResponseCode.DELETED);
    assertThat(ladder.configs).isEmpty();
    assertThat(config(get(alice, OptionalLong.empty())).mitigating().heartbeatInterval().current())
        .hasValue(30);

    configure(alice, 1, heartbeats(60), ParameterSet.ABSENT);
    assertThat(reset(OptionalLong.empty()).code()).isEqualTo(ResponseCode.DELETED);
    assertThat(ladder.configs).isEmpty();
  }

  @Test
  void switchesSetsWithTheMitigationActivity() {
    configure(alice, 1, heartbeats(15), heartbeats(0));
    assertThat(lastApplied().heartbeatInterval().current()).hasValue(0);

    ladder.put(alice, "a", 1, "192.0.2.1/32");
    assertThat(lastApplied().heartbeatInterval().current()).hasValue(15);

    ladder.delete(alice, "a", 1);
    assertThat(lastApplied().heartbeatInterval().current()).hasValue(15);
    ladder.passSeconds(120);
    assertThat(lastApplied().heartbeatInterval().current()).hasValue(0);
  }

  @Test
  void zeroTurnsHeartbeatsOff() {
    configure(alice, 1, ParameterSet.ABSENT, heartbeats(0));
    ladder.performed.clear();

    ladder.passSeconds(10_000);

    assertThat(ladder.performed(SendHeartbeat.class)).isEmpty();
  }

  @Test
  void leavesTransmissionParametersOutOverTcp() {
    var tcp = ladder.open("bob", TransportKind.TLS);
    var both =
        new ParameterSet(
            Parameter.of(60),
            Parameter.of(5),
            Parameter.ABSENT,
            Parameter.of(4),
            Parameter.ABSENT,
            Parameter.ABSENT);
    var only =
        new ParameterSet(
            Parameter.ABSENT,
            Parameter.of(5),
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT,
            Parameter.ABSENT);

    assertThat(configure(tcp, 1, both, ParameterSet.ABSENT).code()).isEqualTo(ResponseCode.CREATED);
    assertThat(config(get(tcp, OptionalLong.empty())).mitigating().maxRetransmit())
        .isEqualTo(Parameter.ABSENT);
    assertThat(ladder.configs.get("customer/bob").config().mitigating().missingHbAllowed())
        .isEqualTo(Parameter.ABSENT);
    assertThat(configure(tcp, 2, only, ParameterSet.ABSENT).code())
        .isEqualTo(ResponseCode.BAD_REQUEST);
  }

  @Test
  void tellsItsObserversOfChanges() {
    var observation =
        ladder.send(
            alice, new SignalRequest.RetrieveConfig(OptionalLong.empty(), Observe.REGISTER));

    configure(alice, 1, heartbeats(60), ParameterSet.ABSENT);

    var told = ladder.notifications.get(observation).getFirst();
    assertThat(config(told).mitigating().heartbeatInterval().current()).hasValue(60);
    assertThat(told.maxAge()).isPresent();
  }

  @Test
  void holdsForAllSessionsOfThePeerAndForNobodyElse() {
    var second = ladder.open("alice");
    var bob = ladder.open("bob");
    ladder.performed.clear();

    configure(alice, 1, ParameterSet.ABSENT, heartbeats(60));

    assertThat(ladder.performed(ApplyConfig.class))
        .extracting(ApplyConfig::session)
        .containsExactlyInAnyOrder(alice, second)
        .doesNotContain(bob);
  }

  private ParameterSet lastApplied() {
    return ladder.performed(ApplyConfig.class).getLast().parameters();
  }

  private SignalResponse get(SessionId session, OptionalLong sid) {
    return ladder.ask(session, new SignalRequest.RetrieveConfig(sid, Observe.NO));
  }

  private SignalResponse reset(OptionalLong sid) {
    return ladder.ask(alice, new SignalRequest.ResetConfig(sid));
  }

  private SignalResponse configure(
      SessionId session, long sid, ParameterSet mitigating, ParameterSet idle) {
    return ladder.ask(
        session,
        new SignalRequest.Configure(
            sid, new SessionConfig(OptionalLong.empty(), mitigating, idle)));
  }

  private static SessionConfig config(SignalResponse response) {
    if (response.body() instanceof Body.Configuration(var config)) return config;
    throw new AssertionError("no configuration in " + response);
  }

  private static ParameterSet heartbeats(long seconds) {
    return new ParameterSet(
        Parameter.of(seconds),
        Parameter.ABSENT,
        Parameter.ABSENT,
        Parameter.ABSENT,
        Parameter.ABSENT,
        Parameter.ABSENT);
  }
}

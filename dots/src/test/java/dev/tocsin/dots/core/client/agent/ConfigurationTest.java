// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import dev.tocsin.dots.wire.SignalRequest.Configure;
import dev.tocsin.dots.wire.SignalRequest.Heartbeat;
import dev.tocsin.dots.wire.SignalRequest.ResetConfig;
import dev.tocsin.dots.wire.SignalRequest.RetrieveConfig;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Session configuration (RFC 9132 §4.5).
class ConfigurationTest {

  private static final Duration ROUND = Duration.ofSeconds(7);

  private final Agent agent = Agent.connected();

  @Test
  void asksForTheConfigurationWithAConfirmableRequest() {
    agent.pass(ROUND);

    assertThat(agent.sent(RetrieveConfig.class))
        .singleElement()
        .matches(ClientOutput.Send::confirmable);
  }

  @Test
  void refreshesBeforeMaxAgePasses() {
    told(OptionalLong.of(200));

    agent.pass(Duration.ofSeconds(145));
    assertThat(agent.sent(RetrieveConfig.class)).isEmpty();
    agent.pass(Duration.ofSeconds(50));
    assertThat(agent.sent(RetrieveConfig.class)).isNotEmpty();
  }

  @Test
  void refreshesWithinAMinuteWithoutMaxAge() {
    told(OptionalLong.empty());

    agent.pass(Duration.ofSeconds(60));

    assertThat(agent.sent(RetrieveConfig.class)).isNotEmpty();
  }

  @Test
  void neverRefreshesAnInfiniteOne() {
    told(OptionalLong.of(0xFFFF_FFFFL));

    agent.pass(Duration.ofMinutes(5));

    assertThat(agent.sent(RetrieveConfig.class)).isEmpty();
  }

  @Test
  void doesNotRefreshDuringAnAttack() {
    told(OptionalLong.of(100));
    agent.mitigate("web", "192.0.2.0/24");

    agent.pass(Duration.ofMinutes(5));

    assertThat(agent.sent(RetrieveConfig.class)).isEmpty();
  }

  @Test
  void switchesSetsWithTheMitigationActivity() {
    told(OptionalLong.of(3600));
    agent.taken(ClientOutput.ApplyConfig.class);

    agent.mitigate("web", "192.0.2.0/24");

    assertThat(agent.last(ClientOutput.ApplyConfig.class).parameters().heartbeatInterval())
        .isEqualTo(Parameter.of(20));
  }

  @Test
  void stopsHeartbeatsWhereTheIdleSetTurnsThemOff() {
    told(OptionalLong.of(0xFFFF_FFFFL));

    agent.pass(Duration.ofMinutes(10));

    assertThat(agent.sent(Heartbeat.class)).isEmpty();
  }

  @Test
  void negotiatesWithAHigherSidEveryTime() {
    told(OptionalLong.of(3600));

    var first = configure();
    var second = configure();

    assertThat(second).isGreaterThan(first);
  }

  @Test
  void passesARefusedNegotiationOnAndAsksWhatIsAcceptable() {
    told(OptionalLong.of(3600));
    var command = agent.command(new ClientCommand.Configure(Optional.of(wanted())));
    agent.pass(ROUND);

    agent.answer(
        agent.sent(Configure.class).getLast(),
        SignalResponse.refusal(ResponseCode.UNPROCESSABLE_ENTITY, "heartbeat-interval 5"));
    agent.pass(ROUND);

    assertThat(agent.replies(command))
        .containsExactly(new ClientReply.Refused(Optional.of("4.22"), "heartbeat-interval 5"));
    assertThat(agent.sent(RetrieveConfig.class)).isNotEmpty();
  }

  @Test
  void resetsToTheServersDefaults() {
    told(OptionalLong.of(3600));
    var sid = configure();

    var command = agent.command(new ClientCommand.Configure(Optional.empty()));
    var sent = agent.sent(ResetConfig.class).getLast();
    agent.answer(sent, SignalResponse.of(ResponseCode.DELETED));

    assertThat(((ResetConfig) sent.request()).sid()).hasValue(sid);
    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Done.class);
  }

  private void told(OptionalLong maxAge) {
    agent.pass(ROUND);
    var config = new SessionConfig(OptionalLong.empty(), heartbeats(20), heartbeats(0));
    agent.answer(
        agent.sent(RetrieveConfig.class).getLast(),
        new SignalResponse(ResponseCode.CONTENT, new Body.Configuration(config), maxAge));
    agent.taken(ClientOutput.Send.class);
  }

  private long configure() {
    agent.command(new ClientCommand.Configure(Optional.of(wanted())));
    agent.pass(ROUND);
    var sent = agent.sent(Configure.class).getLast();
    agent.answer(sent, SignalResponse.of(ResponseCode.CREATED));
    return ((Configure) sent.request()).sid();
  }

  private static SessionConfig wanted() {
    return new SessionConfig(OptionalLong.empty(), heartbeats(15), ParameterSet.ABSENT);
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

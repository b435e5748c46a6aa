// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.CommandId;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest.Mitigate;
import dev.tocsin.dots.wire.SignalResponse;
import dev.tocsin.dots.wire.SignalResponse.Body;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// RFC 9133: lists of the data channel, activated with a mitigation request.
class FilterControlTest {

  private static final AclControl ON = new AclControl("list", ActivationType.IMMEDIATE);
  private static final Duration ROUND = Duration.ofSeconds(4);

  private final Agent agent = Agent.connected();

  @Test
  void goesWithTheRequestButNotWithItsRefreshes() {
    var command = control();
    var first = last();
    assertThat(request(first).acls()).containsExactly(ON);
    agent.answer(first, Answers.created(1, 3600));
    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Granted.class);

    agent.pass(Duration.ofSeconds(2800));

    assertThat(request(last()).mid()).isEqualTo(1);
    assertThat(request(last()).acls()).isEmpty();
  }

  @Test
  void asksForAnActiveRequestAnewWithAHigherMid() {
    agent.mitigate("web", "192.0.2.1");
    agent.pass(ROUND);
    agent.answer(last(), Answers.created(1, 3600));

    control();

    assertThat(request(last()).mid()).isEqualTo(2);
    assertThat(request(last()).acls()).containsExactly(ON);
  }

  @Test
  void asksAtOnceWithoutTheListsThatFailedAndWithThemAfterMaxAge() {
    var command = control();

    agent.answer(last(), failed(1, 30));
    agent.pass(ROUND);

    assertThat(request(last()).mid()).isEqualTo(1);
    assertThat(request(last()).acls()).isEmpty();
    agent.answer(last(), Answers.created(1, 3600));
    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Granted.class);
    agent.pass(Duration.ofSeconds(20));
    assertThat(request(last()).mid()).isEqualTo(1);
    agent.pass(Duration.ofSeconds(10));
    assertThat(request(last()).mid()).isEqualTo(2);
    assertThat(request(last()).acls()).containsExactly(ON);
  }

  private CommandId control() {
    var command =
        agent.command(new ClientCommand.Mitigate("web", Agent.request("192.0.2.1"), List.of(ON)));
    agent.pass(ROUND);
    return command;
  }

  private ClientOutput.Send last() {
    return agent.sent(Mitigate.class).getLast();
  }

  private static Mitigate request(ClientOutput.Send sent) {
    return (Mitigate) sent.request();
  }

  private static SignalResponse failed(long mid, long maxAge) {
    return new SignalResponse(
        ResponseCode.SERVICE_UNAVAILABLE,
        new Body.Mitigations(List.of(MitigationStatus.failed(mid, List.of(ON)))),
        OptionalLong.of(maxAge));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.client.ClientChange;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientOutput.Connect;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.ClientState;
import dev.tocsin.dots.core.client.rules.Mids;
import dev.tocsin.dots.wire.SignalRequest.Mitigate;
import dev.tocsin.dots.wire.SignalRequest.Withdraw;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Named requests, those that wait at the server, and what becomes of their mids.
class PreconfiguredTest {

  private static final Duration ROUND = Duration.ofSeconds(7);

  @Test
  void installsThemInIdleTimeWithConfirmableMessages() {
    var agent = Agent.connected(Agent.preconfigured("net", "192.0.2.0/24"));
    agent.pass(ROUND);

    var put = agent.sent(Mitigate.class).getLast();

    assertThat(put.confirmable()).isTrue();
    assertThat(((Mitigate) put.request()).request().triggerMitigation()).isFalse();
  }

  @Test
  void startsANamedRequestAtOnceUnderANewMid() {
    var agent = Agent.connected(Agent.preconfigured("net", "192.0.2.0/24"));
    agent.pass(ROUND);
    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.created(1, 3600));

    var command = agent.command(new ClientCommand.MitigateNamed("net"));
    agent.pass(ROUND);
    var put = agent.sent(Mitigate.class).getLast();
    agent.answer(put, Answers.created(2, 3600));

    assertThat(put.confirmable()).isFalse();
    assertThat(((Mitigate) put.request()).mid()).isEqualTo(2);
    assertThat(((Mitigate) put.request()).request().triggerMitigation()).isTrue();
    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Granted.class);
  }

  @Test
  void refusesANameThatTheConfigurationDoesNotHave() {
    var agent = Agent.connected();

    var command = agent.command(new ClientCommand.MitigateNamed("nothing"));

    assertThat(agent.replies(command)).singleElement().isInstanceOf(ClientReply.Refused.class);
  }

  @Test
  void withdrawsOneThatTheConfigurationDoesNotNameAnyMore() {
    var old = Agent.preconfigured("old", "192.0.2.0/24").request();
    var stored = new ClientChange.PutWanted(Requests.standbyLabel("old"), old, List.of(4L));
    var agent = started(new ClientState(List.of(stored), List.of(), 300, Map.of()));
    agent.pass(ROUND);

    assertThat(agent.sent(Mitigate.class)).isEmpty();
    assertThat(agent.all(ClientOutput.Commit.class).getFirst().changes())
        .contains(new ClientChange.RemoveWanted(stored.label()));
  }

  @Test
  void startsMidsAgainAtZeroInPeaceAndRecreatesThePreconfiguredOnes() {
    var net = Agent.preconfigured("net", "192.0.2.0/24");
    var stored =
        new ClientChange.PutWanted(
            Requests.standbyLabel("net"), net.request(), List.of(Mids.ROLLOVER - 1));
    var state = new ClientState(List.of(stored), List.of(), Mids.ROLLOVER - 1, Map.of());
    var agent = new Agent(Agent.udpOnly(1, net), state);
    agent.start();
    agent.accept(agent.last(Connect.class).connection());
    agent.pass(ROUND);
    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.created(Mids.ROLLOVER - 1, 3600));
    agent.pass(ROUND);
    agent.mitigate("web", "198.51.100.1");
    agent.pass(ROUND);
    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.created(Mids.ROLLOVER - 1, 3600));
    assertThat(agent.sent(Withdraw.class)).isEmpty();

    agent.command(new ClientCommand.Withdraw("web"));
    agent.pass(ROUND);
    agent.taken(ClientOutput.Send.class).stream()
        .filter(each -> each.request() instanceof Withdraw)
        .forEach(each -> agent.answer(each, Answers.deleted()));
    agent.pass(Duration.ofSeconds(20));

    assertThat(agent.events()).contains("mid-rollover");
    assertThat(((Mitigate) agent.sent(Mitigate.class).getLast().request()).mid()).isZero();
  }

  private static Agent started(ClientState state) {
    var agent = new Agent(Agent.udpOnly(1), state);
    agent.start();
    agent.accept(agent.last(Connect.class).connection());
    return agent;
  }
}

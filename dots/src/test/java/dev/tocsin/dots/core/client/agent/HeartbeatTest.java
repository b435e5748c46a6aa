// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientOutput.Connect;
import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.ConnectionId;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest.Heartbeat;
import dev.tocsin.dots.wire.SignalRequest.Mitigate;
import dev.tocsin.dots.wire.SignalRequest.Withdraw;
import dev.tocsin.dots.wire.SignalResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

  private final Agent agent = Agent.connected();
  private final ConnectionId session = agent.last(Connect.class).connection();

  @Test
  void beatsEveryHalfMinuteWithNonConfirmableRequests() {
    agent.pass(Duration.ofSeconds(95));

    assertThat(agent.sent(Heartbeat.class)).hasSize(4).noneMatch(ClientOutput.Send::confirmable);
  }

  @Test
  void saysThatThePeerIsSilentAfterTwoIntervals() {
    agent.pass(Duration.ofSeconds(59));
    assertThat(agent.sent(Heartbeat.class)).allMatch(each -> status(each));

    agent.pass(Duration.ofSeconds(10));
    assertThat(status(agent.sent(Heartbeat.class).getLast())).isFalse();

    agent.give(new ClientInput.HeartbeatReceived(session, true));
    agent.pass(Duration.ofSeconds(30));
    assertThat(status(agent.sent(Heartbeat.class).getLast())).isTrue();
  }

  @Test
  void resumesTheSessionInPeaceAfterFifteenMissingHeartbeats() {
    agent.taken(Connect.class);

    agent.pass(Duration.ofSeconds(30 * 14));
    assertThat(agent.all(ClientOutput.Disconnect.class)).isEmpty();
    agent.pass(Duration.ofSeconds(40));
    agent.resolveAll();

    assertThat(agent.all(ClientOutput.Disconnect.class))
        .containsExactly(new ClientOutput.Disconnect(session));
    assertThat(agent.last(Connect.class).resume()).isTrue();
  }

  @Test
  void countsAnewAfterAnyAnswer() {
    agent.pass(Duration.ofSeconds(30 * 14));
    agent.answer(agent.sent(Heartbeat.class).getLast(), SignalResponse.of(ResponseCode.CHANGED));

    agent.pass(Duration.ofSeconds(30 * 14));

    assertThat(agent.all(ClientOutput.Disconnect.class)).isEmpty();
  }

  @Test
  void keepsASilentSessionInAnAttackAndOpensASecondOneBesideIt() {
    agent.mitigate("web", "192.0.2.0/24");
    agent.taken(Connect.class);

    agent.pass(Duration.ofSeconds(20));
    agent.resolveAll();

    assertThat(agent.all(ClientOutput.Disconnect.class)).isEmpty();
    assertThat(agent.all(Connect.class)).isNotEmpty();
  }

  @Test
  void withdrawsOverANewSessionWhenTheServerForgotTheOldOne() {
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofSeconds(4));
    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.created(1, 3600));
    agent.pass(Duration.ofSeconds(4));
    agent.taken(Connect.class);

    var withdraw = agent.command(new ClientCommand.Withdraw("web"));
    agent.pass(Duration.ofSeconds(20));
    agent.resolveAll();
    agent.accept(agent.last(Connect.class).connection());
    agent.pass(Duration.ofSeconds(4));

    var again = agent.sent(Withdraw.class).getLast();
    assertThat(again.connection()).isEqualTo(agent.last(Connect.class).connection());
    agent.answer(again, Answers.deleted());
    assertThat(agent.replies(withdraw)).singleElement().isInstanceOf(ClientReply.Done.class);
  }

  @Test
  void leavesASilentSessionInPeaceToTheHeartbeatsWhileNobodyWaits() {
    agent.taken(Connect.class);

    agent.pass(Duration.ofMinutes(5));

    assertThat(agent.all(ClientOutput.ResolveServer.class)).isEmpty();
    assertThat(agent.all(Connect.class)).isEmpty();
  }

  @Test
  void keepsBeatingOverTheSilentSessionInAnAttack() {
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofMinutes(20));

    var last = agent.sent(Heartbeat.class).getLast();

    assertThat(last.connection()).isEqualTo(session);
    assertThat(agent.all(ClientOutput.Disconnect.class))
        .doesNotContain(new ClientOutput.Disconnect(session));
  }

  @Test
  void sendsMitigationRequestsOverBothSessionsUntilTheNewOneIsHeard() {
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofSeconds(20));
    agent.resolveAll();
    var second = agent.last(Connect.class).connection();
    agent.accept(second);
    agent.taken(ClientOutput.Send.class);

    agent.pass(Duration.ofSeconds(7));
    assertThat(agent.sent(Mitigate.class))
        .extracting(ClientOutput.Send::connection)
        .contains(session, second);

    var put =
        agent.sent(Mitigate.class).stream()
            .filter(each -> each.connection().equals(second))
            .findFirst()
            .orElseThrow();
    agent.answer(put, Answers.created(1, 3600));
    assertThat(agent.all(ClientOutput.Disconnect.class))
        .contains(new ClientOutput.Disconnect(session));
  }

  private static boolean status(ClientOutput.Send sent) {
    return ((Heartbeat) sent.request()).peerHbStatus();
  }
}

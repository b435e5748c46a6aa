// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientOutput.Connect;
import dev.tocsin.dots.core.client.ClientOutput.ResolveAlternate;
import dev.tocsin.dots.core.client.ClientState;
import dev.tocsin.dots.core.client.ServerAddress;
import dev.tocsin.dots.wire.SignalRequest.Mitigate;
import dev.tocsin.dots.wire.SignalRequest.Withdraw;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Several servers, and redirections (RFC 9132 §4.6).
class ServersTest {

  private static final Duration ROUND = Duration.ofSeconds(7);

  private final Agent agent = new Agent(Agent.udpOnly(2), ClientState.EMPTY);

  @Test
  void asksTheNextServerInParallelWhenARequestStaysUnanswered() {
    openFirst();
    agent.mitigate("web", "192.0.2.0/24");
    agent.taken(Connect.class);

    agent.pass(Duration.ofSeconds(6));
    agent.resolveAll();
    var second = agent.last(Connect.class);
    assertThat(second.address().server()).isEqualTo(1);
    agent.accept(second.connection());

    assertThat(agent.sent(Mitigate.class).getLast().connection()).isEqualTo(second.connection());
    assertThat(agent.all(ClientOutput.Disconnect.class)).isEmpty();
  }

  @Test
  void answersTheCommandWhenTheSecondServerGrants() {
    openFirst();
    var command = agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofSeconds(6));
    agent.resolveAll();
    agent.accept(agent.last(Connect.class).connection());

    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.created(1, 3600));

    assertThat(agent.replies(command)).hasSize(1);
  }

  @Test
  void withdrawsFromTheServerThatWasSilentWhenTheNextOneGrants() {
    openFirst();
    var first = agent.last(Connect.class).connection();
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofSeconds(6));
    agent.resolveAll();
    agent.accept(agent.last(Connect.class).connection());

    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.created(1, 3600));
    agent.pass(ROUND);

    assertThat(agent.sent(Withdraw.class))
        .isNotEmpty()
        .allMatch(each -> each.connection().equals(first));
  }

  @Test
  void asksTheNextServerWhenTheFirstIsUnavailable() {
    openFirst();
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofSeconds(3));

    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.unavailable(600));
    agent.resolveAll();

    assertThat(agent.last(Connect.class).address().server()).isEqualTo(1);
  }

  @Test
  void followsARedirectionToTheAddressesThatItNames() {
    openFirst();
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofSeconds(3));

    agent.answer(
        agent.sent(Mitigate.class).getLast(),
        Answers.redirect("alt.example", 1800, "198.51.100.9"));
    var asked = agent.last(ResolveAlternate.class);
    assertThat(asked).isEqualTo(new ResolveAlternate(2, 0, "alt.example", List.of("198.51.100.9")));
    resolveAlternate();
    var connect = agent.last(Connect.class);
    assertThat(connect.address().host()).isEqualTo("198.51.100.9");
    agent.accept(connect.connection());

    assertThat(agent.sent(Mitigate.class).getLast().connection()).isEqualTo(connect.connection());
  }

  @Test
  void ignoresARedirectionToAServerUsedWithinFiveMinutes() {
    openFirst();
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofSeconds(3));

    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.redirect("server0.example", 1800));

    assertThat(agent.all(ResolveAlternate.class)).isEmpty();
    assertThat(agent.events()).contains("redirect-loop");
  }

  @Test
  void returnsToItsServersWhenTheRedirectionEndsInPeace() {
    openFirst();
    agent.mitigate("web", "192.0.2.0/24");
    agent.pass(Duration.ofSeconds(3));
    agent.answer(
        agent.sent(Mitigate.class).getLast(), Answers.redirect("alt.example", 10, "198.51.100.9"));
    resolveAlternate();
    var alternate = agent.last(Connect.class).connection();
    agent.accept(alternate);
    agent.answer(agent.sent(Mitigate.class).getLast(), Answers.created(1, 3600));
    agent.pass(Duration.ofSeconds(30));
    assertThat(agent.events()).doesNotContain("redirection-ended");

    agent.command(new ClientCommand.Withdraw("web"));
    agent.pass(ROUND);
    agent.answer(agent.sent(Withdraw.class).getLast(), Answers.deleted());
    agent.pass(ROUND);

    assertThat(agent.events()).contains("redirection-ended");
    assertThat(agent.all(ClientOutput.Disconnect.class))
        .contains(new ClientOutput.Disconnect(alternate));
  }

  private void openFirst() {
    agent.start();
    agent.accept(agent.last(Connect.class).connection());
  }

  private void resolveAlternate() {
    agent.give(
        new ClientInput.ServerResolved(2, List.of(new ServerAddress(2, "198.51.100.9", 4646))));
  }
}

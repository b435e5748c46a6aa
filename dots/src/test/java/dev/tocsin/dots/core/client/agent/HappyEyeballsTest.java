// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ClientInput;
import dev.tocsin.dots.core.client.ClientOutput;
import dev.tocsin.dots.core.client.ClientOutput.Connect;
import dev.tocsin.dots.core.client.ClientState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HappyEyeballsTest {

  private final Agent agent = new Agent(Agent.parameters(1), ClientState.EMPTY);

  @Test
  void triesUdpBeforeTcpAndIpv6BeforeIpv4() {
    begin();
    agent.pass(Duration.ofSeconds(1));

    assertThat(ways())
        .containsExactly("DTLS 2001:db8::1", "DTLS 192.0.2.1", "TLS 2001:db8::1", "TLS 192.0.2.1");
  }

  @Test
  void staggersAttemptsByAHundredMillisecondsInAnAttack() {
    agent.mitigate("web", "192.0.2.0/24");
    begin();

    agent.pass(Duration.ofMillis(99));
    assertThat(ways()).hasSize(1);
    agent.pass(Duration.ofMillis(1));
    assertThat(ways()).hasSize(2);
    agent.pass(Duration.ofMillis(200));
    assertThat(ways()).hasSize(4);
  }

  @Test
  void triesTheNextWayAtOnceWhenOneFails() {
    begin();

    agent.give(new ClientInput.ConnectFailed(connects().getFirst().connection(), "refused"));

    assertThat(ways()).containsExactly("DTLS 2001:db8::1", "DTLS 192.0.2.1");
  }

  @Test
  void stopsTheOtherAttemptsWhenOneWorks() {
    begin();
    agent.pass(Duration.ofMillis(300));
    assertThat(ways()).hasSize(2);

    open(1, TransportKind.DTLS);
    agent.pass(Duration.ofSeconds(1));

    assertThat(ways()).hasSize(2);
    assertThat(agent.all(ClientOutput.Disconnect.class))
        .containsExactly(new ClientOutput.Disconnect(connects().getFirst().connection()));
  }

  @Test
  void triesTheWayThatWorkedFirstForTenMinutes() {
    begin();
    agent.pass(Duration.ofSeconds(1));
    open(1, TransportKind.DTLS);
    var lost = connects().get(1).connection();
    agent.taken(Connect.class);

    agent.give(new ClientInput.HeartbeatReceived(lost, true));
    agent.give(new ClientInput.Disconnected(lost, "closed"));
    agent.pass(Duration.ofSeconds(1));
    resolve();

    assertThat(ways()).first().isEqualTo("DTLS 192.0.2.1");
    assertThat(connects().getFirst().resume()).isTrue();
  }

  @Test
  void forgetsWhichWayWorkedAfterTenMinutes() {
    begin();
    agent.pass(Duration.ofSeconds(1));
    open(1, TransportKind.DTLS);
    var lost = connects().get(1).connection();
    for (int minute = 0; minute < 11; minute++) {
      agent.give(new ClientInput.HeartbeatReceived(lost, true));
      agent.pass(Duration.ofMinutes(1));
    }
    agent.taken(Connect.class);

    agent.give(new ClientInput.HeartbeatReceived(lost, true));
    agent.give(new ClientInput.Disconnected(lost, "closed"));
    agent.pass(Duration.ofSeconds(1));
    resolve();

    assertThat(ways()).first().isEqualTo("DTLS 2001:db8::1");
  }

  @Test
  void probesUdpFromTcpAfterADayAndMovesThere() {
    begin();
    agent.pass(Duration.ofSeconds(1));
    open(3, TransportKind.TLS);
    var tcp = connects().get(3).connection();
    agent.taken(Connect.class);

    keepAlive(tcp, Duration.ofHours(23));
    assertThat(ways()).isEmpty();
    for (int step = 0; ways().isEmpty() && step < 500; step++) {
      keepAlive(tcp, Duration.ofSeconds(20));
    }
    assertThat(ways()).isNotEmpty().allMatch(way -> way.startsWith("DTLS"));

    open(0, TransportKind.DTLS);
    assertThat(agent.all(ClientOutput.Disconnect.class)).contains(new ClientOutput.Disconnect(tcp));
  }

  @Test
  void restsFiveMinutesAfterAFailureInPeace() {
    failAll();
    agent.taken(Connect.class);
    agent.taken(ClientOutput.ResolveServer.class);

    agent.pass(Duration.ofSeconds(298));
    assertThat(agent.all(ClientOutput.ResolveServer.class)).isEmpty();
    agent.pass(Duration.ofSeconds(5));
    assertThat(agent.all(ClientOutput.ResolveServer.class)).hasSize(1);
  }

  /// RFC 9132 §4.7 is about an establishment that failed; this session served.
  @Test
  void returnsAtOnceWhenTheServerEndsASession() {
    agent.give(new ClientInput.Started());
    resolve();
    open(0, TransportKind.DTLS);
    var ended = connects().getFirst().connection();
    agent.give(new ClientInput.HeartbeatReceived(ended, true));
    agent.taken(ClientOutput.ResolveServer.class);

    agent.give(new ClientInput.Disconnected(ended, "closed"));
    agent.pass(Duration.ofMillis(500));

    assertThat(agent.all(ClientOutput.ResolveServer.class)).hasSize(1);
  }

  @Test
  void doesNotStormAServerThatEndsEverySession() {
    agent.give(new ClientInput.Started());
    Instant end = agent.now.plus(Duration.ofMinutes(10));
    while (agent.now.isBefore(end)) {
      if (!agent.taken(ClientOutput.ResolveServer.class).isEmpty()) {
        resolve();
        var connection = agent.last(Connect.class).connection();
        agent.give(new ClientInput.Connected(connection, TransportKind.DTLS, 1024));
        agent.give(new ClientInput.HeartbeatReceived(connection, true));
        agent.give(new ClientInput.Disconnected(connection, "closed"));
      }
      agent.pass(Duration.ofMillis(250));
    }

    assertThat(connects()).hasSizeBetween(10, 30);
  }

  @Test
  void doesNotRestWhileAMitigationRequestIsPending() {
    failAll();
    agent.taken(ClientOutput.ResolveServer.class);
    agent.pass(Duration.ofSeconds(5));

    agent.mitigate("web", "192.0.2.0/24");

    assertThat(agent.all(ClientOutput.ResolveServer.class)).hasSize(1);
  }

  @Test
  void triesTheNextServerWhenTheFirstFails() {
    var two = new Agent(Agent.udpOnly(2), ClientState.EMPTY);
    two.start();

    two.give(new ClientInput.ConnectFailed(two.last(Connect.class).connection(), "refused"));
    two.resolveAll();

    assertThat(two.last(Connect.class).address().server()).isEqualTo(1);
  }

  @Test
  void goesBackToThePreferredServerLater() {
    var two = new Agent(Agent.udpOnly(2), ClientState.EMPTY);
    two.start();
    two.give(new ClientInput.ConnectFailed(two.last(Connect.class).connection(), "refused"));
    two.resolveAll();
    var second = two.last(Connect.class).connection();
    two.accept(second);

    keepAlive(two, second, Duration.ofSeconds(305));
    two.resolveAll();
    assertThat(two.last(Connect.class).address().server()).isZero();
    two.accept(two.last(Connect.class).connection());
    two.pass(Duration.ofSeconds(1));

    assertThat(two.all(ClientOutput.Disconnect.class))
        .contains(new ClientOutput.Disconnect(second));
  }

  private void begin() {
    agent.give(new ClientInput.Started());
    resolve();
  }

  private void resolve() {
    agent.give(new ClientInput.ServerResolved(0, List.of(Agent.V4, Agent.V6)));
  }

  private void open(int attempt, TransportKind kind) {
    agent.give(new ClientInput.Connected(connects().get(attempt).connection(), kind, 1024));
  }

  private void failAll() {
    begin();
    for (int each = 0; each < 4; each++) {
      agent.give(new ClientInput.ConnectFailed(connects().get(each).connection(), "refused"));
    }
  }

  private void keepAlive(dev.tocsin.dots.core.client.ConnectionId id, Duration span) {
    keepAlive(agent, id, span);
  }

  private static void keepAlive(
      Agent agent, dev.tocsin.dots.core.client.ConnectionId id, Duration span) {
    Instant end = agent.now.plus(span);
    while (agent.now.isBefore(end)) {
      agent.pass(Duration.ofSeconds(20));
      agent.give(new ClientInput.HeartbeatReceived(id, true));
    }
  }

  private List<Connect> connects() {
    return agent.all(Connect.class);
  }

  private List<String> ways() {
    return connects().stream().map(each -> each.transport() + " " + each.address().host()).toList();
  }
}

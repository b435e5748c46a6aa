// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.request;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.PeerIdentity;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Credential;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.ServerOutput.CloseSession;
import dev.tocsin.dots.core.server.ServerOutput.SendHeartbeat;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.policy.MitigatorChoice;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.dots.wire.SignalRequest;
import dev.tocsin.dots.wire.SignalResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTest {

  private final Ladder ladder = new Ladder(Ladder.domain());
  private final SessionId alice = ladder.open("alice");

  @Test
  void answersHeartbeats() {
    var answer = ladder.ask(alice, new SignalRequest.Heartbeat(true));

    assertThat(answer).isEqualTo(SignalResponse.of(ResponseCode.CHANGED));
  }

  @Test
  void sendsHeartbeatsEveryInterval() {
    ladder.passSeconds(300);

    assertThat(ladder.performed(SendHeartbeat.class)).hasSize(10);
  }

  @Test
  void saysWhetherTheClientsHeartbeatsArrive() {
    ladder.passSeconds(30);
    ladder.ask(alice, new SignalRequest.Heartbeat(true));
    ladder.passSeconds(120);

    assertThat(ladder.performed(SendHeartbeat.class))
        .extracting(SendHeartbeat::peerHbStatus)
        .containsExactly(true, true, true, false, false);
  }

  @Test
  void sendsAHeartbeatBehindTheClientsWhenNoneArriveThere() {
    ladder.passSeconds(20);
    ladder.ask(alice, new SignalRequest.Heartbeat(false));
    assertThat(ladder.performed(SendHeartbeat.class)).hasSize(1);

    ladder.passSeconds(5);
    ladder.ask(alice, new SignalRequest.Heartbeat(false));
    assertThat(ladder.performed(SendHeartbeat.class)).hasSize(1);
  }

  @Test
  void closesADefunctSessionInPeace() {
    ladder.silent = true;

    ladder.passSeconds(16 * 30);

    assertThat(ladder.performed(CloseSession.class))
        .extracting(CloseSession::session)
        .containsExactly(alice);
  }

  @Test
  void keepsASessionWhoseHeartbeatsGoUnansweredWhileTrafficComes() {
    ladder.silent = true;
    for (int i = 0; i < 30; i++) {
      ladder.passSeconds(60);
      ladder.get(alice, "a");
    }

    assertThat(ladder.performed(CloseSession.class)).isEmpty();
  }

  @Test
  void neverClosesASessionWhileAnAttackIsMitigated() {
    ladder.silent = true;
    ladder.put(alice, "a", 1, request(scope("192.0.2.1/32"), MitigationRequest.INDEFINITE));
    ladder.enabled(key("a", 1));
    long packets = 0;
    for (int i = 0; i < 120; i++) {
      ladder.passSeconds(30);
      ladder.measured(key("a", 1), packets += 1000);
    }
    assertThat(ladder.performed(CloseSession.class)).isEmpty();

    for (int i = 0; i < 4; i++) {
      ladder.passSeconds(30);
      ladder.measured(key("a", 1), packets);
    }
    ladder.passSeconds(60);

    assertThat(ladder.performed(CloseSession.class)).hasSize(1);
  }

  @Test
  void turnsAwayMoreSessionsThanADomainMayHave() {
    for (int i = 0; i < 9; i++) ladder.open("bob");
    assertThat(ladder.performed(CloseSession.class)).isEmpty();

    var eleventh = ladder.open("carol");

    assertThat(ladder.performed(CloseSession.class))
        .extracting(CloseSession::session)
        .containsExactly(eleventh);
    assertThat(ladder.audits("turn-away")).hasSize(1);
  }

  @Test
  void auditsSoManyStrangersAndThenCountsThem() {
    // given
    for (int i = 0; i < 9; i++) ladder.open("bob");

    // when
    for (int i = 0; i < Sessions.TURNED_AWAY_BURST + 50; i++) ladder.open("carol");
    ladder.passSeconds(1);
    ladder.open("carol");

    // then
    assertThat(ladder.performed(CloseSession.class)).hasSize(Sessions.TURNED_AWAY_BURST + 51);
    assertThat(ladder.audits("turn-away")).hasSize(Sessions.TURNED_AWAY_BURST + 1);
    assertThat(ladder.audits("turn-away").getLast().detail()).contains("50 more");
  }

  @Test
  void knowsPeersByCertificateNameCommonNameKeyAndPskIdentity() {
    var domain =
        new Domain(
            "customer",
            List.of(
                new Credential.CertificateName("Client.example.com"),
                new Credential.KeyFingerprint("key"),
                new Credential.PskIdentity("psk")),
            List.of(),
            List.of(),
            List.of(MitigatorChoice.of("filter")),
            Domain.Limits.DEFAULT,
            Policy.DEFAULT);
    var other = new Ladder(domain);
    var good =
        List.of(
            new PeerIdentity.Certificate("CN=x", List.of("client.example.com"), "f1"),
            new PeerIdentity.Certificate("O=y,CN=client.example.com", List.of(), "f2"),
            new PeerIdentity.Certificate("CN=z", List.of(), "key"),
            new PeerIdentity.RawKey("key"),
            new PeerIdentity.SharedKey("psk", "f3"));
    var bad =
        List.of(
            new PeerIdentity.Certificate("CN=other", List.of("example.com"), "f4"),
            new PeerIdentity.RawKey("psk"),
            new PeerIdentity.SharedKey("client.example.com", "f5"));

    good.forEach(peer -> open(other, peer));
    assertThat(other.performed(CloseSession.class)).isEmpty();
    bad.forEach(peer -> open(other, peer));
    assertThat(other.performed(CloseSession.class)).hasSize(3);
  }

  private long ids = 1_000_000;

  private void open(Ladder ladder, PeerIdentity peer) {
    ladder.handle(new ServerInput.SessionOpened(new SessionId(++ids), peer, TransportKind.DTLS));
  }

  @Test
  void closesSessionsAndWithdrawsMitigationsOfADomainThatIsGone() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    ladder.replace();

    assertThat(ladder.performed(CloseSession.class)).hasSize(1);
    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.stored).isEmpty();
  }

  @Test
  void withdrawsWhatADomainNoLongerOwns() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.put(alice, "a", 2, "2001:db8::1/128");
    var before = Ladder.domain();

    ladder.replace(
        new Domain(
            before.name(),
            before.identities(),
            before.prefixes().subList(0, 1),
            before.names(),
            List.of(MitigatorChoice.of("blackhole")),
            before.limits(),
            before.policy()));

    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
    assertThat(ladder.enforced.get(key("a", 1)).mitigator()).isEqualTo("blackhole");
    assertThat(ladder.performed(CloseSession.class)).isEmpty();
  }
}

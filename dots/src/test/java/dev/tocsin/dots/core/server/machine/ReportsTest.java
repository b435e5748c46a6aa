// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static dev.tocsin.dots.core.server.machine.Ladder.scope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.SignalRequest;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What follows from what mitigators report.
class ReportsTest {

  private final Ladder ladder = new Ladder(Ladder.domain());
  private final SessionId alice = ladder.open("alice");

  @Test
  void moveTheStatusFrom1To2To3AndBack() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.enabled(key("a", 1));
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);

    report(100);
    report(200);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.SUCCESSFULLY_MITIGATED);

    for (int i = 0; i < 13; i++) report(200);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.ATTACK_STOPPED);

    report(300);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
    report(400);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.SUCCESSFULLY_MITIGATED);
  }

  @Test
  void ofAnAttackThatNeverCameEndInStatus3() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.enabled(key("a", 1));

    for (int i = 0; i < 13; i++) report(0);

    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.ATTACK_STOPPED);
  }

  @Test
  void countLessThanAClientThatIsStillUnderAttack() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.enabled(key("a", 1));
    report(100);
    report(200);

    ladder.ask(
        alice,
        new SignalRequest.UpdateEfficacy(
            "a", 1, scope("192.0.2.1/32"), OptionalLong.empty(), true, AttackStatus.UNDER_ATTACK));
    report(300);

    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
    for (int i = 0; i < 13; i++) report(400 + i);
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.SUCCESSFULLY_MITIGATED);
  }

  @Test
  void ofARefusalLeadToTheNextMitigator() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    ladder.mitigated(key("a", 1), new MitigatorEvent.Refused("too many rules", true));

    assertThat(ladder.enforced.get(key("a", 1)).mitigator()).isEqualTo("blackhole");
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
  }

  @Test
  void ofExhaustedMitigatorsLeadToStatus4AndARefreshTriesAgain() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.mitigated(key("a", 1), new MitigatorEvent.Refused("too many rules", true));
    ladder.mitigated(key("a", 1), new MitigatorEvent.Refused("no such route", false));

    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.EXCEEDED_CAPABILITY);
    assertThat(ladder.enforced).isEmpty();

    ladder.put(alice, "a", 1, "192.0.2.1/32");
    assertThat(ladder.enforced.get(key("a", 1)).mitigator()).isEqualTo("filter");
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
  }

  @Test
  void ofOtherRefusalsLeadToStatus7WithTheReasonAudited() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.mitigated(key("a", 1), new MitigatorEvent.Refused("no IPv4", false));
    ladder.mitigated(key("a", 1), new MitigatorEvent.Refused("no session", false));

    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.WITHDRAWN);
    assertThat(ladder.audits("refused-by-mitigator"))
        .extracting(audit -> audit.detail())
        .containsExactly("mid 1 by filter: no IPv4", "mid 1 by blackhole: no session");
  }

  @Test
  void ofAFailureLeaveTheStatusAndAreAuditedOnce() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    ladder.mitigated(key("a", 1), new MitigatorEvent.Failing("connection refused"));
    ladder.mitigated(key("a", 1), new MitigatorEvent.Failing("connection refused"));

    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
    assertThat(ladder.audits("failing")).hasSize(1);
  }

  @Test
  void aboutWhatIsGoneChangeNothing() {
    ladder.mitigated(key("a", 9), new MitigatorEvent.Refused("late", false));
    ladder.measured(key("a", 9), 1);
    ladder.mitigated(key("a", 9), new MitigatorEvent.Disabled());

    assertThat(ladder.stored).isEmpty();
  }

  private void report(long packets) {
    ladder.passSeconds(5);
    ladder.measured(key("a", 1), packets);
  }
}

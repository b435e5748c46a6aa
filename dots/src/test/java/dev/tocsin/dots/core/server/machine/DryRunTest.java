// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.core.server.SessionId;
import dev.tocsin.dots.core.server.policy.Admission;
import dev.tocsin.dots.core.server.policy.Approval;
import dev.tocsin.dots.core.server.policy.Widths;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.ResponseCode;
import org.junit.jupiter.api.Test;

/// Everything is decided, and nothing is done.
class DryRunTest {

  private final Ladder ladder = new Ladder(domain(true));
  private final SessionId alice = ladder.open("alice");

  private static Domain domain(boolean dryRun) {
    return Ladder.domain(
        Policy.DEFAULT.with(new Admission(Widths.ANY, new Approval.Never(), dryRun)));
  }

  @Test
  void acceptsKeepsAuditsAndTellsNoMitigator() {
    var answer = ladder.put(alice, "a", 1, "192.0.2.1/32");
    ladder.passSeconds(600);

    assertThat(answer.code()).isEqualTo(ResponseCode.CREATED);
    assertThat(ladder.enforced).isEmpty();
    assertThat(ladder.stored.get(key("a", 1)).means().mitigators()).containsExactly("filter");
    assertThat(ladder.audits("dry-run").getFirst().detail())
        .startsWith("mid 1 by [filter]:")
        .contains("192.0.2.1");
    // Its client is never told that it is protected.
    assertThat(ladder.state(alice, "a", 1)).isEqualTo(MitigationState.IN_PROGRESS);
  }

  @Test
  void findsConflictsAndEndsLikeAnyOther() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    var rival = ladder.put(ladder.open("bob"), "b", 1, "192.0.2.1/32");
    ladder.delete(alice, "a", 1);
    ladder.passSeconds(120);

    assertThat(rival.code()).isEqualTo(ResponseCode.CONFLICT);
    assertThat(ladder.stored).isEmpty();
  }

  @Test
  void isShownToTheOperator() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    var shown = (OperatorAnswer.Mitigations) ladder.operate(new OperatorRequest.Show(false, 10));

    assertThat(shown.shown().getFirst().isDryRun()).isTrue();
  }

  @Test
  void enforcesWhatIsActiveOnceItIsOver() {
    ladder.put(alice, "a", 1, "192.0.2.1/32");

    ladder.replace(domain(false));
    assertThat(ladder.enforced).containsOnlyKeys(key("a", 1));
    ladder.replace(domain(true));

    assertThat(ladder.enforced).isEmpty();
    ladder.delete(alice, "a", 1);
    ladder.passSeconds(120);
    assertThat(ladder.stored).isEmpty();
  }
}

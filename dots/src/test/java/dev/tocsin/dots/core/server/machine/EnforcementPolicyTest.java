// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.machine;

import static dev.tocsin.dots.core.server.machine.Ladder.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.mitigation.EnforcementPolicy;
import dev.tocsin.dots.core.mitigation.EnforcementPolicy.Scoped;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Domain.Policy;
import dev.tocsin.dots.core.server.ServerOutput.Disable;
import dev.tocsin.dots.core.server.ServerOutput.Enable;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a domain's policy says of enforcement, on its way to the mitigators.
class EnforcementPolicyTest {

  private static final EnforcementPolicy DROP = policy(new Scoped.Drop());
  private static final EnforcementPolicy LIMIT = policy(new Scoped.Limit(100, 200));

  private final Ladder ladder = new Ladder(domain(DROP));

  private static EnforcementPolicy policy(Scoped scoped) {
    return new EnforcementPolicy(Optional.of(scoped), EnforcementPolicy.Bare.OPEN);
  }

  private static Domain domain(EnforcementPolicy enforcement) {
    return Ladder.domain(Policy.DEFAULT.with(enforcement));
  }

  @Test
  void travelsWithEveryOrderAlsoToTheNextMitigator() {
    ladder.put(ladder.open("alice"), "a", 1, "192.0.2.1/32");
    assertThat(ladder.enforced.get(key("a", 1)).policy()).isEqualTo(DROP);

    ladder.mitigated(key("a", 1), new MitigatorEvent.Refused("too many rules", true));

    assertThat(ladder.enforced.get(key("a", 1)).mitigator()).isEqualTo("blackhole");
    assertThat(ladder.enforced.get(key("a", 1)).policy()).isEqualTo(DROP);
  }

  @Test
  void thatChangesAdjustsWhatStandsAndIsAuditedWithTheNewAction() {
    // given
    ladder.put(ladder.open("alice"), "a", 1, "192.0.2.1/32");
    var targets = ladder.enforced.get(key("a", 1)).targets();
    ladder.mitigated(key("a", 1), new MitigatorEvent.Enabled(targets, "drop"));
    ladder.performed.clear();

    // when
    ladder.replace(domain(LIMIT));
    ladder.mitigated(key("a", 1), new MitigatorEvent.Enabled(targets, "limit 100 packets/s"));

    // then: replaced under the same key, without a gap
    assertThat(ladder.enforced.get(key("a", 1)).policy()).isEqualTo(LIMIT);
    assertThat(ladder.performed(Enable.class)).hasSize(1);
    assertThat(ladder.performed(Disable.class)).isEmpty();
    assertThat(ladder.audits("enabled"))
        .extracting(audit -> audit.detail())
        .endsWith("mid 1 by filter: limit 100 packets/s");
  }

  @Test
  void thatStaysTheSameAsksForNothing() {
    ladder.put(ladder.open("alice"), "a", 1, "192.0.2.1/32");
    ladder.performed.clear();

    ladder.replace(domain(DROP));

    assertThat(ladder.performed(Enable.class)).isEmpty();
  }
}

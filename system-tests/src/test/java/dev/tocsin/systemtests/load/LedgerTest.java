// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.systemtests.load.Ledger.Action;
import dev.tocsin.systemtests.load.Ledger.Order;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A ledger that overlooks something would let every durability test pass.
class LedgerTest {

  private static final Target TARGET = new Target(1);

  private final Ledger ledger = new Ledger(1);

  @Test
  void missesWhatWasAcknowledged() {
    asked(ResponseCode.CREATED);

    ledger.compare(Set.of(), Set.of());

    assertThat(ledger.violations()).singleElement().asString().contains("is gone");
  }

  @Test
  void missesWhatIsEndingThoughNobodyWithdrewIt() {
    asked(ResponseCode.CREATED);

    ledger.compare(Set.of(), Set.of(TARGET));

    assertThat(ledger.violations()).singleElement().asString().contains("is gone");
  }

  @Test
  void objectsToWhatWasWithdrawnRefusedOrNeverAskedFor() {
    asked(ResponseCode.CREATED);
    ledger.answered(new Order(TARGET, Action.WITHDRAW), ResponseCode.DELETED);
    var refused = new Target(2);
    ledger.answered(new Order(refused, Action.ASK), ResponseCode.FORBIDDEN);

    ledger.compare(Set.of(TARGET, refused, new Target(3)), Set.of());

    assertThat(ledger.violations()).hasSize(3);
  }

  @Test
  void objectsToARefreshThatHadToStartAnew() {
    asked(ResponseCode.CREATED);

    ledger.answered(new Order(TARGET, Action.REFRESH), ResponseCode.CREATED);

    assertThat(ledger.violations()).singleElement().asString().contains("refresh");
  }

  @Test
  void leavesToTheServerWhatItNeverAnswered() {
    ledger.unanswered(new Order(TARGET, Action.ASK));

    ledger.compare(Set.of(TARGET), Set.of());
    assertThat(ledger.violations()).isEmpty();

    ledger.compare(Set.of(), Set.of());
    assertThat(ledger.violations()).singleElement().asString().contains("is gone");
  }

  @Test
  void tellsTargetsByTheirClientAndMid() {
    for (int number = 0; number < 5 * Target.CUIDS; number++) {
      var target = new Target(number);
      assertThat(Target.of(target.cuid(), target.mid())).isEqualTo(target);
    }
  }

  private void asked(ResponseCode answer) {
    ledger.answered(new Order(TARGET, Action.ASK), answer);
  }
}

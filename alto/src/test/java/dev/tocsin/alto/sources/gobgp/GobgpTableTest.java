// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.gobgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.core.policy.Reach;
import dev.tocsin.alto.core.policy.RouteTable;
import dev.tocsin.base.net.Prefix;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GobgpTableTest {

  private static final Duration WAIT = Duration.ofMinutes(5);
  private static final long SECOND = 1_000_000_000L;

  private final GobgpTable table = new GobgpTable(WAIT);

  @Test
  void showsNothingUntilAllIsListed() {
    table.begin();
    learn(10);
    assertThat(shown()).isZero();

    table.listed(0);

    assertThat(shown()).isEqualTo(10);
  }

  @Test
  void tellsThatSomethingChanged() {
    table.begin();
    learn(2);
    table.listed(0);
    long before = table.version(0);

    table.take(route(1));
    assertThat(table.version(0)).isEqualTo(before);
    table.take(new GobgpRoute(route(1).prefix(), Optional.empty()));

    assertThat(table.version(0)).isGreaterThan(before);
    assertThat(shown()).isEqualTo(1);
  }

  @Test
  void keepsTheTableOfBeforeUntilADaemonThatCameBackHasHalfAsMuch() {
    // given
    table.begin();
    learn(10);
    table.listed(0);
    long before = table.version(0);

    // when: it comes back with little
    table.begin();
    learn(4);
    table.listed(SECOND);

    // then
    assertThat(table.version(2 * SECOND)).isEqualTo(before);
    assertThat(shown()).isEqualTo(10);
    assertThat(table.waiting()).contains("it has 4 routes after 10 before");
    table.take(route(4));
    assertThat(table.version(3 * SECOND)).isGreaterThan(before);
    assertThat(shown()).isEqualTo(5);
    assertThat(table.waiting()).isEmpty();
  }

  @Test
  void believesInTheEndThatThereAreFewer() {
    table.begin();
    learn(10);
    table.listed(0);
    table.begin();
    learn(1);
    table.listed(SECOND);

    table.version(WAIT.toNanos());
    assertThat(shown()).isEqualTo(10);
    table.version(WAIT.toNanos() + SECOND);

    assertThat(shown()).isEqualTo(1);
  }

  @Test
  void hasNotChangedIfADaemonComesBackWithTheSame() {
    table.begin();
    learn(10);
    table.listed(0);
    long before = table.version(0);

    table.begin();
    learn(10);
    table.listed(SECOND);

    assertThat(table.version(SECOND)).isEqualTo(before);
  }

  private void learn(int count) {
    IntStream.range(0, count).mapToObj(GobgpTableTest::route).forEach(table::take);
  }

  private static GobgpRoute route(int number) {
    return new GobgpRoute(Prefix.parse("10." + number + ".0.0/16"), Optional.of(Reach.UNKNOWN));
  }

  private int shown() {
    return table.addTo(new RouteTable.Builder());
  }
}

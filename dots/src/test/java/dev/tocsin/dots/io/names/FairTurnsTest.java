// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.io.names.FairTurns.Turn;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class FairTurnsTest {

  private final FairTurns turns = new FairTurns(4, 3);

  @Test
  void nobodyGetsMoreThanAShare() {
    for (int i = 0; i < 3; i++) assertThat(turns.ask("loud", "l" + i)).hasSize(1);
    assertThat(turns.ask("loud", "l3")).isEmpty();

    assertThat(turns.ask("quiet", "q")).containsExactly(new Turn("quiet", "q"));
    assertThat(turns.done("loud")).containsExactly(new Turn("loud", "l3"));
  }

  @Test
  void theNextPlaceIsForWhoHasTheFewest() {
    // given: all places are taken, and the loud one has more to ask than anybody
    for (int i = 0; i < 9; i++) turns.ask("loud", "l" + i);
    turns.ask("other", "o0");
    turns.ask("other", "o1");
    turns.ask("late", "late");

    // then
    assertThat(turns.done("loud")).containsExactly(new Turn("late", "late"));
    assertThat(turns.done("loud")).hasSize(1);
    assertThat(turns.done("other")).hasSize(1).doesNotContain(new Turn("late", "late"));
  }

  @Test
  void everyNameHasItsTurnInTheEnd() {
    // given
    var open = new ArrayDeque<Turn>();
    for (int i = 0; i < 20; i++) open.addAll(turns.ask(i % 3 == 0 ? "a" : "b", "n" + i));
    assertThat(open).hasSize(4);

    // when: whoever is under way ends, one after the other
    int ended = 0;
    for (; !open.isEmpty(); ended++) open.addAll(turns.done(open.remove().owner()));

    // then
    assertThat(ended).isEqualTo(20);
  }
}

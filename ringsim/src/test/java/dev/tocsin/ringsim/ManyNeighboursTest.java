// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.reload.core.chord.Chord;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.wire.id.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// More neighbours than an update can name.
class ManyNeighboursTest {

  private static final ChordParameters TWENTY =
      ChordParameters.RFC
          .withNeighbours(20)
          .withPeriods(Duration.ofSeconds(30), Duration.ofSeconds(60));

  @Test
  void peersLearnOfAllOfThemFromOneAnother() {
    var run =
        new RingRun(
            RingSettings.settled(60, 100).with(TWENTY).with(RingSettings.Start.JOINED),
            1,
            RingRun.Progress.NONE);

    assertThat(run.form()).isTrue();
    var result = run.measure();

    assertThat(result.lookups().failed()).isZero();
    var sorted = run.peers().toArray(new Id[0]);
    for (var id : sorted) {
      var ideal = Chord.settled(id, sorted, TWENTY, new SplittableRandom(1), Instant.EPOCH);
      var chord = (Chord) run.topology(id);
      assertThat(chord.successors()).isEqualTo(ideal.successors()).hasSize(20);
      assertThat(chord.predecessors()).isEqualTo(ideal.predecessors());
    }
  }
}

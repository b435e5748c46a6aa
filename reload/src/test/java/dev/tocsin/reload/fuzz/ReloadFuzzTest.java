// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.fuzz;

import dev.tocsin.sim.fuzz.FuzzRun;
import dev.tocsin.sim.fuzz.FuzzTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Any bytes are a value or are refused, whatever peer they come from. The short form of {@link
/// ReloadFuzz}.
class ReloadFuzzTest {

  static List<FuzzTarget> targets() {
    return ReloadTargets.all().toList();
  }

  @Test
  void givesAValueOrARefusalForAnyInput() {
    long seed = Long.getLong("seed", System.nanoTime());

    new FuzzRun(seed, 5_000, Duration.ofMinutes(1)).drive(targets()).forEach(System.out::println);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.fuzz;

import dev.tocsin.sim.fuzz.FuzzRun;
import dev.tocsin.sim.fuzz.FuzzTarget;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Any bytes are a value or are refused, whoever they come from: clients, servers, files of
/// operators. The short form of {@link AltoFuzz}.
class AltoFuzzTest {

  static List<FuzzTarget> targets() {
    return Stream.concat(BodyTargets.all(), SourceTargets.all()).toList();
  }

  @Test
  void givesAValueOrARefusalForAnyInput() {
    long seed = Long.getLong("seed", System.nanoTime());

    new FuzzRun(seed, 5_000, Duration.ofMinutes(1)).drive(targets()).forEach(System.out::println);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.fuzz;

import dev.tocsin.sim.fuzz.FuzzRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The long form of {@link AltoFuzzTest}, which its name keeps out of a plain build: `mvn -pl alto
/// test -Dtest=AltoFuzz -Dfuzz.inputs=1000000`. What was done stands in `target/fuzz-report.txt`.
class AltoFuzz {

  private static final long INPUTS = 1_000_000;
  private static final Duration BUDGET_PER_MILLION = Duration.ofMinutes(4);

  @Test
  void givesAValueOrARefusalForAMillionInputsEach() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    long inputs = Long.getLong("fuzz.inputs", INPUTS);
    var budget = BUDGET_PER_MILLION.multipliedBy(Math.ceilDiv(inputs, INPUTS));

    var report = new FuzzRun(seed, inputs, budget).drive(AltoFuzzTest.targets());

    report.forEach(System.out::println);
    Files.write(Path.of("target", "fuzz-report.txt"), report);
  }
}

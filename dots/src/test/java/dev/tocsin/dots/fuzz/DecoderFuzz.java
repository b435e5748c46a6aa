// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.fuzz;

import dev.tocsin.sim.fuzz.FuzzRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The long form, a million inputs per decoder, which its name keeps out of a plain build: `mvn -pl
/// dots test -Dtest=DecoderFuzz -Dfuzz.inputs=1000000`. What was done stands in
/// `target/fuzz-report.txt`.
class DecoderFuzz {

  private static final long INPUTS = 1_000_000;
  private static final Duration BUDGET_PER_MILLION = Duration.ofMinutes(4);

  @Test
  void givesAValueOrARefusalForAMillionInputsEach() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    long inputs = Long.getLong("fuzz.inputs", INPUTS);
    var budget = BUDGET_PER_MILLION.multipliedBy(Math.ceilDiv(inputs, INPUTS));
    var run = new FuzzRun(seed, inputs, budget);

    var report = run.drive(FuzzTargets.all());

    report.forEach(System.out::println);
    Files.write(Path.of("target", "fuzz-report.txt"), report);
  }
}

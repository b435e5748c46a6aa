// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.store;

import dev.tocsin.sim.fuzz.FuzzRun;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The long form of the fuzzing in {@link StorageChangeCodecTest}, which its name keeps out of a
/// plain build: `mvn -pl reload test -Dtest=StorageChangeFuzz -Dfuzz.inputs=1000000`.
class StorageChangeFuzz {

  @Test
  void givesAChangeOrARefusalForAMillionInputs() {
    long seed = Long.getLong("seed", System.nanoTime());
    int inputs = Integer.getInteger("fuzz.inputs", 1_000_000);
    new FuzzRun(seed, inputs, Duration.ofMinutes(10))
        .drive(List.of(StorageChangeCodecTest.target()))
        .forEach(System.out::println);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.sim.fuzz.FuzzRun;
import dev.tocsin.sim.fuzz.FuzzTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The short form of {@link DecoderFuzz}, and that it would notice a broken decoder.
class DecoderFuzzTest {

  private static final Duration BUDGET = Duration.ofMinutes(1);
  private static final List<byte[]> SAMPLE = List.of(new byte[] {1, 2, 3});

  @Test
  void givesAValueOrARefusalForAnyInput() {
    long seed = Long.getLong("seed", System.nanoTime());
    var run = new FuzzRun(seed, 20_000, BUDGET);

    run.drive(FuzzTargets.all()).forEach(System.out::println);
  }

  @Test
  void noticesADecoderThatFails() {
    var broken =
        new FuzzTarget(
            "broken",
            SAMPLE,
            input -> {
              if (input.length == 2) input[2] = 0;
            });

    assertThatThrownBy(() -> new FuzzRun(7, 20_000, BUDGET).drive(List.of(broken)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("broken fails with java.lang.ArrayIndexOutOfBoundsException")
        .hasMessageContaining("-Dseed=7");
  }

  @Test
  void noticesADecoderThatRefusesItsOwnSamples() {
    var picky =
        new FuzzTarget(
            "picky",
            SAMPLE,
            _ -> {
              throw new WireException("no");
            });

    assertThatThrownBy(() -> new FuzzRun(7, 20_000, BUDGET).drive(List.of(picky)))
        .hasMessageContaining("picky refuses a sample");
  }

  @Test
  void noticesThatItsTimeWasTooShort() {
    var sound = new FuzzTarget("sound", SAMPLE, _ -> {});

    assertThatThrownBy(() -> new FuzzRun(7, 20_000, Duration.ZERO).drive(List.of(sound)))
        .hasMessageContaining("got only 1 of 20000 inputs");
  }

  @Test
  void countsWhatItDid() {
    var sound = new FuzzTarget("sound", SAMPLE, _ -> {});

    assertThat(new FuzzRun(7, 20_000, BUDGET).drive(List.of(sound)))
        .containsExactly("fuzz: sound: 20,000 inputs, 20,000 accepted, seed 7");
  }
}

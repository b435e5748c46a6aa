// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.sim.fuzz.FuzzTarget;
import java.util.List;

/// The same targets with inputs that coverage guides, one at a time and for as long as wanted:
/// `JAZZER_FUZZ=1 mvn -pl dots test -Dtest=GuidedFuzz#signalRequest`.
class GuidedFuzz {

  @FuzzTest
  void signalRequest(byte[] input) {
    fire("signal request", input);
  }

  @FuzzTest
  void signalResponse(byte[] input) {
    fire("signal response", input);
  }

  @FuzzTest
  void signalPath(byte[] input) {
    fire("signal path", input);
  }

  @FuzzTest
  void cborToJson(byte[] input) {
    fire("dots+cbor to JSON", input);
  }

  @FuzzTest
  void jsonToCbor(byte[] input) {
    fire("JSON to dots+cbor", input);
  }

  @FuzzTest
  void dataRequest(byte[] input) {
    fire("data request", input);
  }

  @FuzzTest
  void dataAnswer(byte[] input) {
    fire("data answer", input);
  }

  private static void fire(String name, byte[] input) {
    try {
      Targets.named(name).decoder().accept(input);
    } catch (WireException refused) {
      // What hostile bytes are for.
    }
  }

  /// Built once: samples cost more than an input.
  private static final class Targets {
    private static final List<FuzzTarget> ALL = FuzzTargets.all();

    static FuzzTarget named(String name) {
      return ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }
  }
}

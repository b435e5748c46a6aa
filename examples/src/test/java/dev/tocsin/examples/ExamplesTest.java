// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ExamplesTest {

  @Test
  void aRingOfThreeStoresFindsAndTalks() throws Exception {
    var out = new ByteArrayOutputStream();
    var before = System.out;
    System.setOut(new PrintStream(out, true, UTF_8));
    try {
      RingOfThree.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    assertThat(out.toString(UTF_8)).contains("found: hello, ring", "heard: good evening");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class LatestTest {

  @Test
  void forgetsWhatWasUsedLongestAgo() {
    // given
    var forgotten = new ArrayList<String>();
    var latest = new Latest<Integer, String>(2, forgotten::add);
    latest.put(1, "one");
    latest.put(2, "two");

    // when
    latest.get(1);
    latest.put(3, "three");

    // then
    assertThat(latest.get(1)).contains("one");
    assertThat(latest.get(2)).isEmpty();
    assertThat(forgotten).containsExactly("two");
  }

  @Test
  void makesAValueOnce() {
    // given
    var latest = new Latest<Integer, String>(2);

    // when
    var first = latest.orMake(1, number -> "made of " + number);
    var second = latest.orMake(1, _ -> "made again");

    // then
    assertThat(first).isEqualTo("made of 1");
    assertThat(second).isEqualTo("made of 1");
  }
}

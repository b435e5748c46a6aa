// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.SourceNet;
import dev.tocsin.base.net.handshake.HandshakeDoor.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HandshakeDoorTest {

  private static final SourceNet ONE = new SourceNet(false, 1);
  private static final SourceNet OTHER = new SourceNet(false, 2);

  @Test
  void letsAsManyInAsOneSourceMayHaveAndAllTogether() {
    var door = new HandshakeDoor(new Handshakes(3, 2, 1e9, 1e9, Duration.ofSeconds(1)));

    assertThat(door.enter(ONE)).isEqualTo(Verdict.ENTERED);
    assertThat(door.enter(ONE)).isEqualTo(Verdict.ENTERED);
    assertThat(door.enter(ONE)).isEqualTo(Verdict.SHED);
    assertThat(door.enter(OTHER)).isEqualTo(Verdict.ENTERED);
    assertThat(door.enter(OTHER)).isEqualTo(Verdict.SHED);

    door.leave(ONE);
    assertThat(door.enter(OTHER)).isEqualTo(Verdict.ENTERED);
  }

  @Test
  void letsNobodyInWhoBeginsTooOften() {
    var door = new HandshakeDoor(new Handshakes(9, 2, 1e9, 1e-8, Duration.ofSeconds(1)));

    for (int i = 0; i < 2; i++) {
      assertThat(door.enter(ONE)).isEqualTo(Verdict.ENTERED);
      door.leave(ONE);
    }

    assertThat(door.enter(ONE)).isEqualTo(Verdict.LIMITED);
    assertThat(door.enter(OTHER)).isEqualTo(Verdict.ENTERED);
  }
}

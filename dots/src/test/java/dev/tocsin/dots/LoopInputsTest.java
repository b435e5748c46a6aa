// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.core.server.SessionId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopInputsTest {

  @Test
  void letsNobodyWaitForALoopThatWillNotCome() throws InterruptedException {
    // given: a mitigator reports while the server is still being opened
    var inputs = new LoopInputs();
    var early =
        Thread.startVirtualThread(
            () -> inputs.put(new ServerInput.SessionClosed(new SessionId(1))));

    // when: the opening fails
    inputs.close();

    // then
    assertThat(early.join(Duration.ofSeconds(10))).isTrue();
    assertThat(inputs.offer(new ServerInput.SessionClosed(new SessionId(2)))).isFalse();
  }
}

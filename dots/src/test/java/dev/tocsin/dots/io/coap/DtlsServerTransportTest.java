// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.handshake.Handshakes;
import dev.tocsin.dots.io.security.ServerLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DtlsServerTransportTest {

  @Test
  void remembersTheHandshakesOfTwoMinutesBesidesTheOpenSessions() {
    assertThat(DtlsServerTransport.handshakesRemembered(ServerLimits.defaults()))
        .isEqualTo(20_000 + 2_000 + 135 * 1_000);
  }

  @Test
  void remembersABoundedNumberWhateverTheRate() {
    var handshakes = new Handshakes(2_000, 256, 1e9, 1e9, Duration.ofSeconds(30));
    var limits =
        new ServerLimits(20_000, handshakes, 100, Duration.ofSeconds(5), Duration.ofMinutes(10));

    assertThat(DtlsServerTransport.handshakesRemembered(limits)).isEqualTo(1_000_000);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.eclipse.californium.scandium.dtls.Random;
import org.eclipse.californium.scandium.dtls.SessionId;
import org.junit.jupiter.api.Test;

class UnprovenResumptionsTest {

  private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 1000);
  private static final InetSocketAddress THERE = new InetSocketAddress("192.0.2.2", 1000);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final UnprovenResumptions unproven = new UnprovenResumptions(() -> now);
  private final SessionId session = new SessionId();
  private final Random hello = new Random();

  @Test
  void letsAHelloBeginAndItsRepetitionsFollowIt() {
    assertThat(unproven.arrives(session, hello, HERE)).isTrue();
    assertThat(unproven.take(session, hello)).contains(HERE);
    assertThat(unproven.take(session, hello)).as("one datagram, one answer").isEmpty();

    assertThat(unproven.arrives(session, hello, HERE)).isTrue();
    assertThat(unproven.take(session, hello)).contains(HERE);
  }

  @Test
  void wantsACookieForAnotherHelloOfTheSameSession() {
    unproven.arrives(session, hello, HERE);
    var another = new Random();

    assertThat(unproven.arrives(session, another, THERE)).isTrue();

    assertThat(unproven.take(session, another)).isEmpty();
    assertThat(unproven.take(session, hello)).contains(HERE);
  }

  @Test
  void dropsTheSameHelloFromElsewhere() {
    unproven.arrives(session, hello, HERE);

    assertThat(unproven.arrives(session, hello, THERE)).isFalse();
  }

  @Test
  void wantsCookiesAgainInAFloodAndNoneAfterIt() {
    for (int i = 0; i < UnprovenResumptions.MAX; i++) {
      var id = new SessionId();
      unproven.arrives(id, hello, HERE);
      assertThat(unproven.take(id, hello)).isPresent();
    }
    assertThat(unproven.arrives(session, hello, THERE)).isTrue();
    assertThat(unproven.take(session, hello)).as("in the flood").isEmpty();

    now = now.plus(UnprovenResumptions.TIME_MAX).plusSeconds(1);
    unproven.arrives(session, hello, THERE);
    assertThat(unproven.take(session, hello)).as("after it").contains(THERE);
  }

  @Test
  void forgetsAHandshakeThatIsOver() {
    unproven.arrives(session, hello, HERE);
    unproven.end(HERE);
    var another = new Random();

    unproven.arrives(session, another, THERE);

    assertThat(unproven.take(session, another)).contains(THERE);
  }
}

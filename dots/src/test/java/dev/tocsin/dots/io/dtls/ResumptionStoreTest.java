// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.californium.scandium.dtls.DTLSSession;
import org.eclipse.californium.scandium.dtls.SessionId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResumptionStoreTest {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private @Nullable Object grounds = "believed";
  private final ResumptionStore store =
      new ResumptionStore(2, _ -> Optional.ofNullable(grounds), () -> now);

  private static SessionId id(int number) {
    return new SessionId(new byte[] {(byte) number});
  }

  private void put(int number) {
    store.put(id(number), new DTLSSession());
  }

  private boolean knows(int number) {
    return store.get(id(number)) != null;
  }

  @Test
  void forgetsASessionAfterADayHoweverOftenItWasResumed() {
    put(1);
    now = now.plus(Duration.ofHours(23));
    assertThat(knows(1)).isTrue();
    put(1);

    now = now.plus(Duration.ofHours(1));

    assertThat(knows(1)).isFalse();
    assertThat(store.contains(id(1))).isFalse();
  }

  @Test
  void aNewSessionUnderAForgottenNameIsYoung() {
    put(1);
    now = now.plus(Duration.ofHours(25));

    put(1);

    now = now.plus(Duration.ofHours(23));
    assertThat(knows(1)).isTrue();
  }

  @Test
  void forgetsASessionWhosePeerIsNoLongerBelievedForTheSameReason() {
    for (Object changed : new @Nullable Object[] {null, "another key"}) {
      grounds = "believed";
      put(1);
      assertThat(knows(1)).isTrue();

      grounds = changed;
      assertThat(store.contains(id(1))).isFalse();
      assertThat(knows(1)).isFalse();

      grounds = "believed";
      assertThat(knows(1)).as("it does not come back").isFalse();
    }
  }

  @Test
  void keepsNoSessionOfAPeerWhoIsNotBelieved() {
    grounds = null;

    put(1);

    grounds = "believed";
    assertThat(knows(1)).isFalse();
  }

  @Test
  void keepsTheLatestOnly() {
    for (int i = 1; i <= 3; i++) put(i);

    assertThat(knows(1)).isFalse();
    assertThat(knows(2) && knows(3)).isTrue();
  }
}

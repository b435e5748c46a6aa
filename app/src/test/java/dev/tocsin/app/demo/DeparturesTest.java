// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.lab.LabException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeparturesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String SIGNAL =
      "trace id 5d inet departures out packet: oif \"provider\" ip saddr 203.0.113.2 ip daddr"
          + " 203.0.113.1 ip protocol udp udp sport 40000 udp dport 4646 udp length 90";
  private static final String PROBE = SIGNAL.replace("4646", "9");

  @Test
  void findsTheFirstDatagramThatLeftAtAMomentOrLater() {
    var departures = new Departures();
    departures.accept(SIGNAL, START);
    departures.accept(SIGNAL, START.plusSeconds(5));
    departures.accept(SIGNAL, START.plusSeconds(9));

    assertThat(departures.awaitSince(START.plusSeconds(1), LONGEST))
        .isEqualTo(START.plusSeconds(5));
    assertThat(departures.awaitSince(START.plusSeconds(9), LONGEST))
        .isEqualTo(START.plusSeconds(9));
  }

  @Test
  void waitsForOneThatIsYetToLeave() throws InterruptedException {
    var departures = new Departures();
    var later = Thread.startVirtualThread(() -> departures.accept(SIGNAL, START.plusSeconds(2)));

    assertThat(departures.awaitSince(START, LONGEST)).isEqualTo(START.plusSeconds(2));
    later.join();
  }

  @Test
  void aProbeTellsThatTheMonitorListensAndIsNoDeparture() {
    var departures = new Departures();
    departures.accept(
        "trace id 5d inet departures out rule meta nftrace set 1 (verdict continue)", START);
    departures.accept(PROBE, START);

    assertThat(departures.isListening()).isTrue();
    assertThatThrownBy(() -> departures.awaitSince(START, Duration.ofMillis(1)))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("no call for help");
  }
}

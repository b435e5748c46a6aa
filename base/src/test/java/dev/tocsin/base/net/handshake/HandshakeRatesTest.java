// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.net.SourceNet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HandshakeRatesTest {

  private Instant now = Instant.EPOCH;
  private final HandshakeRates rates =
      new HandshakeRates(new Handshakes(5, 2, 10, 1, Duration.ofSeconds(30)), () -> now, 3);

  @Test
  void grantsASourceItsBurstAndThenItsRate() throws Exception {
    assertThat(begun("192.0.2.1", 9)).isEqualTo(2);

    now = now.plusMillis(1_100);

    assertThat(begun("192.0.2.1", 9)).isEqualTo(1);
  }

  @Test
  void grantsAllSourcesTogetherNoMoreThanTheirBurstAndRate() throws Exception {
    int begun = 0;
    for (int host = 1; host <= 9; host++) begun += begun("192.0.2." + host, 1);
    assertThat(begun).isEqualTo(5);

    now = now.plusMillis(210);

    assertThat(begun("192.0.2.8", 1) + begun("192.0.2.9", 1) + begun("192.0.2.10", 1)).isEqualTo(2);
  }

  @Test
  void takesAnIpv6NetworkForOneSource() throws Exception {
    assertThat(begun("2001:db8::1", 2)).isEqualTo(2);

    assertThat(begun("2001:db8::2", 1)).isZero();
    assertThat(begun("2001:db8:0:1::1", 1)).isEqualTo(1);
  }

  @Test
  void chargesNobodyForAsking() throws Exception {
    for (int i = 0; i < 100; i++) rates.allows(source("192.0.2.1"));

    assertThat(begun("192.0.2.1", 2)).isEqualTo(2);
  }

  /// The oldest are forgotten: memory is bounded, and the rate for all still holds.
  @Test
  void remembersSoManySources() throws Exception {
    begun("192.0.2.1", 2);
    begun("192.0.2.2", 1);
    begun("192.0.2.3", 1);
    assertThat(rates.allows(source("192.0.2.1"))).isFalse();
    now = now.plusMillis(100);
    begun("192.0.2.4", 1);

    now = now.plusMillis(100);

    assertThat(rates.allows(source("192.0.2.2"))).isTrue();
    assertThat(rates.allows(source("192.0.2.1"))).isFalse();
    begun("192.0.2.5", 1);
    now = now.plusMillis(100);
    begun("192.0.2.6", 1);
    now = now.plusMillis(100);
    begun("192.0.2.7", 1);
    now = now.plusMillis(100);
    assertThat(rates.allows(source("192.0.2.1"))).isTrue();
  }

  private int begun(String address, int attempts) throws UnknownHostException {
    int begun = 0;
    for (int i = 0; i < attempts; i++) {
      if (!rates.allows(source(address))) continue;
      rates.began(source(address));
      begun++;
    }
    return begun;
  }

  private static SourceNet source(String address) throws UnknownHostException {
    return SourceNet.of(InetAddress.getByName(address));
  }
}

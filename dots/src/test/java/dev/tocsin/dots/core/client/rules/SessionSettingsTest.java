// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.client.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// RFC 9132 §4.5 and Appendix C.
class SessionSettingsTest {

  @Test
  void startsWithTheDefaultsOfAppendixC() {
    assertThat(SessionSettings.DEFAULT.current(true))
        .isEqualTo(
            new ParameterSet(
                Parameter.of(30),
                Parameter.of(15),
                Parameter.of(5),
                Parameter.of(3),
                Parameter.of(200),
                Parameter.of(150)));
  }

  @Test
  void usesTheSetOfTheMitigationActivity() {
    var settings = negotiated(heartbeats(Parameter.of(20)), heartbeats(Parameter.of(0)));

    assertThat(settings.heartbeatInterval(true)).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.heartbeatInterval(false)).isEqualTo(Duration.ZERO);
    assertThat(settings.missingHbAllowed(false)).isEqualTo(15);
  }

  @Test
  void keepsWhatItOffersWithinTheServersBounds() {
    var settings = negotiated(heartbeats(Parameter.within(15, 30, 240)), ParameterSet.ABSENT);

    var offered = settings.offer(wanted(5), TransportKind.DTLS);

    assertThat(offered.mitigating().heartbeatInterval()).isEqualTo(Parameter.of(15));
  }

  @Test
  void negotiatesRetransmissionOnlyForDatagrams() {
    var all =
        new ParameterSet(
            Parameter.of(30),
            Parameter.of(9),
            Parameter.of(6),
            Parameter.of(4),
            Parameter.of(300),
            Parameter.of(200));
    var wanted = new SessionConfig(OptionalLong.empty(), all, ParameterSet.ABSENT);

    var offered = SessionSettings.DEFAULT.offer(wanted, TransportKind.TLS).mitigating();

    assertThat(offered)
        .isEqualTo(
            new ParameterSet(
                Parameter.of(30),
                Parameter.ABSENT,
                Parameter.of(6),
                Parameter.ABSENT,
                Parameter.ABSENT,
                Parameter.ABSENT));
    assertThat(SessionSettings.DEFAULT.offer(wanted, TransportKind.DTLS).mitigating())
        .isEqualTo(all);
  }

  private static SessionConfig wanted(long heartbeat) {
    return new SessionConfig(
        OptionalLong.empty(), heartbeats(Parameter.of(heartbeat)), ParameterSet.ABSENT);
  }

  private static SessionSettings negotiated(ParameterSet mitigating, ParameterSet idle) {
    return new SessionSettings(
        Optional.of(new SessionConfig(OptionalLong.empty(), mitigating, idle)));
  }

  private static ParameterSet heartbeats(Parameter interval) {
    return new ParameterSet(
        interval,
        Parameter.ABSENT,
        Parameter.ABSENT,
        Parameter.ABSENT,
        Parameter.ABSENT,
        Parameter.ABSENT);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder.Target;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.data.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MitigatorWordTest {

  private static final MitigationKey KEY = new MitigationKey("acme", "cuid", 7);
  private static final FilterKey LIST = new FilterKey("acme", "cuid", "drop");

  private static final List<MitigatorWord> WORDS =
      List.of(
          of(
              new MitigatorEvent.Enabled(
                  List.of(
                      new Target(
                          List.of(Prefix.parse("192.0.2.0/24"), Prefix.parse("2001:db8::/32")),
                          List.of(new PortRange(80, 443)),
                          List.of(6, 17))),
                  "drop")),
          of(
              new MitigatorEvent.Measured(
                  new Counters(
                      OptionalLong.of(1),
                      OptionalLong.empty(),
                      OptionalLong.of(Long.MAX_VALUE),
                      OptionalLong.empty()))),
          of(new MitigatorEvent.Refused("no room", true)),
          of(new MitigatorEvent.Failing("timed out")),
          of(new MitigatorEvent.Disabled()),
          of(new FilterEvent.Installed()),
          of(
              new FilterEvent.Measured(
                  Map.of("one", Statistics.of(3, 4), "two", Statistics.UNKNOWN))),
          of(new FilterEvent.Refused("no")),
          of(new FilterEvent.Failing("later")));

  private static MitigatorWord of(MitigatorEvent event) {
    return new MitigatorWord.OfMitigation("edge@a", KEY, event);
  }

  private static MitigatorWord of(FilterEvent event) {
    return new MitigatorWord.OfList("edge", LIST, event);
  }

  @Test
  void arrivesAsItWasSaid() {
    var message = MitigatorWord.message(WORDS.stream().map(MitigatorWord::encode).toList());

    assertThat(MitigatorWord.decode(message)).isEqualTo(WORDS);
  }

  @Test
  void isNotTakenForWhatItIsNot() {
    var message = MitigatorWord.message(WORDS.stream().map(MitigatorWord::encode).toList());

    for (int length = 0; length < message.length; length++) {
      var cut = Arrays.copyOf(message, length);
      assertThatThrownBy(() -> MitigatorWord.decode(cut)).isInstanceOf(WireException.class);
    }
  }
}

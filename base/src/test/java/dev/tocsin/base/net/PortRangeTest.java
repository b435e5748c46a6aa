// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangeTest {

  @Test
  void readsAPortOrARange() {
    assertThat(PortRange.parse("443")).isEqualTo(PortRange.of(443)).hasToString("443");
    assertThat(PortRange.parse("0-65535"))
        .isEqualTo(new PortRange(0, 65_535))
        .hasToString("0-65535");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "80-",
        "-80",
        "1-2-3",
        "+80",
        "80 ",
        "65536",
        "90-80",
        "999999999999",
        "٤"
      })
  void refusesAnythingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PortRange.parse(text));
  }

  @Test
  void overlapsWhereOnePortIsShared() {
    var web = new PortRange(80, 90);

    assertThat(web.overlaps(new PortRange(90, 100))).isTrue();
    assertThat(web.overlaps(new PortRange(70, 80))).isTrue();
    assertThat(web.overlaps(new PortRange(91, 100))).isFalse();
    assertThat(web.contains(new PortRange(80, 90))).isTrue();
    assertThat(web.contains(new PortRange(80, 91))).isFalse();
  }

  @Test
  void sortsByLowerThenUpperPort() {
    assertThat(
            Stream.of("80-90", "80", "79-100")
                .map(PortRange::parse)
                .sorted()
                .map(PortRange::toString))
        .containsExactly("79-100", "80", "80-90");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.client.ranking.Ranking.Ranked;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.base.net.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderingTest {

  private static final List<Candidate> CANDIDATES =
      Stream.of("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4").map(Candidate::parse).toList();
  private static final Map<String, Double> COSTS =
      Map.of("192.0.2.1", 7.0, "192.0.2.3", 3.0, "192.0.2.4", 7.0);

  private static List<String> order(String mode, String metric) {
    return ranked(mode, metric).stream().map(each -> each.candidate().text()).toList();
  }

  private static List<Ranked> ranked(String mode, String metric) {
    return Ordering.of(
        CANDIDATES,
        CostType.of(mode, metric),
        each ->
            new Ordering.Known(
                COSTS.containsKey(each.text())
                    ? OptionalDouble.of(COSTS.get(each.text()))
                    : OptionalDouble.empty(),
                Optional.empty()));
  }

  @Test
  void putsTheCheapestFirstAndTheUnknownLast() {
    assertThat(order("numerical", "routingcost"))
        .containsExactly("192.0.2.3", "192.0.2.1", "192.0.2.4", "192.0.2.2");
    assertThat(ranked("numerical", "routingcost"))
        .extracting(Ranked::place)
        .containsExactly(1, 2, 2, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tput", "bw-available:p95", "bw-residual:min"})
  void takesMoreForBetterWhereItIs(String metric) {
    assertThat(order("numerical", metric))
        .containsExactly("192.0.2.1", "192.0.2.4", "192.0.2.3", "192.0.2.2");
    assertThat(order("ordinal", metric).getFirst()).isEqualTo("192.0.2.3");
  }

  @ParameterizedTest
  @CsvSource({
    "24;48, 192.0.2.129, 192.0.2.0/32",
    "24;48, 2001:db8:1:2::3, 2001:db8:1::/128",
    "25, 192.0.2.129, 192.0.2.128/32",
    "20, 2001:db8:ffff::, 2001:db8:ff00::/128",
    "24;48, 192.0.0.0/16, 192.0.0.0/16",
    "0, 192.0.2.1, 0.0.0.0/32",
    "32;128, 192.0.2.1, 192.0.2.1/32",
  })
  void tellsTheFirstBitsOnly(String truncation, String address, String told) {
    assertThat(Truncation.parse(truncation.replace(';', ',')).of(Prefix.parse(address)))
        .isEqualTo(Prefix.parse(told));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "33", "-1", "24,129", "24,48,1", "24,"})
  void refusesATruncationThatIsNone(String text) {
    assertThatThrownBy(() -> Truncation.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host.example", "192.0.2.256", "mac:00-11", "192.0.2.1/24"})
  void refusesACandidateThatIsNone(String text) {
    assertThatThrownBy(() -> Candidate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}

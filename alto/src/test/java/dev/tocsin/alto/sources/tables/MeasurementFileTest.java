// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.maps.MapException;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.sources.SourceException;
import dev.tocsin.base.net.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementFileTest {

  private static final NetworkMap MAP =
      NetworkMap.of(
          "net",
          Map.of(
              "a", List.of(Prefix.parse("0.0.0.0/0")), "b", List.of(Prefix.parse("10.0.0.0/8"))));

  @Test
  void readsAValueForEachIntervalAndCountsWhatIsGone() {
    var file =
        new MeasurementFile("delays", "delay-ow:p95", MAP, 3)
            .csv(
                """
                from,to,night,day,evening
                a,b,10,20.5,
                b,a,1e3,0,7
                b,elsewhere,1,2,3
                """
                    .lines()
                    .toList());

    var costs = file.costs();
    assertThat(costs).hasSize(3);
    assertThat(costs.get(1).cost(0, 1)).isEqualTo(20.5);
    assertThat(costs.get(2).isKnown(0, 1)).isFalse();
    assertThat(costs.get(0).cost(1, 0)).isEqualTo(1_000);
    assertThat(costs.get(0).isKnown(0, 0)).isFalse();
    assertThat(file.pairs()).isEqualTo(3);
    assertThat(file.gone()).isEqualTo(1);
  }

  @Test
  void readsWhatACostMapLooksLike() {
    var text = "{\"meta\": {}, \"cost-map\": {\"a\": {\"b\": [1, null], \"a\": [0, 2.5]}}}";

    var costs = new MeasurementFile("t", "tput", MAP, 2).json(bytes(text)).costs();

    assertThat(costs.get(0).cost(0, 1)).isEqualTo(1);
    assertThat(costs.get(1).isKnown(0, 1)).isFalse();
    assertThat(costs.get(1).cost(0, 0)).isEqualTo(2.5);
    assertThat(new MeasurementFile("t", "tput", MAP, 1).json(bytes("{\"a\": {\"b\": 4}}")).costs())
        .singleElement()
        .satisfies(each -> assertThat(each.cost(0, 1)).isEqualTo(4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          delay-ow | from,to;a,b              | line 1
          delay-ow | src,dst,cost;a,b,1       | line 1
          delay-ow | from,to,cost;a,b,-1      | line 2
          delay-ow | from,to,cost;a,b,NaN     | line 2
          delay-ow | from,to,cost;a,b,1e999   | line 2
          delay-ow | from,to,cost;a,b,fast    | line 2
          delay-ow | from,to,cost;a,b c,1     | line 2
          hopcount | from,to,cost;a,b,1.5     | line 2
          lossrate | from,to,cost;a,b,100.1   | line 2
          delay-ow | from,to,cost;a,b,1;a,b,2 | line 3
          """)
  void namesTheLineOfWhatIsWrong(String metric, String lines, String place) {
    var file = new MeasurementFile("m", metric.strip(), MAP, 1);

    assertThatThrownBy(() -> file.csv(List.of(lines.strip().split(";"))))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("m, " + place.strip() + ": ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a": {"b": [1, 2]}}      | m, a/b:
          {"a": {"b": "1"}}         | m, a/b:
          {"a": {"b": -1}}          | m, a/b:
          {"a": 1}                  | m, a:
          {"a": {"b c": 1}}         | m, JSON:
          {"a": {"b": 1}            | m, JSON:
          {"a": {"b": 1}, "a": {}}  | m, JSON:
          """)
  void namesTheMemberOfWhatIsWrong(String text, String start) {
    var file = new MeasurementFile("m", "delay-ow", MAP, 1);

    assertThatThrownBy(() -> file.json(bytes(text.strip())))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith(start.strip());
  }

  @Test
  void refusesMoreValuesThanMemoryHolds() {
    assertThatThrownBy(() -> new MeasurementFile("m", "delay-ow", MAP, 1 << 23))
        .isInstanceOf(MapException.class)
        .hasMessageContaining("2 PIDs with 8388608 intervals");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

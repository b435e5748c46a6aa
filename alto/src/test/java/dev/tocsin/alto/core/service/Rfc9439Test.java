// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.Registries;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import dev.tocsin.alto.wire.directory.DirectoryReader;
import dev.tocsin.alto.wire.directory.DirectoryWriter;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.request.AltoRequestReader;
import dev.tocsin.base.net.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The examples of RFC 9439 §4 and §5: from 192.0.2.2 to two endpoints, each in a PID of its own.
class Rfc9439Test {

  private static final String MAP = "map";
  private static final TypedAddress CLIENT = TypedAddress.parse("ipv4:192.0.2.2").orElseThrow();

  private static NetworkMap network() {
    return NetworkMap.of(
        MAP,
        Map.of(
            "a", List.of(Prefix.parse("0.0.0.0/0")),
            "b", List.of(Prefix.parse("192.0.2.89")),
            "c", List.of(Prefix.parse("198.51.100.34"))));
  }

  @ParameterizedTest
  @CsvSource({
    "delay-ow, 10, 20",
    "delay-ow:p99.9, 10, 20",
    "delay-rt, 4, 3",
    "delay-variation, 0, 1",
    "lossrate, 0, 0.01",
    "hopcount, 5, 3",
    "tput, 256000, 128000",
    "bw-residual, 0, 2000",
    "bw-available, 0, 2000"
  })
  void tellsEveryMetric(String metric, double near, double far) {
    assertThat(Registries.hasMetric(metric)).isTrue();

    var answer = asked(CostType.of("numerical", metric), near, far, "numerical");

    assertThat(answer.get("meta").get("cost-type"))
        .isEqualTo(
            json("{\"cost-mode\": \"numerical\", \"cost-metric\": \"%s\"}".formatted(metric)));
    var costs = answer.get("endpoint-cost-map").get("ipv4:192.0.2.2");
    assertThat(costs.get("ipv4:192.0.2.89").asDouble()).isEqualTo(near);
    assertThat(costs.get("ipv4:198.51.100.34").asDouble()).isEqualTo(far);
  }

  @Test
  void saysWhereCostsComeFrom() {
    // §3.1
    var context =
        new CostType.CostContext("sla", Optional.of("{\"link\":\"https://example.com/sla\"}"));
    var type = new CostType("numerical", "tput", Optional.empty(), Optional.of(context));

    var told = asked(type, 1, 2, "numerical").get("meta").get("cost-type");

    assertThat(told.get("cost-context"))
        .isEqualTo(
            json(
                """
                {"cost-source": "sla", "parameters": {"link": "https://example.com/sla"}}
                """));
    var services = new LinkedHashMap<String, Service>();
    services.put("one", new Service.EndpointCosts(MAP, offer(CostType.of("numerical", "tput"))));
    services.put("other", new Service.EndpointCosts(MAP, offer(type)));
    var directory =
        new DirectoryReader(JsonBounds.RESOURCE)
            .read(DirectoryWriter.write(new Catalog(MAP, services).directory()));
    assertThat(directory.costTypes().values())
        .extracting(CostType::context)
        .containsExactly(Optional.empty(), Optional.of(context));
    assertThat(directory.resources().get("one").capabilities().costs().typeNames())
        .isNotEqualTo(directory.resources().get("other").capabilities().costs().typeNames());
  }

  @Test
  void givesTheFirstPlaceToTheLargestBandwidth() {
    // RFC 7285 §6.1.2.2: the lower place is preferred
    var costs =
        asked(CostType.of("ordinal", "bw-available:mean"), 1_000, 2_000, "ordinal")
            .get("endpoint-cost-map")
            .get("ipv4:192.0.2.2");

    assertThat(costs.get("ipv4:198.51.100.34").asInt()).isEqualTo(1);
    assertThat(costs.get("ipv4:192.0.2.89").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delay-ow:min",
        "delay-ow:p0.5",
        "delay-ow:p100",
        "lossrate:stddev",
        "hopcount:cur",
        "priv:own:p99",
        "routingcost"
      })
  void knowsStatistics(String metric) {
    assertThat(Registries.hasMetric(metric)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delay",
        "delay-ow:",
        "delay-ow:p101",
        "delay-ow:p007",
        "delay-ow:p99.",
        "delay-ow:p",
        "routingcost:min",
        "delay-variation:p99.123456789012345",
        "priv:",
        "ane-path"
      })
  void knowsNoOthers(String metric) {
    assertThat(Registries.hasMetric(metric)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "numerical, true",
    "ordinal, true",
    "array, true",
    "priv:mine, true",
    "priv:, false",
    "string, false",
    "priv:a b, false"
  })
  void knowsTheModesOfRfc9274(String mode, boolean isKnown) {
    assertThat(Registries.hasMode(mode)).isEqualTo(isKnown);
  }

  private static CostOffer offer(CostType type) {
    return new CostOffer(List.of(type), true, 0, List.of());
  }

  private static JsonNode asked(CostType type, double near, double far, String mode) {
    var costs = new CostMatrix.Builder(3).set(0, 1, near).set(0, 2, far).build();
    var publication =
        new Publication(
            Map.of(MAP, network()),
            Map.of(new Publication.CostKey(MAP, type.metric()), costs),
            Map.of());
    var request =
        """
        {"cost-type": {"cost-mode": "%s", "cost-metric": "%s"},
         "endpoints": {"srcs": ["ipv4:192.0.2.2"],
                       "dsts": ["ipv4:192.0.2.89", "ipv4:198.51.100.34"]}}
        """
            .formatted(mode, type.metric());
    var read =
        new AltoRequestReader(JsonBounds.REQUEST)
            .endpointCosts(request.getBytes(StandardCharsets.UTF_8));
    var service = new Service.EndpointCosts(MAP, offer(type));
    return JsonMapper.shared()
        .readTree(
            AltoAnswerWriter.write(new Guidance(publication).endpointCosts(service, read, CLIENT)));
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.PrefixValues;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.request.AltoRequestReader;
import dev.tocsin.base.net.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The network of RFC 7285's examples: three PIDs, one of them the rest of the world.
class GuidanceTest {

  private static final String MAP = "my-default-network-map";
  private static final CostType NUMERICAL = CostType.of("numerical", "routingcost");
  private static final CostType ORDINAL = CostType.of("ordinal", "routingcost");
  private static final CostType HOPS = CostType.of("numerical", "hopcount");
  private static final CostOffer OFFER =
      new CostOffer(List.of(NUMERICAL, ORDINAL, HOPS), true, 2, List.of());
  private static final TypedAddress CLIENT = TypedAddress.parse("ipv4:192.0.2.2").orElseThrow();

  private final AltoRequestReader requests = new AltoRequestReader(JsonBounds.REQUEST);
  private final Guidance guidance = new Guidance(publication());

  private static Publication publication() {
    var map =
        NetworkMap.of(
            MAP,
            Map.of(
                "PID1", prefixes("192.0.2.0/24", "198.51.100.0/25"),
                "PID2", prefixes("198.51.100.128/25"),
                "PID3", prefixes("0.0.0.0/0", "::/0")));
    var routing =
        new CostMatrix.Builder(3)
            .set(0, 0, 1)
            .set(0, 1, 5)
            .set(0, 2, 10)
            .set(1, 0, 5)
            .set(1, 1, 1)
            .set(1, 2, 15)
            .set(2, 0, 20)
            .set(2, 1, 15)
            .build();
    var hops =
        new CostMatrix.Builder(3)
            .set(0, 0, 0)
            .set(0, 1, 2)
            .set(0, 2, 3)
            .set(1, 1, 0)
            .set(2, 2, 0)
            .build();
    return new Publication(
        Map.of(MAP, map),
        Map.of(
            new Publication.CostKey(MAP, "routingcost"), routing,
            new Publication.CostKey(MAP, "hopcount"), hops),
        Map.of(
            "priv:tier",
            PrefixValues.ofTexts(
                Map.of(Prefix.parse("192.0.2.0/24"), "1", Prefix.parse("192.0.2.128/25"), "2"))));
  }

  @Test
  void tellsTheWholeMapsAsTheyAre() {
    assertThat(guidance.networkMap(new Service.WholeNetworkMap(MAP)).pids())
        .containsOnlyKeys("PID1", "PID2", "PID3");

    var costs = json(guidance.costMap(new Service.WholeCostMap(MAP, NUMERICAL))).get("cost-map");
    assertThat(costs.get("PID2").get("PID3").asInt()).isEqualTo(15);
    assertThat(costs.get("PID3").has("PID3")).isFalse();
  }

  @Test
  void filtersTheNetworkMapByPidsAndTypesAndIgnoresWhatItDoesNotKnow() {
    var answer =
        guidance.filtered(
            new Service.FilteredNetworkMap(MAP),
            requests.networkMapFilter(
                bytes("{'pids':['PID3','nobody','PID3'],'address-types':['ipv6','mac']}")));

    assertThat(answer.pids()).containsExactly(Map.entry("PID3", prefixes("::/0")));
  }

  // RFC 7285 §11.3.1.7, with the prefixes of its figure 3
  @Test
  void filtersTheNetworkMapAsTheRfcShows() {
    var answer =
        guidance.filtered(
            new Service.FilteredNetworkMap(MAP),
            requests.networkMapFilter(bytes("{'pids':['PID1','PID2']}")));

    assertThat(json(answer).get("network-map"))
        .isEqualTo(
            tree(
                "{'PID1':{'ipv4':['192.0.2.0/24','198.51.100.0/25']},"
                    + "'PID2':{'ipv4':['198.51.100.128/25']}}"));
    assertThat(answer.versionTag())
        .isEqualTo(guidance.networkMap(new Service.WholeNetworkMap(MAP)).versionTag());
  }

  // RFC 7285 §11.3.2.7, with the costs of §11.2.3.7
  @Test
  void tellsThePairsThatTheRfcShows() {
    assertCosts(
        "{'cost-type':{'cost-mode':'numerical','cost-metric':'routingcost'},"
            + "'pids':{'srcs':['PID1'],'dsts':['PID1','PID2','PID3']}}",
        "{'PID1':{'PID1':1,'PID2':5,'PID3':10}}");
  }

  @Test
  void tellsOnlyThePairsAskedFor() {
    assertCosts(
        "{'cost-type':{'cost-mode':'numerical','cost-metric':'routingcost'},"
            + "'pids':{'srcs':['PID1'],'dsts':['PID1','PID2','PID3','PID9']}}",
        "{'PID1':{'PID1':1,'PID2':5,'PID3':10}}");
  }

  @Test
  void tellsOnlyCostsThatMeetEveryConstraint() {
    assertCosts(
        "{'cost-type':{'cost-mode':'numerical','cost-metric':'routingcost'},"
            + "'constraints':['ge 5','le 10']}",
        "{'PID1':{'PID2':5,'PID3':10},'PID2':{'PID1':5}}");
  }

  @Test
  void ranksOrdinalCostsAmongThoseThatAreTold() {
    assertCosts(
        "{'cost-type':{'cost-mode':'ordinal','cost-metric':'routingcost'},"
            + "'pids':{'srcs':['PID2','PID1'],'dsts':['PID1','PID3']}}",
        "{'PID2':{'PID1':2,'PID3':4},'PID1':{'PID1':1,'PID3':3}}");
  }

  @Test
  void answersSeveralCostsAtOnceWithNullForTheUnknown() {
    assertCosts(
        "{'multi-cost-types':[{'cost-mode':'numerical','cost-metric':'hopcount'},"
            + "{'cost-mode':'numerical','cost-metric':'routingcost'}],"
            + "'pids':{'srcs':['PID2','PID3'],'dsts':[]}}",
        "{'PID2':{'PID1':[null,5],'PID2':[0,1],'PID3':[null,15]},"
            + "'PID3':{'PID1':[null,20],'PID2':[null,15],'PID3':[0,null]}}");
  }

  // RFC 8189 §4.1.3: groups are alternatives; the index counts the testable types.
  @Test
  void takesAlternativesOnTestableTypes() {
    assertCosts(
        "{'multi-cost-types':[{'cost-mode':'numerical','cost-metric':'routingcost'}],"
            + "'testable-cost-types':[{'cost-mode':'numerical','cost-metric':'routingcost'},"
            + "{'cost-mode':'numerical','cost-metric':'hopcount'}],"
            + "'or-constraints':[['[0] le 1','[1] le 0'],['[0] ge 20'],['[1] ge 3']]}",
        "{'PID1':{'PID1':[1],'PID3':[10]},'PID2':{'PID2':[1]},'PID3':{'PID1':[20]}}");
  }

  @Test
  void refusesACostTypeThatIsNotOffered() {
    assertRefused(
        "{'cost-type':{'cost-mode':'numerical','cost-metric':'latency'}}",
        "E_INVALID_FIELD_VALUE in cost-type/cost-metric: latency");
    assertRefused(
        "{'cost-type':{'cost-mode':'array','cost-metric':'routingcost'}}",
        "E_INVALID_FIELD_VALUE in cost-type/cost-mode: array");
  }

  @Test
  void refusesTestsOfWhatCannotBeTested() {
    var service =
        new Service.FilteredCostMap(
            MAP, new CostOffer(List.of(NUMERICAL, HOPS), false, 0, List.of()));
    var request =
        requests.costMapFilter(
            bytes(
                "{'cost-type':{'cost-mode':'numerical','cost-metric':'routingcost'},"
                    + "'constraints':['ge 5']}"));

    assertThatThrownBy(() -> guidance.filtered(service, request))
        .isInstanceOf(AltoRefusedException.class)
        .hasMessage("E_INVALID_FIELD_VALUE in constraints: on numerical routingcost");
  }

  @Test
  void ranksEndpointsFromWhereTheClientIs() {
    var answer =
        guidance.endpointCosts(
            new Service.EndpointCosts(MAP, OFFER),
            requests.endpointCosts(
                bytes(
                    "{'cost-type':{'cost-mode':'ordinal','cost-metric':'routingcost'},"
                        + "'endpoints':{'dsts':['ipv4:203.0.113.45','ipv4:198.51.100.200',"
                        + "'ipv4:192.0.2.89','ipv6:2001:DB8::1']}}")),
            CLIENT);

    assertThat(json(answer).get("endpoint-cost-map"))
        .isEqualTo(
            tree(
                "{'ipv4:192.0.2.2':{'ipv4:203.0.113.45':3,'ipv4:198.51.100.200':2,"
                    + "'ipv4:192.0.2.89':1,'ipv6:2001:DB8::1':3}}"));
  }

  @Test
  void tellsPidsAndInheritedPropertiesOfEndpoints() {
    var answer =
        guidance.properties(
            new Service.EndpointProperties(List.of(MAP), List.of("priv:tier")),
            requests.endpointProperties(
                bytes(
                    "{'properties':['my-default-network-map.pid','priv:tier'],"
                        + "'endpoints':['ipv4:192.0.2.200','ipv4:203.0.113.129']}")));

    assertThat(json(answer).get("endpoint-properties"))
        .isEqualTo(
            tree(
                "{'ipv4:192.0.2.200':{'my-default-network-map.pid':'PID1','priv:tier':'2'},"
                    + "'ipv4:203.0.113.129':{'my-default-network-map.pid':'PID3'}}"));
    assertThat(answer.dependentTags()).hasSize(1);
  }

  @Test
  void refusesAPropertyThatIsNotOffered() {
    var request =
        requests.endpointProperties(
            bytes("{'properties':['priv:other'],'endpoints':['ipv4:192.0.2.200']}"));

    assertThatThrownBy(
            () ->
                guidance.properties(
                    new Service.EndpointProperties(List.of(MAP), List.of()), request))
        .hasMessage("E_INVALID_FIELD_VALUE in properties: priv:other");
  }

  // RFC 6708, AR-9
  @Test
  void refusesAddressesOfATypeThatItDoesNotKnow() {
    assertThatThrownBy(
            () ->
                requests.endpointProperties(
                    bytes(
                        "{'properties':['my-default-network-map.pid'],"
                            + "'endpoints':['ipv4:192.0.2.1','mac:00-11-22-33-44-55']}")))
        .isInstanceOf(AltoRefusedException.class)
        .hasMessage("E_INVALID_FIELD_VALUE in endpoints: mac:00-11-22-33-44-55");
    assertThatThrownBy(
            () ->
                requests.endpointCosts(
                    bytes(
                        "{'cost-type':{'cost-mode':'ordinal','cost-metric':'routingcost'},"
                            + "'endpoints':{'dsts':['asn:64496']}}")))
        .hasMessage("E_INVALID_FIELD_VALUE in endpoints/dsts: asn:64496");
  }

  // RFC 7285 §8.3.7
  @Test
  void ignoresMembersThatItDoesNotKnow() {
    var answer =
        guidance.filtered(
            new Service.FilteredNetworkMap(MAP),
            requests.networkMapFilter(bytes("{'pids':['PID2'],'colour':{'of':['day']}}")));

    assertThat(answer.pids()).containsOnlyKeys("PID2");
  }

  // RFC 7285 §8.5.2: an element of the wrong type is a wrong value of its array.
  @Test
  void saysWhichElementIsOfTheWrongType() {
    assertThatThrownBy(() -> requests.networkMapFilter(bytes("{'pids':['PID1',7]}")))
        .isInstanceOf(AltoRefusedException.class)
        .hasMessage("E_INVALID_FIELD_VALUE in pids: 7");
  }

  private void assertCosts(String request, String costs) {
    var answer =
        guidance.filtered(
            new Service.FilteredCostMap(MAP, OFFER), requests.costMapFilter(bytes(request)));
    assertThat(json(answer).get("cost-map")).isEqualTo(tree(costs));
  }

  private void assertRefused(String request, String error) {
    var filter = requests.costMapFilter(bytes(request));
    assertThatThrownBy(() -> guidance.filtered(new Service.FilteredCostMap(MAP, OFFER), filter))
        .isInstanceOf(AltoRefusedException.class)
        .hasMessage(error);
  }

  private static List<Prefix> prefixes(String... texts) {
    return Stream.of(texts).map(Prefix::parse).toList();
  }

  private static JsonNode json(AltoAnswer answer) {
    return JsonMapper.shared().readTree(AltoAnswerWriter.write(answer));
  }

  private static JsonNode tree(String json) {
    return JsonMapper.shared().readTree(bytes(json));
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}

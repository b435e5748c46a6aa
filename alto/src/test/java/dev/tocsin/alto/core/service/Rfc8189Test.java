// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.answer.AltoAnswerReader;
import dev.tocsin.alto.wire.answer.AltoAnswerWriter;
import dev.tocsin.alto.wire.directory.DirectoryReader;
import dev.tocsin.alto.wire.directory.DirectoryWriter;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.request.AltoRequestReader;
import dev.tocsin.base.net.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The examples of RFC 8189 §5, with the commas that they forgot.
class Rfc8189Test {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String MAP = "my-default-network-map";
  private static final CostType ROUTING = CostType.of("numerical", "routingcost");
  private static final CostType SHOES = CostType.of("numerical", "shoesize");
  private static final CostType SCENERY = CostType.of("numerical", "sceneryrate");
  private static final String BOTH =
      """
      [{'cost-mode':'numerical','cost-metric':'routingcost'},
       {'cost-mode':'numerical','cost-metric':'shoesize'}]""";
  private static final String LOW_ONE_OR_LOW_OTHER =
      "[['[0] le 10','[1] le 2'],['[0] le 3','[1] le 6']]";

  /// The two filtered cost maps of the directory in §5.1.
  private static final CostOffer MULTI = new CostOffer(List.of(ROUTING, SHOES), true, 2, List.of());

  private static final CostOffer EXTENDED =
      new CostOffer(List.of(ROUTING, SHOES, SCENERY), false, 3, List.of(ROUTING, SHOES));

  private final AltoRequestReader requests = new AltoRequestReader(JsonBounds.REQUEST);
  private final Guidance guidance = new Guidance(publication());

  // §5.2 tells routing costs and shoe sizes, §5.5 some of the sceneries.
  private static Publication publication() {
    var map =
        NetworkMap.of(
            MAP,
            Map.of(
                "PID1", List.of(Prefix.parse("192.0.2.0/24")),
                "PID2", List.of(Prefix.parse("198.51.100.0/24")),
                "PID3", List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0"))));
    return new Publication(
        Map.of(MAP, map),
        Map.of(
            new Publication.CostKey(MAP, "routingcost"), matrix("1 4 10 15 1 - 20 - 1"),
            new Publication.CostKey(MAP, "shoesize"), matrix("0 3 2 5 0 9 12 1 0"),
            new Publication.CostKey(MAP, "sceneryrate"), matrix("16 7 19 7 8 7 7 7 19")),
        Map.of());
  }

  private static CostMatrix matrix(String rows) {
    var costs = new CostMatrix.Builder(3);
    var each = rows.split(" ");
    for (int at = 0; at < each.length; at++) {
      if (!each[at].equals("-")) costs.set(at / 3, at % 3, Double.parseDouble(each[at]));
    }
    return costs.build();
  }

  @Test
  void announcesSeveralCostsInTheDirectory() {
    // given: §5.1, whose names of cost types are not those it defines, and whose endpoint costs use
    // a network map although RFC 7285 §11.5.1.5 has them use none
    var directory =
        bytes(
            """
            {'meta':{'cost-types':{
                'num-routing':{'cost-mode':'numerical','cost-metric':'routingcost'},
                'num-shoesize':{'cost-mode':'numerical','cost-metric':'shoesize'},
                'num-scenery':{'cost-mode':'numerical','cost-metric':'sceneryrate'}},
              'default-alto-network-map':'my-default-network-map'},
             'resources':{
              'filtered-multicost-map':{
                'uri':'http://alto.example.com/multi/costmap/filtered',
                'media-type':'application/alto-costmap+json',
                'accepts':'application/alto-costmapfilter+json',
                'capabilities':{'cost-type-names':['num-routing','num-shoesize'],
                  'cost-constraints':true,'max-cost-types':2},
                'uses':['my-default-network-map']},
              'filtered-cost-map-extended':{
                'uri':'http://alto.example.com/multi/extn/costmap/filtered',
                'media-type':'application/alto-costmap+json',
                'accepts':'application/alto-costmapfilter+json',
                'capabilities':{'cost-type-names':['num-routing','num-shoesize','num-scenery'],
                  'max-cost-types':3,'testable-cost-type-names':['num-routing','num-shoesize']},
                'uses':['my-default-network-map']},
              'endpoint-multicost-map':{
                'uri':'http://alto.example.com/multi/endpointcost/lookup',
                'media-type':'application/alto-endpointcost+json',
                'accepts':'application/alto-endpointcostparams+json',
                'capabilities':{'cost-type-names':['num-routing','num-shoesize'],
                  'cost-constraints':true,'max-cost-types':2}}}}
            """);

    // when
    var read = new DirectoryReader(JsonBounds.RESOURCE).read(directory);

    // then
    var costs = read.resources().get("filtered-cost-map-extended").capabilities().costs();
    assertThat(costs.typesMax()).isEqualTo(3);
    assertThat(costs.testableNames()).containsExactly("num-routing", "num-shoesize");
    assertThat(JSON.readTree(DirectoryWriter.write(read))).isEqualTo(JSON.readTree(directory));
  }

  @Test
  void tellsTwoCostsOfEveryPair() {
    // §5.2
    var answer = costs(MULTI, "{'multi-cost-types':" + BOTH + ",'pids':{'srcs':[],'dsts':[]}}");

    assertThat(answer.at("/meta/cost-type")).isEqualTo(tree("{}"));
    assertThat(answer.at("/meta/multi-cost-types")).isEqualTo(tree(BOTH));
    assertThat(answer.get("cost-map"))
        .isEqualTo(
            tree(
                """
                {'PID1':{'PID1':[1,0],'PID2':[4,3],'PID3':[10,2]},
                 'PID2':{'PID1':[15,5],'PID2':[1,0],'PID3':[null,9]},
                 'PID3':{'PID1':[20,12],'PID2':[null,1],'PID3':[1,0]}}"""));
  }

  @Test
  void tellsPairsThatMeetOneOfTwoConditions() {
    // §5.3 prints 5 as the shoe size from PID1 to PID3, §5.2 has 2.
    var answer =
        costs(
            MULTI,
            "{'multi-cost-types':"
                + BOTH
                + ",'or-constraints':[['[0] ge 5','[0] le 10'],['[1] eq 0']],"
                + "'pids':{'srcs':['PID1','PID2'],'dsts':['PID1','PID2','PID3']}}");

    assertThat(answer.get("cost-map"))
        .isEqualTo(tree("{'PID1':{'PID1':[1,0],'PID3':[10,2]},'PID2':{'PID2':[1,0]}}"));
  }

  @Test
  void tellsOneCostWithConditionsOnAnother() {
    // §5.4
    var answer =
        costs(
            MULTI,
            "{'cost-type':{'cost-mode':'numerical','cost-metric':'routingcost'},"
                + "'testable-cost-types':"
                + BOTH
                + ",'or-constraints':"
                + LOW_ONE_OR_LOW_OTHER
                + ",'pids':{'srcs':[],'dsts':[]}}");

    assertThat(answer.at("/meta/cost-type"))
        .isEqualTo(tree("{'cost-mode':'numerical','cost-metric':'routingcost'}"));
    assertThat(answer.at("/meta").has("multi-cost-types")).isFalse();
    assertThat(answer.get("cost-map"))
        .isEqualTo(tree("{'PID1':{'PID1':1,'PID3':10},'PID2':{'PID2':1},'PID3':{'PID3':1}}"));
  }

  @Test
  void testsACostThatItDoesNotTell() {
    // §5.5
    var answer =
        costs(
            EXTENDED,
            "{'multi-cost-types':[{'cost-mode':'numerical','cost-metric':'routingcost'},"
                + "{'cost-mode':'numerical','cost-metric':'sceneryrate'}],'testable-cost-types':"
                + BOTH
                + ",'or-constraints':"
                + LOW_ONE_OR_LOW_OTHER
                + ",'pids':{'srcs':[],'dsts':[]}}");

    assertThat(answer.get("cost-map"))
        .isEqualTo(
            tree(
                "{'PID1':{'PID1':[1,16],'PID3':[10,19]},'PID2':{'PID2':[1,8]},"
                    + "'PID3':{'PID3':[1,19]}}"));
  }

  // §3.6.3, §4.1.2: the scenery is told and not testable.
  @Test
  void testsNoCostThatIsNotTestable() {
    var request =
        requests.costMapFilter(
            bytes(
                "{'multi-cost-types':[{'cost-mode':'numerical','cost-metric':'sceneryrate'}],"
                    + "'or-constraints':[['[0] le 10']],'pids':{'srcs':[],'dsts':[]}}"));

    assertThatThrownBy(() -> guidance.filtered(new Service.FilteredCostMap(MAP, EXTENDED), request))
        .isInstanceOf(AltoRefusedException.class)
        .hasMessageContaining("E_INVALID_FIELD_VALUE");
  }

  @Test
  void tellsTwoCostsBetweenEndpoints() {
    // given: the request of §5.6, with the quote that it forgot
    var request =
        "{'multi-cost-types':"
            + BOTH
            + ",'or-constraints':"
            + LOW_ONE_OR_LOW_OTHER
            + ",'endpoints':{'srcs':['ipv4:192.0.2.2','ipv6:2001:db8::1:0'],"
            + "'dsts':['ipv4:192.0.2.89','ipv4:198.51.100.34','ipv4:203.0.113.45',"
            + "'ipv6:2001:db8::10']}}";

    // when: the costs are those of §5.2, since those that §5.6 prints meet neither condition
    var answer =
        tree(
            guidance.endpointCosts(
                new Service.EndpointCosts(MAP, MULTI),
                requests.endpointCosts(bytes(request)),
                TypedAddress.parse("ipv4:192.0.2.2").orElseThrow()));

    // then
    assertThat(answer.at("/meta/cost-type")).isEqualTo(tree("{}"));
    assertThat(answer.get("endpoint-cost-map"))
        .isEqualTo(
            tree(
                """
                {'ipv4:192.0.2.2':{'ipv4:192.0.2.89':[1,0],'ipv4:203.0.113.45':[10,2],
                   'ipv6:2001:db8::10':[10,2]},
                 'ipv6:2001:db8::1:0':{'ipv4:203.0.113.45':[1,0],'ipv6:2001:db8::10':[1,0]}}"""));
  }

  @Test
  void readsTwoCostsBetweenEndpoints() {
    // §5.6, with the empty cost type that §4.2.3 demands
    var json =
        """
        {'meta':{'cost-type':{},'multi-cost-types':%s},
         'endpoint-cost-map':{
          'ipv4:192.0.2.2':{'ipv4:192.0.2.89':[15,5],'ipv4:203.0.113.45':[4,23]},
          'ipv6:2001:db8::1:0':{'ipv4:198.51.100.34':[16,5],'ipv6:2001:db8::10':[10,2]}}}"""
            .formatted(BOTH);

    var answer = new AltoAnswerReader(JsonBounds.RESOURCE).endpointCosts(bytes(json));

    assertThat(tree(answer)).isEqualTo(tree(json));
  }

  private JsonNode costs(CostOffer offer, String request) {
    return tree(
        guidance.filtered(
            new Service.FilteredCostMap(MAP, offer), requests.costMapFilter(bytes(request))));
  }

  private static JsonNode tree(AltoAnswer answer) {
    return JSON.readTree(AltoAnswerWriter.write(answer));
  }

  private static JsonNode tree(String json) {
    return JSON.readTree(bytes(json));
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}

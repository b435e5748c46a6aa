// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.alto.client.ranking.Candidate;
import dev.tocsin.alto.client.ranking.RankQuery;
import dev.tocsin.alto.client.ranking.RankQuery.Way;
import dev.tocsin.alto.client.ranking.Truncation;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.answer.AltoAnswer;
import dev.tocsin.alto.wire.request.AltoRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// The servers that RFC 7285's examples come from, as a client meets them.
class Rfc7285ClientTest {

  // RFC 7285 §9.2.3, with its comma behind the last member of "endpoint-property"
  private static final String ROOT =
      """
      {"meta":{"cost-types":{
          "num-routing":{"cost-mode":"numerical","cost-metric":"routingcost","description":"My default"},
          "num-hop":{"cost-mode":"numerical","cost-metric":"hopcount"},
          "ord-routing":{"cost-mode":"ordinal","cost-metric":"routingcost"},
          "ord-hop":{"cost-mode":"ordinal","cost-metric":"hopcount"}},
        "default-alto-network-map":"my-default-network-map"},
       "resources":{
        "my-default-network-map":{"uri":"ALTO/networkmap","media-type":"application/alto-networkmap+json"},
        "numerical-routing-cost-map":{"uri":"ALTO/costmap/num/routingcost",
          "media-type":"application/alto-costmap+json",
          "capabilities":{"cost-type-names":["num-routing"]},"uses":["my-default-network-map"]},
        "numerical-hopcount-cost-map":{"uri":"ALTO/costmap/num/hopcount",
          "media-type":"application/alto-costmap+json",
          "capabilities":{"cost-type-names":["num-hop"]},"uses":["my-default-network-map"]},
        "custom-maps-resources":{"uri":"CUSTOM/maps","media-type":"application/alto-directory+json"},
        "endpoint-property":{"uri":"ALTO/endpointprop/lookup",
          "media-type":"application/alto-endpointprop+json",
          "accepts":"application/alto-endpointpropparams+json",
          "capabilities":{"prop-types":["my-default-network-map.pid","priv:ietf-example-prop"]},},
        "endpoint-cost":{"uri":"ALTO/endpointcost/lookup",
          "media-type":"application/alto-endpointcost+json",
          "accepts":"application/alto-endpointcostparams+json",
          "capabilities":{"cost-constraints":true,
            "cost-type-names":["num-routing","num-hop","ord-routing","ord-hop"]}}}}
      """;

  // RFC 7285 §9.2.4
  private static final String DELEGATED =
      """
      {"meta":{"cost-types":{
          "num-routing":{"cost-mode":"numerical","cost-metric":"routingcost","description":"My default"},
          "num-hop":{"cost-mode":"numerical","cost-metric":"hopcount"},
          "ord-routing":{"cost-mode":"ordinal","cost-metric":"routingcost"},
          "ord-hop":{"cost-mode":"ordinal","cost-metric":"hopcount"}}},
       "resources":{
        "filtered-network-map":{"uri":"CUSTOM/networkmap/filtered",
          "media-type":"application/alto-networkmap+json",
          "accepts":"application/alto-networkmapfilter+json","uses":["my-default-network-map"]},
        "filtered-cost-map":{"uri":"CUSTOM/costmap/filtered",
          "media-type":"application/alto-costmap+json",
          "accepts":"application/alto-costmapfilter+json",
          "capabilities":{"cost-constraints":true,
            "cost-type-names":["num-routing","num-hop","ord-routing","ord-hop"]},
          "uses":["my-default-network-map"]},
        "ordinal-routing-cost-map":{"uri":"CUSTOM/ord/routingcost",
          "media-type":"application/alto-costmap+json",
          "capabilities":{"cost-type-names":["ord-routing"]},"uses":["my-default-network-map"]},
        "ordinal-hopcount-cost-map":{"uri":"CUSTOM/ord/hopcount",
          "media-type":"application/alto-costmap+json",
          "capabilities":{"cost-type-names":["ord-hop"]},"uses":["my-default-network-map"]}}}
      """;

  // RFC 7285 §11.2.1.7, §11.2.3.7 with one tag for both
  private static final String NETWORK_MAP =
      """
      {"meta":{"vtag":{"resource-id":"my-default-network-map",
         "tag":"da65eca2eb7a10ce8b059740b0b2e3f8eb1d4785"}},
       "network-map":{
         "PID1":{"ipv4":["192.0.2.0/24","198.51.100.0/25"]},
         "PID2":{"ipv4":["198.51.100.128/25"]},
         "PID3":{"ipv4":["0.0.0.0/0"],"ipv6":["::/0"]}}}
      """;
  private static final String COST_MAP =
      """
      {"meta":{"dependent-vtags":[{"resource-id":"my-default-network-map",
         "tag":"da65eca2eb7a10ce8b059740b0b2e3f8eb1d4785"}],
         "cost-type":{"cost-mode":"numerical","cost-metric":"routingcost"}},
       "cost-map":{"PID1":{"PID1":1,"PID2":5,"PID3":10},
         "PID2":{"PID1":5,"PID2":1,"PID3":15},"PID3":{"PID1":20,"PID2":15}}}
      """;

  private final ScriptedServer alto = new ScriptedServer();
  private final ScriptedServer custom = new ScriptedServer();
  private final AltoClient client =
      AltoClient.open(List.of(alto.uri("/directory")), HttpSettings.DEFAULT);

  @BeforeEach
  void start() {
    alto.json("/directory", MediaTypes.DIRECTORY, placed(ROOT));
    custom.json("/maps", MediaTypes.DIRECTORY, placed(DELEGATED));
    alto.json("/networkmap", MediaTypes.NETWORK_MAP, NETWORK_MAP);
    alto.json("/costmap/num/routingcost", MediaTypes.COST_MAP, COST_MAP);
  }

  private String placed(String directory) {
    return directory
        .replace("ALTO/", alto.uri("/").toString())
        .replace("CUSTOM/", custom.uri("/").toString());
  }

  @AfterEach
  void stop() {
    client.close();
    alto.close();
    custom.close();
  }

  @Test
  void findsWhatIsDelegated() throws Exception {
    var directory = client.servers().getFirst().directory();

    assertThat(directory.notes()).isEmpty();
    assertThat(directory.defaultNetworkMap()).contains("my-default-network-map");
    assertThat(directory.resources())
        .hasSize(9)
        .containsKeys("endpoint-property", "ordinal-hopcount-cost-map")
        .doesNotContainKey("custom-maps-resources");
    assertThat(directory.resource("ordinal-routing-cost-map").costType("ordinal", "routingcost"))
        .isPresent();
  }

  @Test
  void ranksFromTheMaps() {
    var ranking =
        client.rank(
            query(Way.MAPS, "192.0.2.34", "203.0.113.129", "198.51.100.200", "198.51.100.1"));

    assertThat(ranking.order().stream().map(each -> each.pid().orElseThrow()))
        .containsExactly("PID1", "PID2", "PID3");
    assertThat(ranking.order().stream().map(each -> each.cost().orElseThrow()))
        .containsExactly(1.0, 5.0, 10.0);
  }

  private static RankQuery query(Way way, String source, String... candidates) {
    return new RankQuery(
        Optional.of(Candidate.parse(source)),
        Stream.of(candidates).map(Candidate::parse).toList(),
        "routingcost",
        way,
        Truncation.NONE);
  }

  @Test
  void ranksByTheServer() {
    // RFC 7285 §11.5.1.7, in the mode that was asked for
    alto.json(
        "/endpointcost/lookup",
        MediaTypes.ENDPOINT_COST,
        """
        {"meta":{"cost-type":{"cost-mode":"numerical","cost-metric":"routingcost"}},
         "endpoint-cost-map":{"ipv4:192.0.2.2":{"ipv4:192.0.2.89":1,
           "ipv4:198.51.100.34":2,"ipv4:203.0.113.45":3}}}
        """);

    var ranking =
        client.rank(query(Way.SERVER, "192.0.2.2", "203.0.113.45", "192.0.2.89", "198.51.100.34"));

    assertThat(ranking.order().stream().map(each -> each.candidate().text()))
        .containsExactly("192.0.2.89", "198.51.100.34", "203.0.113.45");
    assertThat(JsonMapper.shared().readTree(alto.asked().getLast().body()))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"cost-type":{"cost-mode":"numerical","cost-metric":"routingcost",
                                  "description":"My default"},
                     "endpoints":{"srcs":["ipv4:192.0.2.2"],
                       "dsts":["ipv4:203.0.113.45","ipv4:192.0.2.89","ipv4:198.51.100.34"]}}
                    """));
  }

  @Test
  void readsPropertiesWhoseTagIsOfAnotherVersion() throws Exception {
    // RFC 7285 §11.4.1.7: its tag is no other example's
    alto.json(
        "/endpointprop/lookup",
        MediaTypes.ENDPOINT_PROPERTIES,
        """
        {"meta":{"dependent-vtags":[{"resource-id":"my-default-network-map",
           "tag":"7915dc0290c2705481c491a2b4ffbec482b3cf62"}]},
         "endpoint-properties":{
           "ipv4:192.0.2.34":{"my-default-network-map.pid":"PID1","priv:ietf-example-prop":"1"},
           "ipv4:203.0.113.129":{"my-default-network-map.pid":"PID3"}}}
        """);
    var server = client.servers().getFirst();
    var endpoints =
        Stream.of("ipv4:192.0.2.34", "ipv4:203.0.113.129")
            .map(text -> TypedAddress.parse(text).orElseThrow())
            .toList();

    var received =
        server.ask(
            server.directory().resource("endpoint-property"),
            Optional.of(
                new AltoRequest.EndpointProperties(
                    Set.of("my-default-network-map.pid"), endpoints)));

    assertThat(received.answer())
        .isInstanceOfSatisfying(
            AltoAnswer.EndpointPropertyAnswer.class,
            answer ->
                assertThat(answer.properties().get("ipv4:203.0.113.129"))
                    .containsEntry("my-default-network-map.pid", "PID3"));
    assertThat(alto.asked().getLast().header("Content-type"))
        .isEqualTo(MediaTypes.ENDPOINT_PROPERTY_PARAMETERS);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.alto.client.ranking.Candidate;
import dev.tocsin.alto.client.ranking.RankQuery;
import dev.tocsin.alto.client.ranking.RankQuery.Way;
import dev.tocsin.alto.client.ranking.Truncation;
import dev.tocsin.alto.client.remote.RemoteAlto;
import dev.tocsin.alto.wire.MediaTypes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a client makes of directories and maps that are not as the RFC has them, and how often it
/// asks for those that are.
class HostileServerTest {

  private static final String DIRECTORY =
      """
      {'meta':{'cost-types':{'c':{'cost-mode':'numerical','cost-metric':'routingcost'}},
               'default-alto-network-map':'map'},
       'resources':{
         'map':{'uri':'map','media-type':'application/alto-networkmap+json'},
         'costs':{'uri':'costs','media-type':'application/alto-costmap+json',
           'capabilities':{'cost-type-names':['c']},'uses':['map']},
         'ecs':{'uri':'ecs','media-type':'application/alto-endpointcost+json',
           'accepts':'application/alto-endpointcostparams+json',
           'capabilities':{'cost-type-names':['c']}}}}
      """;
  private static final String MAP =
      """
      {'meta':{'vtag':{'resource-id':'map','tag':'TAG'}},
       'network-map':{'A':{'ipv4':['10.0.0.0/8']},'B':{'ipv4':['0.0.0.0/0'],'mac':['x']}}}
      """;
  private static final String COSTS =
      """
      {'meta':{'dependent-vtags':[{'resource-id':'map','tag':'TAG'}],
               'cost-type':{'cost-mode':'numerical','cost-metric':'routingcost'}},
       'cost-map':{'A':{'A':1,'B':5},'B':{'A':5}}}
      """;

  private final ScriptedServer http = new ScriptedServer();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
  private final AltoClient client =
      AltoClient.open(List.of(http.uri("/d")), HttpSettings.DEFAULT, (InstantSource) now::get);
  private final RemoteAlto server = client.servers().getFirst();

  HostileServerTest() {
    http.json("/d", MediaTypes.DIRECTORY, DIRECTORY);
    maps("1", "1");
  }

  @AfterEach
  void close() {
    client.close();
    http.close();
  }

  private void maps(String tag, String dependent) {
    http.json("/map", MediaTypes.NETWORK_MAP, MAP.replace("TAG", tag));
    http.json("/costs", MediaTypes.COST_MAP, COSTS.replace("TAG", dependent));
  }

  private static RankQuery query(Way way, Truncation truncation, String... candidates) {
    return new RankQuery(
        Optional.of(Candidate.parse("10.0.0.1")),
        Stream.of(candidates).map(Candidate::parse).toList(),
        "routingcost",
        way,
        truncation);
  }

  private List<String> notes(Way way) {
    return client.rank(query(way, Truncation.NONE, "192.0.2.1", "10.1.0.1")).notes();
  }

  @Test
  void ignoresAddressTypesThatNobodyKnowsAndSaysSo() {
    var ranking = client.rank(query(Way.MAPS, Truncation.NONE, "192.0.2.1", "10.1.0.1"));

    assertThat(ranking.order().getFirst().candidate().text()).isEqualTo("10.1.0.1");
    assertThat(ranking.notes()).containsExactly("addresses of type 'mac' are not known here");
  }

  @Test
  void refusesCostsOfAnotherVersionAndMapsOfAnotherName() {
    maps("1", "2");
    assertThat(notes(Way.MAPS))
        .singleElement()
        .asString()
        .endsWith("/costs is about version 2 of the network map, which has 1");

    http.json("/map", MediaTypes.NETWORK_MAP, MAP.replace("'map','tag'", "'other','tag'"));
    now.set(now.get().plusSeconds(600));
    assertThat(notes(Way.MAPS)).singleElement().asString().endsWith("/map calls itself 'other'");
  }

  @Test
  void refusesWhatIsCutOffOrNoMap() {
    http.json("/map", MediaTypes.NETWORK_MAP, MAP.substring(0, 80));
    assertThat(notes(Way.MAPS))
        .singleElement()
        .asString()
        .contains("/map answers what cannot be read: E_SYNTAX", "line 2");

    http.json("/map", MediaTypes.NETWORK_MAP, MAP.replace("10.0.0.0/8", "10.0.0.1/8"));
    assertThat(notes(Way.MAPS)).singleElement().asString().contains("10.0.0.1/8");
  }

  @Test
  void refusesATableThatIsLargeForItsBytes() {
    var body = new StringBuilder(COSTS.substring(0, COSTS.indexOf("{'A':{'A'")) + "{");
    for (int i = 0; i < 5_000; i++) body.append("'P%d':{'P%d':1},".formatted(i, i));
    http.json("/costs", MediaTypes.COST_MAP, body + "'A':{'A':1}}}");

    assertThat(notes(Way.MAPS)).singleElement().asString().contains("expected at most 16777216");
  }

  @Test
  void refusesCostsOfATypeThatWasNotAskedFor() {
    http.json(
        "/ecs",
        MediaTypes.ENDPOINT_COST,
        "{'meta':{'cost-type':{'cost-mode':'numerical','cost-metric':'hopcount'}},"
            + "'endpoint-cost-map':{'ipv4:10.0.0.1':{'ipv4:192.0.2.1':1}}}");

    assertThat(notes(Way.SERVER)).singleElement().asString().contains("hopcount", "not numerical");
  }

  @Test
  void findsEndpointsThatTheServerSpellsInItsOwnWay() {
    http.json(
        "/ecs",
        MediaTypes.ENDPOINT_COST,
        "{'meta':{'cost-type':{'cost-mode':'numerical','cost-metric':'routingcost'}},"
            + "'endpoint-cost-map':{'ipv4:10.0.0.1/32':{'ipv6:2001:DB8:0:0::1':3,'ipv4:192.0.2.1':4}}}");

    var ranking =
        client.rank(query(Way.SERVER, Truncation.NONE, "192.0.2.1", "192.0.2.2", "2001:db8::1"));

    assertThat(ranking.order().stream().map(each -> each.candidate().text()))
        .containsExactly("2001:db8::1", "192.0.2.1", "192.0.2.2");
    assertThat(ranking.order().getLast().cost()).isEmpty();
  }

  @Test
  void tellsNoMoreOfAnAddressThanItMay() {
    http.json(
        "/ecs",
        MediaTypes.ENDPOINT_COST,
        "{'meta':{'cost-type':{'cost-mode':'numerical','cost-metric':'routingcost'}},"
            + "'endpoint-cost-map':{'ipv4:10.0.0.0':{'ipv4:192.0.2.0':4,'ipv6:2001:db8::':3}}}");

    var ranking =
        client.rank(
            query(
                Way.SERVER, new Truncation(24, 48), "192.0.2.1", "192.0.2.200", "2001:db8:0:7::1"));

    assertThat(http.asked().getLast().body())
        .contains("\"srcs\":[\"ipv4:10.0.0.0\"],\"dsts\":[\"ipv4:192.0.2.0\",\"ipv6:2001:db8::\"]");
    assertThat(ranking.order().stream().map(each -> each.candidate().text()))
        .containsExactly("2001:db8:0:7::1", "192.0.2.1", "192.0.2.200");
  }

  @Test
  void asksOnlyWhetherSomethingChanged() {
    tagged("/map", MediaTypes.NETWORK_MAP, MAP, "max-age=60");
    tagged("/costs", MediaTypes.COST_MAP, COSTS, "no-cache, max-age=60");
    tagged("/d", MediaTypes.DIRECTORY, DIRECTORY, "max-age=3600");

    notes(Way.MAPS);
    notes(Way.MAPS);
    assertThat(http.lines()).containsExactly("GET /d", "GET /costs", "GET /map", "GET /costs");
    now.set(now.get().plusSeconds(61));
    assertThat(notes(Way.MAPS)).containsExactly("addresses of type 'mac' are not known here");

    assertThat(http.lines()).hasSize(6).endsWith("GET /costs", "GET /map");
    assertThat(http.asked().subList(3, 6))
        .allMatch(each -> each.header("If-none-match").equals("\"e\""));
  }

  @Test
  void keepsNothingThatMustNotBeKept() {
    tagged("/map", MediaTypes.NETWORK_MAP, MAP, "no-store, max-age=60");

    notes(Way.MAPS);
    notes(Way.MAPS);

    assertThat(http.asked().stream().filter(each -> each.line().equals("GET /map")))
        .hasSize(2)
        .allMatch(each -> each.header("If-none-match").isEmpty());
  }

  private void tagged(String path, String type, String body, String cacheControl) {
    http.on(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"e\"");
          exchange.getResponseHeaders().set("Cache-Control", cacheControl);
          if (exchange.getRequestHeaders().containsKey("If-None-Match")) {
            exchange.sendResponseHeaders(304, -1);
          } else {
            ScriptedServer.send(exchange, 200, type, body.replace("TAG", "1").replace('\'', '"'));
          }
        });
  }

  @Test
  void takesTheNewerOfTwoVersionsOnceBothAreThere() {
    tagged("/map", MediaTypes.NETWORK_MAP, MAP, "max-age=60");
    notes(Way.MAPS);

    maps("2", "2");

    assertThat(notes(Way.MAPS)).containsExactly("addresses of type 'mac' are not known here");
  }

  @Test
  void leavesOutOfADirectoryWhatItCannotUse() throws Exception {
    http.json(
        "/d",
        MediaTypes.DIRECTORY,
        """
        {'meta':{'cost-types':{'odd':{'cost-mode':7},
             'c':{'cost-mode':'numerical','cost-metric':'routingcost'}}},
         'resources':{
           'map':{'uri':'sub/../map','media-type':'application/alto-networkmap+json'},
           'new':{'uri':'x','media-type':'application/alto-future+json'},
           'odd':{'uri':7,'media-type':'application/alto-networkmap+json'},
           'file':{'uri':'file:///etc/hosts','media-type':'application/alto-networkmap+json'},
           'self':{'uri':'d','media-type':'application/alto-directory+json'},
           'gone':{'uri':'gone','media-type':'application/alto-directory+json'},
           'more':{'uri':'/deep/er','media-type':'application/alto-directory+json'}}}
        """);
    http.json(
        "/deep/er",
        MediaTypes.DIRECTORY,
        """
        {'resources':{
           'map':{'uri':'map','media-type':'application/alto-networkmap+json'},
           'below':{'uri':'map','media-type':'application/alto-networkmap+json'},
           'back':{'uri':'/d','media-type':'application/alto-directory+json'}}}
        """);

    var directory = server.directory();

    assertThat(directory.resources()).containsOnlyKeys("map", "below");
    assertThat(directory.resource("map").uri()).isEqualTo(http.uri("/map"));
    assertThat(directory.resource("below").uri()).isEqualTo(http.uri("/deep/map"));
    assertThat(directory.notes())
        .hasSize(6)
        .anyMatch(each -> each.contains("cost-types/odd/cost-mode"))
        .anyMatch(each -> each.contains("media type application/alto-future+json"))
        .anyMatch(each -> each.contains("resources/odd/uri"))
        .anyMatch(each -> each.contains("left out 'file'"))
        .anyMatch(each -> each.contains("/gone answers with status 404"))
        .anyMatch(each -> each.contains("left out 'map' at"));
    assertThat(http.lines()).containsExactly("GET /d", "GET /gone", "GET /deep/er");
  }

  @Test
  void readsOnlySoManyDirectories() throws Exception {
    IntStream.range(0, 100)
        .forEach(
            i ->
                http.json(
                    i == 0 ? "/d" : "/d" + i,
                    MediaTypes.DIRECTORY,
                    "{'resources':{'next':{'uri':'/d%d','media-type':'%s'}}}"
                        .formatted(i + 1, MediaTypes.DIRECTORY)));

    assertThat(server.directory().notes())
        .containsExactly("left out 'next': more than 32 directories");
    assertThat(http.lines()).hasSize(32);
  }

  @Test
  void saysWhatAServerDoesNotHave() {
    assertThatThrownBy(() -> server.directory().resource("x"))
        .hasMessageEndingWith("/d has no resource 'x' but map, costs, ecs");
    http.json("/d", MediaTypes.DIRECTORY, "[]");
    assertThatThrownBy(server::directory).hasMessageContaining("cannot be read");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.AltoServer;
import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.alto.client.ranking.Candidate;
import dev.tocsin.alto.client.ranking.RankQuery;
import dev.tocsin.alto.client.ranking.RankQuery.Way;
import dev.tocsin.alto.client.ranking.Ranking;
import dev.tocsin.alto.client.ranking.Ranking.Ranked;
import dev.tocsin.alto.client.ranking.Truncation;
import dev.tocsin.alto.core.guidance.CalendarOffer;
import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.CostCalendar;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.PropertyMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.properties.PropertyOffer;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.entity.Entity;
import dev.tocsin.alto.wire.entity.QualifiedName;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.http.WebSettings.ClientCertificate;
import dev.tocsin.base.http.WebSettings.Limits;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/// A client with real servers, over HTTP and HTTPS on loopback.
class AltoClientTest {

  private static final CostType ROUTING = CostType.of("numerical", "routingcost");
  private static final CostType HOPS = CostType.of("numerical", "hopcount");
  private static final CertificateAuthority AUTHORITY = authority();
  private static final Optional<Candidate> NEAR = Optional.of(Candidate.parse("10.0.0.1"));

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (var each : open.reversed()) each.close();
  }

  private static CertificateAuthority authority() {
    return CertificateAuthority.create("test", KeyKind.P256, Duration.ofDays(1), Instant.now());
  }

  /// A chain of PIDs, each a /16: the first is where the client is, and one hop costs 1.
  private static Publication chain(int pids) {
    var prefixes = new LinkedHashMap<String, List<Prefix>>();
    for (int i = 0; i < pids; i++) {
      prefixes.put("pid%03d".formatted(i), List.of(Prefix.parse("10.%d.0.0/16".formatted(i))));
    }
    prefixes.put("pid000", List.of(Prefix.parse("10.0.0.0/16"), Prefix.parse("127.0.0.0/8")));
    prefixes.put("rest", List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0")));
    var routing = new CostMatrix.Builder(pids + 1);
    var hops = new CostMatrix.Builder(pids + 1);
    for (int src = 0; src <= pids; src++) {
      for (int dst = 0; dst <= pids; dst++) {
        routing.set(src, dst, Math.abs(src - dst));
        if (dst < pids) hops.set(src, dst, pids - dst);
      }
    }
    return new Publication(
        Map.of("map", NetworkMap.of("map", prefixes)),
        Map.of(
            new Publication.CostKey("map", "routingcost"), routing.build(),
            new Publication.CostKey("map", "hopcount"), hops.build()),
        Map.of());
  }

  private static Catalog catalog() {
    var services = new LinkedHashMap<String, Service>();
    services.put("map", new Service.WholeNetworkMap("map"));
    services.put("costs", new Service.WholeCostMap("map", ROUTING));
    services.put(
        "costs-part",
        new Service.FilteredCostMap(
            "map", new CostOffer(List.of(ROUTING, HOPS), true, 0, List.of())));
    services.put(
        "endpoint-costs",
        new Service.EndpointCosts("map", new CostOffer(List.of(ROUTING), true, 0, List.of())));
    return new Catalog("map", services);
  }

  private AltoServer serve(Publication publication, Optional<WebSettings.Tls> tls) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var server =
        AltoServer.start(catalog(), publication, new WebSettings(address, tls, Limits.DEFAULT));
    open.add(server);
    return server;
  }

  private static URI directory(AltoServer server) {
    return URI.create("http://127.0.0.1:" + server.local().getPort() + "/directory");
  }

  private AltoClient client(HttpSettings settings, URI... directories) {
    var client = AltoClient.open(List.of(directories), settings);
    open.add(client);
    return client;
  }

  private static RankQuery query(Way way, Optional<Candidate> source, String... candidates) {
    return new RankQuery(
        source,
        Stream.of(candidates).map(Candidate::parse).toList(),
        "routingcost",
        way,
        Truncation.NONE);
  }

  private static List<String> order(Ranking ranking) {
    return ranking.order().stream().map(each -> each.candidate().text()).toList();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void ranksByTheCostsOfTheMomentThatIsAskedFor(Way way) throws Exception {
    // given: nearer by day, farther by night
    var plain = chain(3);
    var night = new CostMatrix.Builder(4).set(0, 1, 9).set(0, 2, 2).build();
    var day = new CostMatrix.Builder(4).set(0, 1, 1).set(0, 2, 5).build();
    var start = Instant.parse("2026-01-01T00:00:00Z");
    var publication =
        new Publication(
            plain.networkMaps(),
            Map.of(new Publication.CostKey("map", "routingcost"), night),
            Map.of(
                new Publication.CostKey("map", "routingcost"),
                new CostCalendar(start, Duration.ofHours(12), 2, List.of(night, day))),
            Map.of(),
            Map.of());
    var offer =
        new CostOffer(
            List.of(ROUTING),
            true,
            0,
            List.of(),
            List.of(new CalendarOffer(List.of(ROUTING), Duration.ofHours(12), 2)));
    var services = new LinkedHashMap<String, Service>();
    services.put("map", new Service.WholeNetworkMap("map"));
    services.put("costs", new Service.WholeCostMap("map", ROUTING));
    services.put("costs-part", new Service.FilteredCostMap("map", offer));
    services.put("endpoint-costs", new Service.EndpointCosts("map", offer));
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var web = new WebSettings(address, Optional.empty(), Limits.DEFAULT);
    var server = AltoServer.start(new Catalog("map", services), publication, web);
    open.add(server);
    var client = client(HttpSettings.DEFAULT, directory(server));
    var query = query(way, NEAR, "10.1.0.1", "10.2.0.1");

    // when, then
    assertThat(order(client.rank(query))).containsExactly("10.2.0.1", "10.1.0.1");
    assertThat(order(client.rank(at(query, start.plus(Duration.ofHours(13))))))
        .containsExactly("10.1.0.1", "10.2.0.1");
    assertThat(order(client.rank(at(query, start.plus(Duration.ofHours(25))))))
        .containsExactly("10.2.0.1", "10.1.0.1");
    var late = client.rank(at(query, start.plus(Duration.ofDays(30))));
    assertThat(late.notes()).anyMatch(note -> note.contains("says nothing sure of"));
  }

  private static RankQuery at(RankQuery query, Instant moment) {
    return new RankQuery(
        query.source(),
        query.candidates(),
        query.metric(),
        query.way(),
        query.truncation(),
        Optional.of(moment));
  }

  @Test
  void findsWhatIsInherited() throws Exception {
    // given
    var ipv4 = QualifiedName.domain("ipv4").orElseThrow();
    var site = QualifiedName.selfDefined("priv:site");
    var properties =
        new PropertyMap.Builder()
            .set(Entity.of(ipv4, "10.0.0.0/8").orElseThrow(), site, StringNode.valueOf("wide"))
            .set(Entity.of(ipv4, "10.1.0.0/16").orElseThrow(), site, NullNode.getInstance())
            .build();
    var plain = chain(3);
    var publication =
        new Publication(
            plain.networkMaps(), plain.costs(), Map.of(), Map.of(), Map.of("sites", properties));
    var offer = new PropertyOffer("sites", Map.of(ipv4, List.of(site)));
    var services = new LinkedHashMap<>(catalog().services());
    services.put("sites", new Service.WholePropertyMap(offer));
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var web = new WebSettings(address, Optional.empty(), Limits.DEFAULT);
    var server = AltoServer.start(new Catalog("map", services), publication, web);
    open.add(server);
    var remote = client(HttpSettings.DEFAULT, directory(server)).servers().getFirst();

    // when
    var found = remote.properties(remote.directory().resource("sites")).value();

    // then
    assertThat(found.find("ipv4:10.2.0.1", ".priv:site").map(JsonNode::stringValue))
        .contains("wide");
    assertThat(found.find("ipv4:10.1.0.0/24", ".priv:site")).isEmpty();
    assertThat(found.find("ipv4:192.0.2.1", ".priv:site")).isEmpty();
    assertThat(found.find("ipv4:10.2.0.1", ".priv:other")).isEmpty();
    assertThat(found.find("pid:a", ".priv:site")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void ranksWhoeverCompares(Way way) {
    var client = client(HttpSettings.DEFAULT, directory(serve(chain(20), Optional.empty())));

    var ranking =
        client.rank(query(way, NEAR, "10.9.0.1", "192.0.2.1", "10.2.0.1", "ipv4:10.2.3.4"));

    assertThat(order(ranking))
        .containsExactly("10.2.0.1", "ipv4:10.2.3.4", "10.9.0.1", "192.0.2.1");
    assertThat(ranking.order()).extracting(Ranked::place).containsExactly(1, 1, 3, 4);
    assertThat(ranking.order().getFirst().cost()).hasValue(2);
    assertThat(ranking.order().getFirst().pid())
        .isEqualTo(way == Way.MAPS ? Optional.of("pid002") : Optional.empty());
    assertThat(ranking.guide())
        .hasValueSatisfying(
            guide -> {
              assertThat(guide.resource()).isEqualTo(way == Way.MAPS ? "costs" : "endpoint-costs");
              assertThat(guide.isOffline()).isEqualTo(way == Way.MAPS);
              assertThat(guide.source()).contains("ipv4:10.0.0.1");
            });
    assertThat(ranking.notes()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void ranksFromWhereItIsWithoutASource(Way way) {
    var client = client(HttpSettings.DEFAULT, directory(serve(chain(20), Optional.empty())));

    var ranking = client.rank(query(way, Optional.empty(), "10.9.0.1", "10.2.0.1"));

    assertThat(order(ranking)).containsExactly("10.2.0.1", "10.9.0.1");
    assertThat(ranking.guide().orElseThrow().source()).contains("ipv4:127.0.0.1");
  }

  @Test
  void fallsBackToMapsForAMetricThatTheServerDoesNotCompare() {
    var client = client(HttpSettings.DEFAULT, directory(serve(chain(20), Optional.empty())));
    var candidates = Stream.of("192.0.2.1", "10.2.0.1", "10.9.0.1").map(Candidate::parse).toList();

    var ranking =
        client.rank(new RankQuery(NEAR, candidates, "hopcount", Way.ANY, Truncation.NONE));

    assertThat(order(ranking)).containsExactly("10.9.0.1", "10.2.0.1", "192.0.2.1");
    assertThat(ranking.order().getLast().cost()).isEmpty();
    assertThat(ranking.guide().orElseThrow().resource()).isEqualTo("costs-part");
    assertThat(ranking.notes())
        .singleElement()
        .asString()
        .endsWith("/directory offers no endpoint costs of 'hopcount'");
  }

  @Test
  void leavesTheOrderAloneWhenNobodyKnowsBetter() {
    var server = serve(chain(3), Optional.empty());
    var directory = directory(server);
    server.close();

    var ranking =
        client(HttpSettings.DEFAULT, directory).rank(query(Way.ANY, NEAR, "10.2.0.1", "10.1.0.1"));

    assertThat(ranking.isGuided()).isFalse();
    assertThat(order(ranking)).containsExactly("10.2.0.1", "10.1.0.1");
    assertThat(ranking.order()).extracting(Ranked::place).containsExactly(1, 2);
    assertThat(ranking.notes()).singleElement().asString().contains("cannot be reached");
    assertThat(client(HttpSettings.DEFAULT).rank(query(Way.ANY, NEAR, "10.2.0.1")).notes())
        .containsExactly("no server is known");
  }

  @Test
  void goesOnWithTheMapsOfBeforeWhenTheServerIsGone() {
    var server = serve(chain(20), Optional.empty());
    var now = new AtomicReference<>(Instant.now());
    var client = AltoClient.open(List.of(directory(server)), HttpSettings.DEFAULT, now::get);
    open.add(client);
    client.rank(query(Way.MAPS, NEAR, "10.1.0.1"));

    server.close();
    now.set(now.get().plusSeconds(600));
    var ranking = client.rank(query(Way.ANY, NEAR, "10.9.0.1", "10.2.0.1"));

    assertThat(order(ranking)).containsExactly("10.2.0.1", "10.9.0.1");
    assertThat(ranking.guide().orElseThrow().isOffline()).isTrue();
    assertThat(ranking.notes())
        .hasSize(2)
        .allMatch(each -> each.contains("cannot be reached"))
        .last()
        .asString()
        .startsWith("from maps of before: ");
  }

  @Test
  void keepsServersApart() throws Exception {
    var one = serve(chain(20), Optional.empty());
    var two = serve(chain(3), Optional.empty());
    var client = client(HttpSettings.DEFAULT, directory(one), directory(two));

    var tags = new ArrayList<String>();
    for (var server : client.servers()) {
      var resource = server.directory().resource("map");
      tags.add(server.networkMap(resource).value().versionTag().tag());
    }
    one.close();
    var ranking = client.rank(query(Way.SERVER, NEAR, "10.2.0.1", "10.1.0.1"));

    assertThat(tags).doesNotHaveDuplicates();
    assertThat(order(ranking)).containsExactly("10.1.0.1", "10.2.0.1");
    assertThat(ranking.guide().orElseThrow().directory()).isEqualTo(directory(two));
    assertThat(ranking.notes()).singleElement().asString().contains("cannot be reached");
  }

  @Test
  void goesFromOneVersionOfMapsToTheNext() {
    var server = serve(chain(20), Optional.empty());
    var now = new AtomicReference<>(Instant.now());
    var client = AltoClient.open(List.of(directory(server)), HttpSettings.DEFAULT, now::get);
    open.add(client);
    var query = query(Way.MAPS, NEAR, "10.9.0.1", "10.2.0.1");
    client.rank(query);

    server.publish(chain(5));
    var fresh = client.rank(query);
    // longer than the server lets maps be used unasked
    now.set(now.get().plusSeconds(120));
    var ranking = client.rank(query);

    assertThat(fresh.order().getLast().pid()).contains("pid009");
    assertThat(ranking.order().getLast().pid()).contains("rest");
    assertThat(ranking.order().getLast().cost()).hasValue(5);
    assertThat(ranking.notes()).isEmpty();
  }

  private static OwnKey key(String name, CertificateOrder.Role role, List<String> addresses) {
    var names = new CertificateOrder.Names(List.of(name), addresses, List.of());
    var order = new CertificateOrder(name, role, names, Duration.ofDays(1));
    return AUTHORITY.issue(order, KeyKind.P256, Instant.now());
  }

  private AltoServer secure(List<String> addresses, ClientCertificate certificate) {
    var key = key("server", CertificateOrder.Role.SERVER, addresses);
    var authorities = List.of(AUTHORITY.certificate());
    return serve(chain(3), Optional.of(new WebSettings.Tls(key, authorities, certificate)));
  }

  private static HttpSettings trusting(Optional<OwnKey> key) {
    return new HttpSettings(
        List.of(AUTHORITY.certificate()), key, Optional.empty(), HttpSettings.Limits.DEFAULT);
  }

  private AltoClient over(AltoServer server, HttpSettings settings) {
    return client(settings, URI.create("https://127.0.0.1:" + server.local().getPort() + "/"));
  }

  @Test
  void showsItsCertificateToAServerThatWantsOne() throws Exception {
    var server = secure(List.of("127.0.0.1"), ClientCertificate.REQUIRED);
    var own = key("client", CertificateOrder.Role.CLIENT, List.of());

    var directory = over(server, trusting(Optional.of(own))).servers().getFirst().directory();

    assertThat(directory.resources()).containsKey("map");
    assertThatThrownBy(
            () -> over(server, trusting(Optional.empty())).servers().getFirst().directory())
        .hasMessageStartingWith("https://127.0.0.1:");
  }

  @Test
  void believesOnlyTheServerItAskedFor() {
    var other = secure(List.of("192.0.2.1"), ClientCertificate.IGNORED);
    var right = secure(List.of("127.0.0.1"), ClientCertificate.IGNORED);

    assertThatThrownBy(
            () -> over(other, trusting(Optional.empty())).servers().getFirst().directory())
        .hasMessageContaining("is not trusted: No subject alternative names matching IP address");
    assertThatThrownBy(() -> over(right, HttpSettings.DEFAULT).servers().getFirst().directory())
        .hasMessageContaining("is not trusted");
  }
}

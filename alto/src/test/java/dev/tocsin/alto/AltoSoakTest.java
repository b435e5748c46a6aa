// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.net.Prefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Maps that change all the time, and readers who check that every answer is exactly one version:
/// in version `v` all addresses of 192.0.2.0/24 are in PID `v<v>`, and a way from there to the rest
/// costs `v`. `-Dsim.factor=` makes it longer.
class AltoSoakTest {

  private static final int VERSIONS = 40;
  private static final int READERS = 4;
  private static final int ROUNDS = 12 * Math.max(1, Integer.getInteger("sim.factor", 1));

  private static final CostType COST = CostType.of("numerical", "routingcost");
  private static final CostOffer OFFER = new CostOffer(List.of(COST), true, 0, List.of());
  private static final String COST_TYPE =
      "{\"cost-mode\":\"numerical\",\"cost-metric\":\"routingcost\"}";

  private final List<Publication> publications =
      IntStream.range(0, VERSIONS).mapToObj(AltoSoakTest::publication).toList();
  private final Map<String, Integer> versions = new HashMap<>();
  private final Set<Integer> seen = ConcurrentHashMap.newKeySet();

  private static Publication publication(int version) {
    var prefixes = new LinkedHashMap<String, List<Prefix>>();
    prefixes.put("v" + version, List.of(Prefix.parse("192.0.2.0/24")));
    prefixes.put("a", List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0")));
    var map = NetworkMap.of("map", prefixes);
    var costs = new CostMatrix.Builder(2);
    int src = map.number("v" + version).orElseThrow();
    for (int dst = 0; dst < 2; dst++) {
      costs.set(src, dst, version);
      costs.set(1 - src, dst, version);
    }
    return new Publication(
        Map.of("map", map),
        Map.of(new Publication.CostKey("map", "routingcost"), costs.build()),
        Map.of());
  }

  private static Catalog catalog() {
    var services = new LinkedHashMap<String, Service>();
    services.put("map", new Service.WholeNetworkMap("map"));
    services.put("map-part", new Service.FilteredNetworkMap("map"));
    services.put("costs", new Service.WholeCostMap("map", COST));
    services.put("costs-part", new Service.FilteredCostMap("map", OFFER));
    services.put("endpoint-costs", new Service.EndpointCosts("map", OFFER));
    services.put("properties", new Service.EndpointProperties(List.of("map"), List.of()));
    return new Catalog("map", services);
  }

  @Test
  void everyAnswerIsOfOneVersion() throws Exception {
    // given
    for (int version = 0; version < VERSIONS; version++) {
      var map = publications.get(version).networkMap("map").orElseThrow();
      versions.put(map.versionTag().tag(), version);
    }
    assertThat(versions).hasSize(VERSIONS);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var web = new WebSettings(address, Optional.empty(), WebSettings.Limits.DEFAULT);
    var isDone = new AtomicBoolean();

    // when
    try (var server = AltoServer.start(catalog(), publications.getFirst(), web);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var publisher = threads.submit(() -> publish(server, isDone));
      var readers =
          IntStream.range(0, READERS)
              .mapToObj(_ -> threads.submit(() -> new Reader(server).read()))
              .toList();
      try {
        // then
        for (Future<?> reader : readers) reader.get();
      } finally {
        isDone.set(true);
        publisher.get();
      }
    }
    assertThat(seen).hasSizeGreaterThan(2);
  }

  private void publish(AltoServer server, AtomicBoolean isDone) {
    for (int i = 0; !isDone.get(); i++) server.publish(publications.get(i % VERSIONS));
  }

  private final class Reader {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;

    Reader(AltoServer server) {
      base = "http://127.0.0.1:" + server.local().getPort() + "/" + Catalog.PATH;
    }

    Void read() throws Exception {
      for (int round = 0; round < ROUNDS; round++) {
        networkMap(get("map"));
        networkMap(post("map-part", MediaTypes.NETWORK_MAP_FILTER, "{\"pids\":[]}"));
        costMap(get("costs"));
        costMap(
            post("costs-part", MediaTypes.COST_MAP_FILTER, "{\"cost-type\":" + COST_TYPE + "}"));
        endpointCosts();
        properties();
      }
      client.close();
      return null;
    }

    private void networkMap(JsonNode map) {
      int version = version(map.path("meta").path("vtag"));
      assertThat(map.path("network-map").propertyNames())
          .containsExactlyInAnyOrder("a", "v" + version);
    }

    private void costMap(JsonNode map) {
      int version = version(map.path("meta").path("dependent-vtags").get(0));
      var costs = map.path("cost-map");
      assertThat(costs.propertyNames()).containsExactlyInAnyOrder("a", "v" + version);
      for (var row : costs) {
        assertThat(row.propertyNames()).containsExactlyInAnyOrder("a", "v" + version);
        for (var cost : row) assertThat(cost.asInt()).isEqualTo(version);
      }
    }

    private void endpointCosts() throws Exception {
      var answer =
          post(
              "endpoint-costs",
              MediaTypes.ENDPOINT_COST_PARAMETERS,
              "{\"cost-type\":"
                  + COST_TYPE
                  + ",\"endpoints\":{\"srcs\":[\"ipv4:192.0.2.1\"],"
                  + "\"dsts\":[\"ipv4:10.0.0.1\",\"ipv4:192.0.2.9\",\"ipv6:2001:db8::1\"]}}");
      var costs = answer.path("endpoint-cost-map").path("ipv4:192.0.2.1");
      assertThat(costs.size()).isEqualTo(3);
      assertThat(costs.valueStream().map(JsonNode::asInt).distinct()).hasSize(1);
    }

    private void properties() throws Exception {
      var answer =
          post(
              "properties",
              MediaTypes.ENDPOINT_PROPERTY_PARAMETERS,
              "{\"properties\":[\"map.pid\"],\"endpoints\":[\"ipv4:192.0.2.1\"]}");
      int version = version(answer.path("meta").path("dependent-vtags").get(0));
      var pid = answer.path("endpoint-properties").path("ipv4:192.0.2.1").path("map.pid");
      assertThat(pid.asString()).isEqualTo("v" + version);
    }

    private int version(JsonNode tag) {
      var version = versions.get(tag.path("tag").asString());
      assertThat(version).as("version of %s", tag).isNotNull();
      seen.add(version);
      return version;
    }

    private JsonNode get(String id) throws Exception {
      return send(HttpRequest.newBuilder(URI.create(base + id)).build());
    }

    private JsonNode post(String id, String type, String body) throws Exception {
      return send(
          HttpRequest.newBuilder(URI.create(base + id))
              .header("Content-Type", type)
              .POST(BodyPublishers.ofString(body))
              .build());
    }

    private JsonNode send(HttpRequest request) throws Exception {
      var answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JsonMapper.shared().readTree(answer.body());
    }
  }
}

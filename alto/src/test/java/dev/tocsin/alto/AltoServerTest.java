// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.MapException;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.answer.AltoAnswerReader;
import dev.tocsin.alto.wire.directory.DirectoryReader;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.net.Prefix;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server on loopback, asked by the JDK's HTTP client.
class AltoServerTest {

  private static final CostType COST = CostType.of("numerical", "routingcost");
  private static final CostOffer OFFER = new CostOffer(List.of(COST), true, 0, List.of());
  private static final JsonBounds BOUNDS = JsonBounds.RESOURCE;

  private final HttpClient client = HttpClient.newHttpClient();
  private AltoServer server;

  @BeforeEach
  void start() {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server =
        AltoServer.start(
            catalog(),
            publication(40),
            new WebSettings(address, Optional.empty(), WebSettings.Limits.DEFAULT));
  }

  @AfterEach
  void stop() {
    server.close();
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

  /// A chain of PIDs: one hop costs 1.
  private static Publication publication(int pids) {
    var prefixes = new LinkedHashMap<String, List<Prefix>>();
    for (int i = 0; i < pids; i++) {
      prefixes.put("pid%03d".formatted(i), List.of(Prefix.parse("10.%d.0.0/16".formatted(i))));
    }
    prefixes.put("rest", List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0")));
    var costs = new CostMatrix.Builder(pids + 1);
    for (int src = 0; src <= pids; src++) {
      for (int dst = 0; dst <= pids; dst++) costs.set(src, dst, Math.abs(src - dst));
    }
    return new Publication(
        Map.of("map", NetworkMap.of("map", prefixes)),
        Map.of(new Publication.CostKey("map", "routingcost"), costs.build()),
        Map.of());
  }

  @Test
  void offersWhatTheRfcDemands() {
    assertThat(catalog().complaints()).isEmpty();
  }

  @Test
  void everythingInTheDirectoryIsThere() throws Exception {
    var told = get("/directory");
    assertThat(header(told, "Content-Type")).isEqualTo(MediaTypes.DIRECTORY);
    var directory = new DirectoryReader(BOUNDS).read(told.body());
    assertThat(directory.defaultNetworkMap()).contains("map");
    assertThat(directory.resources()).containsOnlyKeys(catalog().services().keySet());
    for (var entry : directory.resources().values()) {
      // nothing to POST: 400 says that somebody reads it
      var answer =
          entry.accepts().isEmpty()
              ? get("/" + entry.uri())
              : post("/" + entry.uri(), entry.accepts().get(), "{}");
      assertThat(answer.statusCode()).isEqualTo(entry.accepts().isEmpty() ? 200 : 400);
      assertThat(header(answer, "Content-Type"))
          .isEqualTo(entry.accepts().isEmpty() ? entry.mediaType() : MediaTypes.ERROR);
    }
  }

  @Test
  void saysThatItHangsUpOnABodyThatItDoesNotRead() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.local().getPort())) {
      socket
          .getOutputStream()
          .write(
              """
              POST /resource/endpoint-costs HTTP/1.1\r
              Host: here\r
              Content-Type: text/plain\r
              Content-Length: 10\r
              \r
              """
                  .getBytes(StandardCharsets.US_ASCII));

      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 415 ").contains("Connection: close");
    }
  }

  @Test
  void saysThatTheClientHasItAlready() throws Exception {
    var first = get("/resource/map");
    var tag = header(first, "ETag");

    var again = send(request("/resource/map").header("If-None-Match", "\"x\", W/" + tag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "ETag")).isEqualTo(tag);
  }

  @Test
  void packsForThoseWhoTakeIt() throws Exception {
    var plain = get("/resource/costs");

    var packed = send(request("/resource/costs").header("Accept-Encoding", "br, gzip;q=0.5"));
    assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.body().length).isLessThan(plain.body().length / 2);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.body());
    }
    assertThat(header(packed, "ETag")).isNotEqualTo(header(plain, "ETag"));
    assertThat(send(request("/resource/costs").header("Accept-Encoding", "gzip;q=0")).body())
        .isEqualTo(plain.body());
  }

  @Test
  void publishesAllAtOnce() throws Exception {
    var before = get("/resource/map");

    server.publish(publication(2));

    var after = get("/resource/map");
    assertThat(header(after, "ETag")).isNotEqualTo(header(before, "ETag"));
    var map = new AltoAnswerReader(BOUNDS).networkMap(after.body());
    var costs = new AltoAnswerReader(BOUNDS).costMap(get("/resource/costs").body());
    assertThat(map.pids()).containsOnlyKeys("pid000", "pid001", "rest");
    assertThat(costs.networkMap()).isEqualTo(map.versionTag());
    assertThatThrownBy(() -> server.publish(new Publication(Map.of(), Map.of(), Map.of())))
        .isInstanceOf(MapException.class);
    assertThat(get("/resource/map").body()).isEqualTo(after.body());
  }

  @Test
  void ranksFromWhereTheClientIs() throws Exception {
    var answer =
        post(
            "/resource/endpoint-costs",
            MediaTypes.ENDPOINT_COST_PARAMETERS,
            "{'cost-type':{'cost-mode':'numerical','cost-metric':'routingcost'},"
                + "'endpoints':{'dsts':['ipv4:10.39.0.1','ipv4:10.0.0.1']}}");

    var costs = new AltoAnswerReader(BOUNDS).endpointCosts(answer.body());
    assertThat(costs.srcs()).containsExactly("ipv4:127.0.0.1");
    assertThat(costs.costs().cost(0, 0, 0)).isEqualTo(1);
    assertThat(costs.costs().cost(0, 0, 1)).isEqualTo(40);
  }

  // RFC 6708, AR-26: what a client writes of where it is counts for nothing.
  @Test
  void believesNoHeaderOfWhereTheClientIs() throws Exception {
    var answer =
        send(
            request("/resource/endpoint-costs")
                .header("X-Forwarded-For", "10.39.0.1")
                .header("Content-Type", MediaTypes.ENDPOINT_COST_PARAMETERS)
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"cost-type":{"cost-mode":"numerical","cost-metric":"routingcost"},
                         "endpoints":{"dsts":["ipv4:10.39.0.1"]}}
                        """)));

    assertThat(new AltoAnswerReader(BOUNDS).endpointCosts(answer.body()).srcs())
        .containsExactly("ipv4:127.0.0.1");
  }

  // RFC 6708, AR-25
  @Test
  void saysHowLongAnAnswerMayBeUsedAgainAndByWhom() throws Exception {
    var told = get("/resource/map");

    assertThat(header(told, "Cache-Control")).isEqualTo("public, max-age=60");
    assertThat(header(told, "Vary")).isEqualTo("Accept-Encoding");
  }

  @Test
  void refusesAsHttpAndTheRfcHaveIt() throws Exception {
    var filter = MediaTypes.COST_MAP_FILTER;
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/resource/nothing").statusCode()).isEqualTo(404);
    var wrongMethod = get("/resource/costs-part");
    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(header(wrongMethod, "Allow")).isEqualTo("POST");
    assertThat(post("/resource/map", filter, "{}").statusCode()).isEqualTo(405);
    assertThat(post("/resource/costs-part", "application/json", "{}").statusCode()).isEqualTo(415);
    var unwanted = send(request("/resource/map").header("Accept", "text/html, image/*"));
    assertThat(unwanted.statusCode()).isEqualTo(406);
    assertThat(send(request("/resource/map").header("Accept", "application/*")).statusCode())
        .isEqualTo(200);
    var large = "{'x':'" + "x".repeat(WebSettings.Limits.DEFAULT.bodyBytesMax()) + "'}";
    assertThat(post("/resource/costs-part", filter, large).statusCode()).isEqualTo(413);
  }

  @Test
  void saysWhatIsWrongWithARequest() throws Exception {
    var errors = new ArrayList<String>();
    for (var body :
        List.of(
            "{",
            "{}",
            "{'cost-type':7}",
            "{'cost-type':{'cost-mode':'numerical','cost-metric':'hops'}}")) {
      var answer = post("/resource/costs-part", MediaTypes.COST_MAP_FILTER, body);
      assertThat(answer.statusCode()).isEqualTo(400);
      errors.add(new AltoAnswerReader(BOUNDS).error(answer.body()).toString());
    }
    assertThat(errors.getFirst()).startsWith("E_SYNTAX");
    assertThat(errors.subList(1, 4))
        .containsExactly(
            "E_MISSING_FIELD in cost-type",
            "E_INVALID_FIELD_TYPE in cost-type",
            "E_INVALID_FIELD_VALUE in cost-type/cost-metric: hops");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.local().getPort() + path));
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private HttpResponse<byte[]> post(String path, String type, String body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}

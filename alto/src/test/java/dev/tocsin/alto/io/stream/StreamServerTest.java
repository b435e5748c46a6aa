// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.AltoServer;
import dev.tocsin.alto.client.stream.Replica;
import dev.tocsin.alto.client.stream.Update;
import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.io.edition.Edition;
import dev.tocsin.alto.io.edition.Questions;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import dev.tocsin.alto.wire.request.AltoRequestReader;
import dev.tocsin.alto.wire.stream.ControlEvent;
import dev.tocsin.alto.wire.stream.EventReader;
import dev.tocsin.alto.wire.stream.StreamEvent;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.net.Prefix;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Update streams of a server on loopback (RFC 8895 §6, §7).
class StreamServerTest {

  private static final CostType COST = CostType.of("numerical", "routingcost");
  private static final CostOffer OFFER = new CostOffer(List.of(COST), true, 0, List.of());
  private static final JsonText JSON = new JsonText(JsonBounds.RESOURCE);
  private static final String ASKED =
      """
      {"cost-type": {"cost-mode": "numerical", "cost-metric": "routingcost"},
       "endpoints": {"srcs": ["ipv4:10.0.0.1"], "dsts": ["ipv4:10.1.0.1", "ipv4:10.2.0.1"]}}\
      """;
  private static final StreamLimits LIMITS =
      new StreamLimits(3, 3, 4, Duration.ofMillis(200), Duration.ofSeconds(1));

  private final HttpClient client = HttpClient.newHttpClient();
  private AltoServer server;

  @BeforeEach
  void start() {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server =
        AltoServer.start(
            AltoServer.Offer.toAll(catalog()),
            publication(3, 1),
            new WebSettings(address, Optional.empty(), WebSettings.Limits.DEFAULT),
            LIMITS);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static Catalog catalog() {
    var services = new LinkedHashMap<String, Service>();
    services.put("map", new Service.WholeNetworkMap("map"));
    services.put("costs", new Service.WholeCostMap("map", COST));
    services.put("endpoint-costs", new Service.EndpointCosts("map", OFFER));
    services.put("properties", new Service.EndpointProperties(List.of("map"), List.of()));
    services.put("updates", new Service.UpdateStream(List.of("map", "costs", "endpoint-costs")));
    return new Catalog("map", services);
  }

  /// @param first the cost from the first PID to the second
  private static Publication publication(int pids, double first) {
    var prefixes = new LinkedHashMap<String, List<Prefix>>();
    for (int i = 0; i < pids; i++) {
      var prefix =
          i < 256 ? "10.%d.0.0/16".formatted(i) : "11.%d.%d.0/24".formatted(i >> 8, i & 255);
      prefixes.put("pid%03d".formatted(i), List.of(Prefix.parse(prefix)));
    }
    prefixes.put("rest", List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0")));
    var costs = new CostMatrix.Builder(pids + 1);
    for (int src = 0; src <= pids; src++) {
      for (int dst = 0; dst <= pids; dst++) costs.set(src, dst, 7.0 * Math.abs(src - dst));
    }
    costs.set(0, 1, first);
    return new Publication(
        Map.of("map", NetworkMap.of("map", prefixes)),
        Map.of(new Publication.CostKey("map", "routingcost"), costs.build()),
        Map.of());
  }

  @Test
  void tellsWholeVersionsFirstAndThenWhatChanges() throws Exception {
    try (var stream =
        open(
            """
            {"add": {"c": {"resource-id": "costs"}, "m": {"resource-id": "map"},
             "e": {"resource-id": "endpoint-costs", "input": %s}}}\
            """
                .formatted(ASKED))) {
      // given: RFC 8895 §5.3, §6.7.1: control first, what others depend on before them
      assertThat(stream.next().mediaType()).isEqualTo(MediaTypes.STREAM_CONTROL);
      assertThat(stream.next().dataId()).contains("m");
      assertThat(stream.next().dataId()).contains("c");
      assertThat(stream.next().data())
          .contains("{\"ipv4:10.0.0.1\":{\"ipv4:10.1.0.1\":1,\"ipv4:10.2.0.1\":14}}");

      // when a cost changes
      server.publish(publication(3, 2));

      // then only that is told
      var patch = stream.next();
      assertThat(patch)
          .isEqualTo(
              new StreamEvent(
                  MediaTypes.MERGE_PATCH,
                  Optional.of("c"),
                  "{\"cost-map\":{\"pid000\":{\"pid001\":2}}}"));
      assertThat(stream.next().dataId()).contains("e");

      // when the network map changes
      server.publish(publication(4, 2));

      // then it comes before the costs that rest on it
      assertThat(stream.next().dataId()).contains("m");
      assertThat(stream.next().dataId()).contains("c");
    }
  }

  // RFC 8895 §9.3
  @Test
  void takesOutACostThatMeetsItsConditionNoMore() throws Exception {
    var asked = ASKED.replaceFirst("\\{", "{\"constraints\": [\"le 14\"], ");
    try (var stream =
        open(
            "{\"add\": {\"e\": {\"resource-id\": \"endpoint-costs\", \"input\": %s}}}"
                .formatted(asked))) {
      // given a cost that meets it
      stream.next();
      assertThat(stream.next().data()).contains("\"ipv4:10.1.0.1\":1,");

      // when it grows
      server.publish(publication(3, 15));

      // then the client is told that it is not there
      assertThat(stream.next().data())
          .isEqualTo("{\"endpoint-cost-map\":{\"ipv4:10.0.0.1\":{\"ipv4:10.1.0.1\":null}}}");

      // when it grows further and comes back, then it is told once, with its value
      server.publish(publication(3, 16));
      server.publish(publication(3, 2));
      assertThat(stream.next().data())
          .isEqualTo("{\"endpoint-cost-map\":{\"ipv4:10.0.0.1\":{\"ipv4:10.1.0.1\":2}}}");
    }
  }

  @Test
  void whatAClientHoldsIsWhatIsServed() throws Exception {
    try (var stream =
        open("{\"add\":{\"m\":{\"resource-id\":\"map\"},\"c\":{\"resource-id\":\"costs\"}}}")) {
      var replica = new Replica(JSON, 100_000);
      replica.expect("m");
      replica.expect("c");
      for (int version = 0; version < 20; version++) {
        server.publish(publication(3 + version % 4, version));
        var wanted = JSON.parse(get("/resource/costs").body());
        // Several versions may be told as one.
        Update update = new Update.Control(new ControlEvent.Opened(Optional.empty()));
        while (!(update instanceof Update.Version(var id, _, var content)
            && id.equals("c")
            && content.equals(wanted))) {
          update = replica.take(stream.next());
        }
      }
    }
  }

  @Test
  void tellsNothingFirstToWhoHasTheNewest() throws Exception {
    var tag = JSON.parse(get("/resource/map").body()).at("/meta/vtag/tag").stringValue();
    try (var stream =
        open("{\"add\":{\"m\":{\"resource-id\":\"map\",\"tag\":\"%s\"}}}".formatted(tag))) {
      stream.next();
      server.publish(publication(4, 1));

      assertThat(stream.next().mediaType()).isIn(MediaTypes.MERGE_PATCH, MediaTypes.JSON_PATCH);
    }
  }

  @Test
  void tellsTheWholeToWhoHasAnOldOneOrTakesNoPatches() throws Exception {
    try (var stream =
        open(
            """
            {"add": {"old": {"resource-id": "map", "tag": "none"},
             "whole": {"resource-id": "costs", "incremental-changes": false}}}\
            """)) {
      stream.next();
      assertThat(stream.next().mediaType()).isEqualTo(MediaTypes.NETWORK_MAP);
      stream.next();
      server.publish(publication(3, 2));

      assertThat(stream.next().mediaType()).isEqualTo(MediaTypes.COST_MAP);
    }
  }

  @Test
  void isControlledByItsClient() throws Exception {
    try (var stream = open("{\"add\":{\"m\":{\"resource-id\":\"map\"}}}")) {
      var control = "/resource/" + controlUri(stream.next());
      stream.next();

      // adds come before removals
      assertThat(
              post(control, "{\"add\":{\"c\":{\"resource-id\":\"costs\"}},\"remove\":[\"m\"]}")
                  .statusCode())
          .isEqualTo(204);
      assertThat(stream.next().data()).isEqualTo("{\"started\":[\"c\"],\"stopped\":[\"m\"]}");
      assertThat(stream.next().dataId()).contains("c");

      // RFC 8895 §7.6: all or nothing
      refuses(control, "{\"add\":{\"m\":{\"resource-id\":\"map\"}}}", "add", "[\\\"m\\\"]");
      refuses(control, "{\"remove\":[\"c\",\"x\"]}", "remove", "[\\\"x\\\"]");
      refuses(control, "{\"add\":{\"n\":{\"resource-id\":\"map\"}},\"remove\":[]}", "remove", "[]");
      assertThat(post(control, "{\"remove\":[\"m\"]}").statusCode()).isEqualTo(204);

      assertThat(post(control, "{\"remove\":[]}").statusCode()).isEqualTo(204);
      assertThat(stream.next().data()).isEqualTo("{\"stopped\":[\"c\"]}");
      assertThat(stream.isAtItsEnd()).isTrue();
      assertThat(post(control, "{\"remove\":[]}").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void beginsNothingWithAMistake() throws Exception {
    refuses("/resource/updates", "{}", "add");
    refuses("/resource/updates", "{\"add\":{}}", "add");
    refuses(
        "/resource/updates",
        "{\"add\":{\"m\":{\"resource-id\":\"properties\"}}}",
        "add/m/resource-id",
        "properties");
    // as the resource itself refuses it
    refuses(
        "/resource/updates", "{\"add\":{\"e\":{\"resource-id\":\"endpoint-costs\"}}}", "cost-type");
    assertThat(server.streams().open()).isZero();
  }

  @Test
  void hasRoomForSoManyStreamsAndSubstreams() throws Exception {
    var body = "{\"add\":{\"m\":{\"resource-id\":\"map\"}}}";
    var many = new StringBuilder("{\"add\":{");
    for (int i = 0; i < 5; i++) {
      many.append(i == 0 ? "" : ",").append("\"m%d\":{\"resource-id\":\"map\"}".formatted(i));
    }
    // RFC 8895 §10.1
    assertThat(post("/resource/updates", many.append("}}").toString()).statusCode()).isEqualTo(503);
    try (var one = open(body);
        var two = open(body);
        var three = open(body)) {
      for (var each : List.of(one, two, three)) each.next();

      var full = post("/resource/updates", body);

      assertThat(full.statusCode()).isEqualTo(503);
      assertThat(full.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void whoDoesNotReadHoldsUpNobodyAndIsClosed() throws Exception {
    var body = "{\"add\":{\"c\":{\"resource-id\":\"costs\",\"incremental-changes\":false}}}";
    try (var slow = new Socket(InetAddress.getLoopbackAddress(), server.local().getPort());
        var quick = open("{\"add\":{\"m\":{\"resource-id\":\"map\"}}}")) {
      slow.getOutputStream().write(posting(body));
      assertThat(slow.getInputStream().read()).isEqualTo('H');
      quick.next();
      quick.next();

      // when there is more than any buffer takes
      server.publish(publication(1_000, 1));

      // then the other one hears of it, and sees that it goes on
      assertThat(quick.next().dataId()).contains("m");
      while (server.streams().slow() == 0) quick.nextByte();
      server.publish(publication(3, 1));
      assertThat(quick.next().dataId()).contains("m");
      assertThat(server.streams().open()).isEqualTo(1);
    }
  }

  @Test
  void opensNoStreamOnceItEnds() {
    var requests = new AltoRequestReader(JsonBounds.REQUEST);
    var counts = new StreamCounts();
    var hub =
        new StreamHub(
            catalog(),
            new Questions(requests),
            LIMITS,
            counts,
            Edition.of(catalog(), publication(3, 1)));
    var request =
        requests.streamParameters("{\"add\":{\"m\":{\"resource-id\":\"map\"}}}".getBytes(US_ASCII));

    hub.end("the server ends");

    var updates = (Service.UpdateStream) catalog().services().get("updates");
    var client = TypedAddress.parse("ipv4:192.0.2.1").orElseThrow();
    var nowhere = new StreamHub.Reply(null, Callback.NOOP, () -> {});
    assertThat(hub.begin(updates, "updates", request, client, nowhere))
        .isEqualTo(StreamHub.Outcome.GONE);
    assertThat(counts.open()).isZero();
  }

  private static byte[] posting(String body) {
    return """
    POST /resource/updates HTTP/1.1\r
    Host: here\r
    Content-Type: application/alto-updatestreamparams+json\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(body.length(), body)
        .getBytes(US_ASCII);
  }

  @Test
  void keepsAliveWhatIsQuiet() throws Exception {
    try (var stream = open("{\"add\":{\"m\":{\"resource-id\":\"map\"}}}")) {
      stream.next();
      stream.next();

      assertThat(stream.nextByte()).isEqualTo(':');
    }
  }

  private void refuses(String path, String body, String field, String... value) throws Exception {
    var answer = post(path, body);
    assertThat(answer.statusCode()).isEqualTo(400);
    var text = new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(text).contains("\"field\":\"" + field + "\"");
    for (var each : value) assertThat(text).contains(each);
  }

  private static String controlUri(StreamEvent event) {
    var uri = JSON.parse(event.data().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return uri.path("control-uri").stringValue();
  }

  private Listening open(String body) throws Exception {
    var answer =
        client.send(request("/resource/updates", body), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains(MediaTypes.EVENT_STREAM);
    return new Listening(answer.body());
  }

  private HttpResponse<byte[]> post(String path, String body) throws Exception {
    return client.send(request(path, body), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest request(String path, String body) {
    return HttpRequest.newBuilder(uri(path))
        .header("Content-Type", MediaTypes.STREAM_PARAMETERS)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.local().getPort() + path);
  }

  /// A stream as it is read.
  private static final class Listening implements AutoCloseable {
    private final InputStream in;
    private final EventReader reader = new EventReader(10_000_000);
    private final Deque<StreamEvent> events = new ArrayDeque<>();

    Listening(InputStream in) {
      this.in = in;
    }

    StreamEvent next() throws IOException {
      var bytes = new byte[8_192];
      while (events.isEmpty()) {
        int read = in.read(bytes);
        if (read < 0) throw new IOException("the stream ended");
        events.addAll(new ArrayList<>(reader.read(ByteBuffer.wrap(bytes, 0, read))));
      }
      return events.removeFirst();
    }

    int nextByte() throws IOException {
      assertThat(events).isEmpty();
      return in.read();
    }

    boolean isAtItsEnd() throws IOException {
      assertThat(events).isEmpty();
      int next = in.read();
      while (next == ':' || next == '\n') next = in.read();
      return next < 0;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alto.io.settings.AltoSettings;
import dev.tocsin.alto.wire.stream.EventReader;
import dev.tocsin.alto.wire.stream.StreamEvent;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers of the same network: one also has what is only for a partner, the other has never
/// heard of it. Whoever is no partner must not be able to tell them apart, whatever he asks: names,
/// PIDs, costs, resources, errors, tags, streams.
class ViewLeakTest {

  private static final int REQUESTS = 200;
  // The time of the day, and whether the server had read the body when it refused it.
  private static final Set<String> OF_THE_MOMENT = Set.of("date", "connection");
  private static final List<String> IDS =
      List.of(
          "outer",
          "outer-filtered",
          "outer-routingcost-numerical",
          "outer-routingcost-ordinal",
          "outer-costs",
          "endpoint-costs",
          "endpoint-properties",
          "address-pids",
          "open",
          "open-filtered",
          "inner",
          "inner-filtered",
          "inner-routingcost-numerical",
          "inner-priv:load-numerical",
          "inner-costs",
          "inner-endpoint-costs",
          "sites",
          "sites-filtered",
          "loads",
          "loads-filtered",
          "elsewhere",
          "nothing");
  private static final List<String> PIDS =
      List.of("north", "south", "rest", "node-a", "node-b", "x");
  private static final List<String> PROPERTIES =
      List.of("outer.pid", "inner.pid", "pid", "priv:color", "priv:site", "priv:load", "priv:x");
  private static final List<String> ENTITIES =
      List.of(
          "ipv4:10.1.0.1",
          "ipv4:10.0.0.0/8",
          "ipv6:2001:db8::1",
          "outer.pid:north",
          "inner.pid:node-a",
          "inner.pid:x",
          "x.pid:north");
  private static final List<String> ADDRESSES =
      List.of("ipv4:10.1.0.1", "ipv4:10.2.9.9", "ipv4:203.0.113.1", "ipv6:2001:db8::1");
  private static final List<String> COST_TYPES =
      List.of(
          "{'cost-mode':'numerical','cost-metric':'routingcost'}",
          "{'cost-mode':'ordinal','cost-metric':'routingcost'}",
          "{'cost-mode':'numerical','cost-metric':'priv:load'}",
          "{'cost-mode':'numerical','cost-metric':'priv:x'}");

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpClient partner =
      HttpClient.newBuilder().localAddress(InetAddress.ofLiteral("127.0.0.2")).build();
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private int metric = 3;

  @BeforeEach
  void files() throws IOException {
    topology();
    write("colors.csv", "entity,priv:color\n10.1.0.0/16,red\n10.2.0.0/16,blue\n");
    write("sites.csv", "entity,priv:site\n10.1.0.0/16,berlin\n10.2.0.0/16,wien\n");
    loads(1);
  }

  @AfterEach
  void end() {
    client.close();
    partner.close();
  }

  private void topology() throws IOException {
    write(
        "topology.yaml",
        """
        nodes:
          node-a: {prefixes: [10.1.0.0/16], labels: {region: north}}
          node-b: {prefixes: [10.2.0.0/16], labels: {region: south}}
        links:
          - {from: node-a, to: node-b, metric: %d}
        """
            .formatted(metric));
  }

  private void loads(int load) throws IOException {
    write("loads.csv", "entity,priv:load\ninner.pid:node-a,l%d\n".formatted(load));
    write("load.csv", "from,to,cost\nnode-a,node-b,%d\n".formatted(load));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private AltoService start(boolean hasSecrets, String hidden) throws IOException {
    var secretMap =
        """
          inner:
            pids: {by: [first-hop]}
            costs: {routingcost: {igp: 1}}
            measured: {"priv:load": {format: csv, file: load.csv}}
        """;
    var secretTables =
        """
          sites: {format: csv, file: sites.csv, mappings: {ipv4: priv:site}}
          loads: {format: csv, file: loads.csv, mappings: {inner.pid: priv:load}}
        delegations: {elsewhere: "http://127.0.0.1:9/"}
        """;
    var text =
        """
        listen: 127.0.0.1:0
        sources: {topology: {format: yaml, file: topology.yaml}}
        maps:
        %s  outer: {pids: {by: [region]}, costs: {routingcost: {igp: 10, unknown: 900}}}
        properties:
          open: {format: csv, file: colors.csv, mappings: {ipv4: priv:color}}
        %sviews:
          partners: {prefixes: [127.0.0.2/32]}
          outside: {prefixes: [127.0.0.1/32], maps: [outer], hidden: [%s]}
        updates: {look: 100ms, least: 0s}
        observe: {metrics: false}
        """
            .formatted(
                hasSecrets ? secretMap : "",
                hasSecrets ? secretTables : "",
                hidden + (hasSecrets ? ", sites, elsewhere" : ""));
    var file = Files.writeString(folder.resolve(hasSecrets + ".yaml"), text);
    return AltoService.start(AltoSettings.read(file), _ -> {});
  }

  @Test
  void nobodyCanTellWhetherThereIsMoreThanHeSees() throws Exception {
    var hidden = pick(List.of("outer-filtered", "address-pids", "open-filtered", "outer-costs"));
    try (var having = start(true, hidden);
        var lacking = start(false, hidden)) {
      assertSame(having, lacking, new Question("", "GET", "", ""));
      for (var id : IDS) assertSame(having, lacking, new Question("resource/" + id, "GET", "", ""));
      for (int i = 0; i < REQUESTS; i++) assertSame(having, lacking, question());
    }
  }

  @Test
  void noStreamTellsOfWhatIsNotSeen() throws Exception {
    try (var having = start(true, "address-pids");
        var lacking = start(false, "address-pids");
        var some = new Listening(having);
        var others = new Listening(lacking)) {
      // given the partner's secrets, and the whole versions of what all see
      awaitLoad(having, 1);
      for (int i = 0; i < 4; i++) {
        assertThat(masked(some.next())).isEqualTo(masked(others.next()));
      }

      // when what is hidden changes, again and again, and at last what is seen
      for (int load = 2; load < 5; load++) {
        loads(load);
        awaitLoad(having, load);
      }
      metric = 4;
      topology();

      // then both hear of that alone
      assertThat(some.next()).isEqualTo(others.next());
    }
  }

  // The partner sees it: the other's stream has had its chance.
  private void awaitLoad(AltoService service, int load) {
    var loads = new Question("resource/loads", "GET", "", "");
    await()
        .untilAsserted(() -> assertThat(ask(partner, service, loads).body()).contains("l" + load));
  }

  private record Question(String path, String method, String type, String body) {}

  private Question question() {
    var types =
        List.of(
            "networkmapfilter",
            "costmapfilter",
            "endpointcostparams",
            "endpointpropparams",
            "propmapparams",
            "updatestreamparams");
    var type = one(types);
    var body =
        switch (type) {
          case "networkmapfilter" -> "{'pids':%s}".formatted(some(PIDS));
          case "costmapfilter" ->
              "{'cost-type':%s,'pids':{'srcs':%s,'dsts':%s}%s}"
                  .formatted(one(COST_TYPES), some(PIDS), some(PIDS), constraints());
          case "endpointcostparams" ->
              "{'cost-type':%s,'endpoints':{'srcs':%s,'dsts':%s}%s}"
                  .formatted(one(COST_TYPES), some(ADDRESSES), some(ADDRESSES), constraints());
          case "endpointpropparams" ->
              "{'properties':%s,'endpoints':%s}".formatted(some(PROPERTIES), some(ADDRESSES));
          case "propmapparams" ->
              "{'entities':%s,'properties':%s}".formatted(some(ENTITIES), some(PROPERTIES));
          // What is refused: a stream that opens does not end.
          default ->
              "{'add':{'a':{'resource-id':'%s'},'b':{'resource-id':'nothing'}}}"
                  .formatted(one(IDS));
        };
    var path = type.startsWith("update") ? "updates" : one(IDS);
    return new Question(
        "resource/" + path, "POST", "application/alto-" + type + "+json", body.replace('\'', '"'));
  }

  private String constraints() {
    return random.nextBoolean() ? "" : ",'constraints':['le %d']".formatted(random.nextInt(100));
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String some(List<String> of) {
    return IntStream.range(0, random.nextInt(4))
        .mapToObj(_ -> "'" + one(of) + "'")
        .toList()
        .toString();
  }

  private String pick(List<String> of) {
    return String.join(", ", of.subList(0, 1 + random.nextInt(of.size())));
  }

  private void assertSame(AltoService one, AltoService other, Question question) throws Exception {
    assertThat(shown(ask(client, one, question)))
        .as("-Dseed=%d %s", seed, question)
        .isEqualTo(shown(ask(client, other, question)));
  }

  private static HttpResponse<String> ask(HttpClient client, AltoService service, Question question)
      throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + service.local().getPort() + "/" + question.path()))
            .method(question.method(), BodyPublishers.ofString(question.body()));
    if (!question.type().isEmpty()) request.header("Content-Type", question.type());
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /// All that a client sees but what is of the moment.
  private static String shown(HttpResponse<String> answer) {
    var headers = new TreeMap<>(answer.headers().map());
    OF_THE_MOMENT.forEach(headers::remove);
    return answer.statusCode() + " " + headers + "\n" + answer.body();
  }

  private static StreamEvent masked(StreamEvent event) {
    return new StreamEvent(
        event.mediaType(),
        event.dataId(),
        event.data().replaceFirst("\"control-uri\":\"[^\"]*\"", "\"control-uri\":\"\""));
  }

  /// A stream of everything that everybody sees.
  private final class Listening implements AutoCloseable {
    private final InputStream in;
    private final EventReader reader = new EventReader(1_000_000);
    private final List<StreamEvent> events = new ArrayList<>();

    Listening(AltoService service) throws Exception {
      var add =
          """
          {"add":{"m":{"resource-id":"outer"},"c":{"resource-id":"outer-routingcost-numerical"},
           "p":{"resource-id":"open"}}}""";
      var request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + service.local().getPort() + "/resource/updates"))
              .header("Content-Type", "application/alto-updatestreamparams+json")
              .POST(BodyPublishers.ofString(add))
              .build();
      var answer = client.send(request, BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      in = answer.body();
    }

    StreamEvent next() throws IOException {
      var bytes = new byte[8_192];
      while (events.isEmpty()) {
        int read = in.read(bytes);
        if (read < 0) throw new IOException("the stream ended");
        events.addAll(reader.read(ByteBuffer.wrap(bytes, 0, read)));
      }
      return events.removeFirst();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alto.client.AltoClient;
import dev.tocsin.alto.client.ScriptedServer;
import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.alto.client.http.HttpSettings.Limits;
import dev.tocsin.alto.client.remote.RemoteAlto;
import dev.tocsin.alto.client.stream.FollowEvent.Changed;
import dev.tocsin.alto.client.stream.FollowEvent.Interrupted;
import dev.tocsin.alto.client.stream.FollowEvent.Polling;
import dev.tocsin.alto.client.stream.FollowEvent.Stopped;
import dev.tocsin.alto.client.stream.FollowEvent.Streaming;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.alto.wire.directory.Directory;
import dev.tocsin.alto.wire.request.AltoRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Following a server that says what a test has it say, over HTTP on loopback.
class FollowerTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final FollowSettings SOON = new FollowSettings(SHORT, LONG, LONG, SHORT, LONG);
  private static final int BYTES_MAX = 20_000;
  private static final String MERGE = "application/merge-patch+json,";

  private final BlockingQueue<FollowEvent> events = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (var each : open.reversed()) each.close();
  }

  private StreamingServer serve(StreamingServer server) {
    open.add(server);
    return server;
  }

  private RemoteAlto remote(StreamingServer server) {
    var limits = new Limits(BYTES_MAX, LONG, LONG, 3, Duration.ofSeconds(1));
    var settings = new HttpSettings(List.of(), Optional.empty(), Optional.empty(), limits);
    var client = AltoClient.open(List.of(server.http.uri("/")), settings);
    open.add(client);
    return client.servers().getFirst();
  }

  private Follower follow(RemoteAlto remote, FollowSettings settings, String... ids)
      throws IOException {
    var subscriptions = new ArrayList<Subscription>();
    for (var id : ids) subscriptions.add(Subscription.to(remote.directory().resource(id)));
    return remote.follow(subscriptions, settings, events::add);
  }

  private <T extends FollowEvent> T next(Class<T> type) throws InterruptedException {
    var event = events.poll(30, TimeUnit.SECONDS);
    assertThat(event).isInstanceOf(type);
    return type.cast(event);
  }

  /// What comes next of that kind, whatever comes before.
  private <T extends FollowEvent> T eventually(Class<T> type) throws InterruptedException {
    while (true) {
      var event = events.poll(30, TimeUnit.SECONDS);
      assertThat(event).as("a " + type.getSimpleName()).isNotNull();
      if (type.isInstance(event)) return type.cast(event);
    }
  }

  private static Difference difference(Changed change) {
    return Difference.of(
        change.now().subscription().resource().entry().mediaType(),
        change.before().map(Version::content),
        change.now().content());
  }

  // RFC 8895 §8.2, §8.3
  @Test
  void followsMapsByWholesAndPatches() throws Exception {
    var server = serve(StreamingServer.withStream());
    follow(remote(server), SOON, "costs", "net");

    var stream = server.opened();
    assertThat(stream.request())
        .hasToString(
            "{\"add\":{\"s1\":{\"resource-id\":\"net\"},\"s2\":{\"resource-id\":\"costs\"}}}");
    stream
        .control()
        .event(MediaTypes.NETWORK_MAP + ",s1", StreamingServer.NETWORK.formatted("t1"))
        .event(MediaTypes.COST_MAP + ",s2", StreamingServer.COSTS.formatted("t1", "20"))
        .raw(":\n\n")
        .event(MERGE + "s2", "{'cost-map':{'PID1':{'PID2':7},'PID2':{'PID1':null}}}")
        .event(
            "application/json-patch+json,s1",
            "[{'op':'replace','path':'/meta/vtag/tag','value':'t2'},"
                + "{'op':'remove','path':'/network-map/PID1/ipv4/1'},"
                + "{'op':'add','path':'/network-map/PID2/ipv4/1','value':'198.51.100.0/25'}]");

    var streaming = next(Streaming.class);
    assertThat(streaming.resources()).containsExactly("net", "costs");
    assertThat(streaming.isControlled()).isTrue();
    var network = next(Changed.class);
    assertThat(network.now().tag()).contains(new VersionTag("net", "t1"));
    assertThat(network.before()).isEmpty();
    assertThat(network.how()).isEqualTo(MediaTypes.NETWORK_MAP);
    assertThat(difference(network)).isEqualTo(new Difference(Difference.Unit.PREFIXES, 3, 3));
    assertThat(difference(next(Changed.class)))
        .isEqualTo(new Difference(Difference.Unit.COSTS, 4, 4));
    var costs = next(Changed.class);
    assertThat(costs.how()).isEqualTo(MediaTypes.MERGE_PATCH);
    assertThat(costs.isUsable()).isTrue();
    assertThat(difference(costs)).isEqualTo(new Difference(Difference.Unit.COSTS, 2, 3));
    var moved = next(Changed.class);
    assertThat(moved.now().tag()).contains(new VersionTag("net", "t2"));
    assertThat(difference(moved)).isEqualTo(new Difference(Difference.Unit.PREFIXES, 1, 3));
    assertThat(server.http.asked().getLast().header("Accept"))
        .isEqualTo("text/event-stream,application/alto-error+json");
    assertThat(server.http.asked().getLast().header("Accept-Encoding")).isEmpty();
  }

  // RFC 8895 §9.2
  @Test
  void usesNoCostsOfAnotherNetworkMap() throws Exception {
    var server = serve(StreamingServer.withStream());
    var remote = remote(server);
    var follower = follow(remote, SOON, "net", "costs");
    var costs = Subscription.to(remote.directory().resource("costs"));
    var stream = maps(server.opened(), "t1");
    assertThat(eventually(Changed.class).resource()).isEqualTo("net");
    assertThat(next(Changed.class).isUsable()).isTrue();

    stream.event(MERGE + "s1", "{'meta':{'vtag':{'tag':'t2'}}}");

    assertThat(next(Changed.class).resource()).isEqualTo("net");
    assertThat(follower.version(costs)).isEmpty();
    stream.event(MERGE + "s2", "{'meta':{'dependent-vtags':[{'resource-id':'net','tag':'t2'}]}}");
    assertThat(next(Changed.class).isUsable()).isTrue();
    assertThat(follower.version(costs)).isPresent();
  }

  private static StreamingServer.Connection maps(StreamingServer.Connection stream, String tag)
      throws IOException {
    return stream
        .control()
        .event(MediaTypes.NETWORK_MAP + ",s1", StreamingServer.NETWORK.formatted(tag))
        .event(MediaTypes.COST_MAP + ",s2", StreamingServer.COSTS.formatted(tag, "20"));
  }

  @Test
  void beginsAnewWhereCostsDoNotFollowTheirMap() throws Exception {
    var server = serve(StreamingServer.withStream());
    var settings = new FollowSettings(SHORT, SHORT, LONG, LONG, Duration.ofNanos(1));
    follow(remote(server), settings, "net", "costs");

    maps(server.opened(), "t1").event(MERGE + "s1", "{'meta':{'vtag':{'tag':'t2'}}}").raw(":\n\n");
    assertThat(eventually(Interrupted.class).reason()).endsWith("leaves 'costs' behind");

    assertThat(server.opened().request().path("add").path("s1").path("tag").asString(""))
        .isEqualTo("t2");
  }

  @Test
  void opensTheStreamAgainWithTheTagOfWhatItHas() throws Exception {
    var server = serve(StreamingServer.withStream());
    follow(remote(server), SOON, "net", "costs");
    var first = maps(server.opened(), "t1");
    eventually(Changed.class);
    next(Changed.class);

    first.end();

    assertThat(next(Interrupted.class).reason()).endsWith("/updates has ended the stream");
    var second = server.opened();
    assertThat(second.request())
        .hasToString(
            "{\"add\":{\"s1\":{\"resource-id\":\"net\",\"tag\":\"t1\"},\"s2\":{\"resource-id\":\"costs\"}}}");
    second.control().event(MERGE + "s1", "{'network-map':{'PID3':{'ipv4':['203.0.113.0/24']}}}");
    next(Streaming.class);
    assertThat(next(Changed.class).now().content().path("network-map").propertyNames())
        .containsExactly("PID1", "PID2", "PID3");
  }

  @Test
  void whoeverAsksMeanwhileGetsWhatTheStreamToldLast() throws Exception {
    var server = serve(StreamingServer.withStream());
    var remote = remote(server);
    follow(remote, SOON, "net", "costs");
    var stream = maps(server.opened(), "t1");
    eventually(Changed.class);
    next(Changed.class);
    stream.event(MERGE + "s2", "{'cost-map':{'PID1':{'PID2':42}}}");
    next(Changed.class);
    var network = remote.directory().resource("net");
    var costs = remote.directory().resource("costs");

    var pair = remote.maps(network, costs);

    assertThat(pair.costs().cost("PID1", "PID2")).hasValue(42);
    assertThat(pair.network().versionTag().tag()).isEqualTo("t1");
    assertThat(server.lines()).doesNotContain("GET /net", "GET /costs");
    stream.end();
    next(Interrupted.class);
    assertThat(remote.networkMap(network).value().versionTag().tag()).isEqualTo("polled");
  }

  // RFC 8895 §7, §8.3
  @Test
  void addsToAStreamAndRemovesFromIt() throws Exception {
    var server = serve(StreamingServer.withStream());
    server.http.status("/control/2718281828459", 204);
    var remote = remote(server);
    var follower = follow(remote, SOON, "net");
    var costs = Subscription.to(remote.directory().resource("costs"));
    var stream = server.opened().control();
    next(Streaming.class);

    follower.add(costs);
    stream.event(MediaTypes.COST_MAP + ",s2", StreamingServer.COSTS.formatted("t1", "20"));
    assertThat(next(Changed.class).resource()).isEqualTo("costs");
    follower.remove(costs);
    stream
        .event(MediaTypes.STREAM_CONTROL, "{'stopped':['s2']}")
        .event(MediaTypes.NETWORK_MAP + ",s1", StreamingServer.NETWORK.formatted("t1"));

    assertThat(next(Changed.class).resource()).isEqualTo("net");
    assertThat(follower.version(costs)).isEmpty();
    var control =
        server.http.asked().stream()
            .filter(each -> each.line().equals("POST /control/2718281828459"))
            .toList();
    assertThat(control)
        .extracting(ScriptedServer.Asked::body)
        .containsExactly("{\"add\":{\"s2\":{\"resource-id\":\"costs\"}}}", "{\"remove\":[\"s2\"]}");
    assertThat(control.getFirst().header("Content-type")).isEqualTo(MediaTypes.STREAM_PARAMETERS);
  }

  @Test
  void opensAnotherStreamWhereOneCannotBeControlled() throws Exception {
    var server = serve(StreamingServer.withStream());
    var remote = remote(server);
    var follower = follow(remote, SOON, "net", "costs");
    var first = server.opened().event(MediaTypes.STREAM_CONTROL, "{'control-uri':null}");
    assertThat(next(Streaming.class).isControlled()).isFalse();

    follower.add(load(remote));
    assertThat(server.opened().request().path("add").path("s1").path("input").path("properties"))
        .hasToString("[\"priv:ietf-load\"]");
    follower.remove(Subscription.to(remote.directory().resource("costs")));

    assertThat(server.opened().request().path("add").propertyNames()).containsExactly("s1");
    first.end();
  }

  private static Subscription load(RemoteAlto remote) throws IOException {
    var request =
        new AltoRequest.EndpointProperties(
            Set.of("priv:ietf-load"),
            List.of(TypedAddress.parse("ipv6:2001:db8:100::1").orElseThrow()));
    return new Subscription(remote.directory().resource("props"), Optional.of(request));
  }

  // RFC 8895 §8.4: as it writes the media type, too.
  @Test
  void followsEndpointPropertiesAsTheRfcShowsThem() throws Exception {
    var server = serve(StreamingServer.withStream());
    var remote = remote(server);
    remote.follow(List.of(load(remote)), SOON, events::add);
    var stream = server.opened().control();

    stream
        .event(
            "application/alto-endpointprops+json,s1",
            "{'endpoint-properties':{'ipv6:2001:db8:100::1':{'priv:ietf-load':'8'}}}")
        .event(
            MERGE + "s1",
            "{'endpoint-properties':{'ipv6:2001:db8:100::1':{'priv:ietf-load':'7'}}}");

    next(Streaming.class);
    next(Changed.class);
    assertThat(difference(next(Changed.class)))
        .isEqualTo(new Difference(Difference.Unit.PROPERTIES, 1, 1));
  }

  // RFC 8895 §8.5
  @Test
  void followsTheParts() throws Exception {
    var server =
        serve(
            new StreamingServer(
                """
                ,'updates':{'uri':'/updates','media-type':'text/event-stream',
                  'accepts':'application/alto-updatestreamparams+json','uses':['net','pv']}"""));
    var remote = remote(server);
    var type = "multipart/related;boundary=b;type=application/alto-costmap+json";
    var entry =
        new Directory.Entry(
            "/pv", type, Optional.empty(), Directory.Capabilities.NONE, List.of("net"));
    var paths = new Resource("pv", server.http.uri("/pv"), entry, List.of(), List.of());
    var subscriptions =
        List.of(Subscription.to(remote.directory().resource("net")), Subscription.to(paths));
    remote.follow(subscriptions, SOON, events::add);
    var stream = server.opened().control();

    // when
    stream
        .event(
            type + ",s2",
            "--b\ndata: Content-ID: costs\ndata: Content-Type: application/alto-costmap+json\n"
                + "data:\ndata: {'cost-map':{'PID1':{'PID2':['NET1']}}}\n"
                + "data: --b\ndata: Content-ID: anes\ndata: Content-Type:"
                + " application/alto-propmap+json\ndata:\n"
                + "data: {'property-map':{'.ane:NET1':{}}}\ndata: --b--")
        .event(MERGE + "s2.anes", "{'property-map':{'.ane:NET1':{'priv:rate':7}}}")
        .event(MediaTypes.NETWORK_MAP + ",s1", StreamingServer.NETWORK.formatted("t1"));

    // then
    next(Streaming.class);
    assertThat(next(Changed.class).now().part()).contains("costs");
    assertThat(next(Changed.class).how()).isEqualTo(MediaTypes.PROPERTY_MAP);
    var patched = next(Changed.class).now();
    assertThat(patched.part()).contains("anes");
    assertThat(patched.content())
        .hasToString("{\"property-map\":{\".ane:NET1\":{\"priv:rate\":7}}}");
    assertThat(next(Changed.class).now().tag()).contains(new VersionTag("net", "t1"));
  }

  @Test
  void asksAgainAndAgainWhereThereIsNoStream() throws Exception {
    var server = serve(new StreamingServer(""));
    var remote = remote(server);
    follow(remote, SOON, "net", "costs");

    assertThat(next(Polling.class).reason()).isEqualTo("the server offers no stream of this");
    assertThat(next(Changed.class).now().tag()).contains(new VersionTag("net", "polled"));
    assertThat(next(Changed.class).resource()).isEqualTo("costs");
    server.http.json(
        "/costs", MediaTypes.COST_MAP, StreamingServer.COSTS.formatted("polled", "21"));

    assertThat(difference(next(Changed.class)).changed()).isEqualTo(1);
  }

  @Test
  void asksAgainAndAgainWhereTheStreamIsRefused() throws Exception {
    var server = serve(StreamingServer.withStream());
    server.http.status("/updates", 403);
    follow(remote(server), SOON, "net");

    assertThat(next(Polling.class).reason()).endsWith("/updates answers with status 403");
    assertThat(next(Changed.class).resource()).isEqualTo("net");
  }

  // RFC 8895 §10.1
  @Test
  void asksOtherwiseWhileAServerHasNoRoomForOneMoreStream() throws Exception {
    var server = serve(StreamingServer.withStream());
    server.http.status("/updates", 503, "Retry-After", "3600");
    follow(remote(server), SOON, "net");

    assertThat(next(Polling.class).reason())
        .contains("/updates has no time, and wants to be asked");
    assertThat(next(Changed.class).resource()).isEqualTo("net");
    server.http.json("/net", MediaTypes.NETWORK_MAP, StreamingServer.NETWORK.formatted("other"));

    assertThat(next(Changed.class).now().tag()).contains(new VersionTag("net", "other"));
    assertThat(server.lines()).containsOnlyOnce("POST /updates");
  }

  @Test
  void leavesAServerAloneThatIsBusyWithEverything() throws Exception {
    var server = serve(new StreamingServer(""));
    server.http.status("/net", 503, "Retry-After", "3600");
    follow(remote(server), SOON, "net");
    next(Polling.class);

    assertThat(next(Interrupted.class).retryAfter()).isGreaterThan(Duration.ofMinutes(50));
  }

  @Test
  void looksElsewhereForWhatTheServerStops() throws Exception {
    var server = serve(StreamingServer.withStream());
    follow(remote(server), new FollowSettings(SHORT, SHORT, LONG, LONG, LONG), "net", "costs");
    maps(server.opened(), "t1")
        .event(
            MediaTypes.STREAM_CONTROL, "{'stopped':['s2'],'description':'gone for \\u001b[1mnow'}");

    var stopped = eventually(Stopped.class);
    assertThat(stopped.resources()).containsExactly("costs");
    assertThat(stopped.description())
        .hasValueSatisfying(each -> assertThat(each).doesNotContain("\u001b"));
    assertThat(server.opened().request().path("add").path("s1").path("resource-id").asString(""))
        .isEqualTo("costs");
  }

  @Test
  void givesUpAServerThatSaysNothing() throws Exception {
    var server = serve(StreamingServer.withStream());
    var silence = Duration.ofMillis(50);
    follow(remote(server), new FollowSettings(SHORT, SHORT, silence, LONG, LONG), "net");
    server.opened().control();

    assertThat(eventually(Interrupted.class).reason()).contains("/updates said nothing for");
    server.opened();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/alto-networkmap+json,s1 | {} | expected a control event",
        "application/alto-updatestreamcontrol+json | {'control-uri':'ftp://x/'} | expected a control URI",
        "application/alto-updatestreamcontrol+json | {'control-uri':7} | E_INVALID_FIELD_TYPE",
        "application/alto-updatestreamcontrol+json | {'started':['s1']} | expected a control URI first",
        "application/alto-updatestreamcontrol+json | [ | E_SYNTAX",
      })
  void endsAStreamThatBeginsWrong(String name, String data, String complaint) throws Exception {
    var server = serve(StreamingServer.withStream());
    follow(remote(server), SOON, "net");

    server.opened().event(name, data);

    assertThat(eventually(Interrupted.class).reason()).contains(complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/alto-networkmap+json,s9 | {} | expected a substream that was asked for",
        "application/alto-networkmap+json | {} | expected a data-id",
        "application/alto-costmap+json,s1 | {} | expected application/alto-networkmap+json",
        "application/merge-patch+json,s1 | {} | expected the whole of 's1' first",
        "application/alto-networkmap+json,s1 | {'a':1,'a':2} | E_SYNTAX",
        "application/alto-updatestreamcontrol+json | {'control-uri':null} | expected one control URI",
      })
  void endsAStreamThatGoesWrong(String name, String data, String complaint) throws Exception {
    var server = serve(StreamingServer.withStream());
    follow(remote(server), SOON, "net");

    server.opened().control().event(name, data);

    assertThat(eventually(Interrupted.class).reason()).contains(complaint);
  }

  @Test
  void endsAnEventWithoutEnd() throws Exception {
    var server = serve(StreamingServer.withStream());
    follow(remote(server), SOON, "net");

    server.opened().control().raw("data: " + "x".repeat(2 * BYTES_MAX));

    assertThat(eventually(Interrupted.class).reason())
        .contains("expected an event of at most " + BYTES_MAX + " bytes");
  }

  @Test
  void asksInsteadOfAServerWhoseStreamsAreAlwaysWrong() throws Exception {
    var server = serve(StreamingServer.withStream());
    follow(remote(server), SOON, "net");

    for (int i = 0; i < 3; i++) server.opened().event("what", "is this");

    assertThat(eventually(Polling.class).reason()).contains("says what cannot be");
    assertThat(eventually(Changed.class).now().tag()).contains(new VersionTag("net", "polled"));
  }

  @Test
  void takesNoStreamThatIsPacked() throws Exception {
    var server = serve(StreamingServer.withStream());
    server.http.on(
        "/updates",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", MediaTypes.EVENT_STREAM);
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, 0);
        });
    follow(remote(server), SOON, "net");

    assertThat(next(Interrupted.class).reason()).endsWith("goes on packed as 'gzip'");
  }

  @Test
  void saysNothingMoreOnceItIsClosed() throws Exception {
    var server = serve(StreamingServer.withStream());
    var follower = follow(remote(server), SOON, "net");
    var stream = server.opened().control();
    next(Streaming.class);

    follower.close();
    stream.event(MediaTypes.NETWORK_MAP + ",s1", StreamingServer.NETWORK.formatted("t1"));
    stream.end();

    assertThat(events).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alto.AltoServer;
import dev.tocsin.alto.client.http.HttpSettings;
import dev.tocsin.alto.client.remote.RemoteAlto;
import dev.tocsin.alto.client.stream.FollowEvent;
import dev.tocsin.alto.client.stream.FollowEvent.Changed;
import dev.tocsin.alto.client.stream.FollowEvent.Interrupted;
import dev.tocsin.alto.client.stream.FollowSettings;
import dev.tocsin.alto.client.stream.Follower;
import dev.tocsin.alto.client.stream.Subscription;
import dev.tocsin.alto.client.stream.Version;
import dev.tocsin.alto.core.guidance.CostOffer;
import dev.tocsin.alto.core.maps.CostMatrix;
import dev.tocsin.alto.core.maps.NetworkMap;
import dev.tocsin.alto.core.maps.Publication;
import dev.tocsin.alto.core.service.Catalog;
import dev.tocsin.alto.core.service.Service;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.request.AltoRequest;
import dev.tocsin.alto.wire.request.CostQuery;
import dev.tocsin.alto.wire.request.CostTest;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.http.WebSettings.ClientCertificate;
import dev.tocsin.base.http.WebSettings.Limits;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.net.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client that follows a real server holds what the server has, over HTTP and HTTPS on loopback.
class FollowedServerTest {

  private static final CostType ROUTING = CostType.of("numerical", "routingcost");
  private static final int PIDS = 8;
  private static final FollowSettings SOON =
      new FollowSettings(
          Duration.ofMillis(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(30),
          Duration.ofMillis(50),
          Duration.ofSeconds(30));

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<FollowEvent> events = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final double[][] costs = new double[PIDS][PIDS];
  private int moved;

  @AfterEach
  void close() throws Exception {
    for (var each : open.reversed()) each.close();
  }

  /// The network as it is now; some of it changes from one call to the next.
  private Publication next() {
    for (int i = random.nextInt(6); i > 0; i--) {
      costs[random.nextInt(PIDS)][random.nextInt(PIDS)] = random.nextInt(20);
    }
    if (random.nextInt(4) == 0) moved = random.nextInt(PIDS);
    var prefixes = new LinkedHashMap<String, List<Prefix>>();
    for (int i = 0; i < PIDS; i++) {
      var own = new ArrayList<>(List.of(Prefix.parse("10.%d.0.0/16".formatted(i))));
      if (i == 0) own.addAll(List.of(Prefix.parse("0.0.0.0/0"), Prefix.parse("::/0")));
      if (i == moved) own.add(Prefix.parse("192.0.2.0/24"));
      prefixes.put("pid" + i, own);
    }
    var matrix = new CostMatrix.Builder(PIDS);
    for (int src = 0; src < PIDS; src++) {
      for (int dst = 0; dst < PIDS; dst++) matrix.set(src, dst, costs[src][dst]);
    }
    return new Publication(
        Map.of("map", NetworkMap.of("map", prefixes)),
        Map.of(new Publication.CostKey("map", "routingcost"), matrix.build()),
        Map.of());
  }

  private static Catalog catalog(boolean hasStream) {
    var offer = new CostOffer(List.of(ROUTING), true, 0, List.of());
    var services = new LinkedHashMap<String, Service>();
    services.put("map", new Service.WholeNetworkMap("map"));
    services.put("costs", new Service.WholeCostMap("map", ROUTING));
    services.put("part", new Service.FilteredCostMap("map", offer));
    services.put("endpoint-costs", new Service.EndpointCosts("map", offer));
    var all = List.copyOf(services.keySet());
    if (hasStream) services.put("updates", new Service.UpdateStream(all));
    return new Catalog("map", services);
  }

  private AltoServer serve(int port, Optional<WebSettings.Tls> tls, boolean hasStream) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var settings = new WebSettings(address, tls, Limits.DEFAULT);
    var server = AltoServer.start(catalog(hasStream), next(), settings);
    open.add(server);
    return server;
  }

  private RemoteAlto remote(String scheme, AltoServer server, HttpSettings settings) {
    var directory = URI.create(scheme + "://127.0.0.1:" + server.local().getPort() + "/");
    var client = AltoClient.open(List.of(directory), settings);
    open.add(client);
    return client.servers().getFirst();
  }

  /// Everything there is, what is asked by POST with what asks for it.
  private static List<Subscription> all(RemoteAlto remote) throws IOException {
    var below = List.of(List.of(CostTest.parse("le 9").orElseThrow()));
    var query = new CostQuery(List.of(ROUTING), false, Optional.empty(), below, false, List.of());
    var any = new CostQuery(List.of(ROUTING), false, Optional.empty(), List.of(), false, List.of());
    var found = remote.directory();
    return List.of(
        Subscription.to(found.resource("costs")),
        Subscription.to(found.resource("map")),
        new Subscription(
            found.resource("part"),
            Optional.of(new AltoRequest.CostMapFilter(query, Set.of("pid1", "pid2"), Set.of()))),
        new Subscription(
            found.resource("endpoint-costs"),
            Optional.of(
                new AltoRequest.EndpointCosts(
                    any,
                    List.of(typed("ipv4:10.3.0.1")),
                    List.of(typed("ipv4:192.0.2.1"), typed("ipv4:10.5.0.1"))))));
  }

  private static TypedAddress typed(String text) {
    return TypedAddress.parse(text).orElseThrow();
  }

  private void assertHoldsWhatTheServerHas(
      RemoteAlto remote, Follower follower, List<Subscription> all) {
    for (var each : all) {
      await()
          .pollInterval(Duration.ofMillis(5))
          .untilAsserted(
              () ->
                  assertThat(follower.version(each).map(Version::content))
                      .as("%s, -Dseed=%d", each.resourceId(), seed)
                      .contains(asked(remote, each)));
    }
  }

  private static JsonNode asked(RemoteAlto remote, Subscription each) throws IOException {
    var body = remote.ask(each.resource(), each.input()).body();
    return JsonMapper.shared().readTree(StandardCharsets.UTF_8.decode(body).toString());
  }

  @Test
  void holdsEveryResourceThroughManyVersions() throws Exception {
    var server = serve(0, Optional.empty(), true);
    var remote = remote("http", server, HttpSettings.DEFAULT);
    var all = all(remote);
    var follower = remote.follow(all, SOON, events::add);

    for (int round = 0; round < 60; round++) {
      server.publish(next());
      if (round % 10 == 9) assertHoldsWhatTheServerHas(remote, follower, all);
    }

    assertThat(events)
        .noneMatch(FollowEvent.Polling.class::isInstance)
        .noneMatch(Interrupted.class::isInstance);
    assertThat(events)
        .filteredOn(Changed.class::isInstance)
        .extracting(each -> ((Changed) each).how())
        .contains(MediaTypes.MERGE_PATCH, MediaTypes.COST_MAP);
    // Costs that came before their map would not fit the map that is held.
    assertThat(events)
        .filteredOn(Changed.class::isInstance)
        .extracting(Changed.class::cast)
        .filteredOn(each -> each.resource().equals("costs"))
        .hasSizeGreaterThan(5)
        .as("-Dseed=%d", seed)
        .allMatch(Changed::isUsable);
  }

  @Test
  void goesOnWithAServerThatIsStartedAnewAlsoWhereItHasNoStreamAnyMore() throws Exception {
    var server = serve(0, Optional.empty(), true);
    var remote = remote("http", server, HttpSettings.DEFAULT);
    var all = all(remote);
    var follower = remote.follow(all, SOON, events::add);
    assertHoldsWhatTheServerHas(remote, follower, all);

    var port = server.local().getPort();
    server.close();
    await().untilAsserted(() -> assertThat(events).anyMatch(Interrupted.class::isInstance));
    var second = serve(port, Optional.empty(), true);
    assertHoldsWhatTheServerHas(remote, follower, all);

    second.close();
    var third = serve(port, Optional.empty(), false);
    await().untilAsserted(() -> assertThat(events).anyMatch(FollowEvent.Polling.class::isInstance));
    third.publish(next());
    assertHoldsWhatTheServerHas(remote, follower, all);
  }

  @Test
  void addsAndRemovesWhileTheStreamGoesOn() throws Exception {
    var server = serve(0, Optional.empty(), true);
    var remote = remote("http", server, HttpSettings.DEFAULT);
    var all = all(remote);
    var follower = remote.follow(all.subList(0, 1), SOON, events::add);
    await().untilAsserted(() -> assertThat(follower.version(all.getFirst())).isPresent());

    all.subList(1, 4).forEach(follower::add);
    server.publish(next());
    assertHoldsWhatTheServerHas(remote, follower, all);
    assertThat(server.streams().open()).isEqualTo(1);
    follower.remove(all.getFirst());
    server.publish(next());
    assertHoldsWhatTheServerHas(remote, follower, all.subList(1, 4));
    all.subList(1, 4).forEach(follower::remove);

    await().untilAsserted(() -> assertThat(server.streams().open()).isZero());
    assertThat(events).noneMatch(Interrupted.class::isInstance);
  }

  @Test
  void followsOverHttpsWithItsCertificate() throws Exception {
    var authority =
        CertificateAuthority.create("test", KeyKind.P256, Duration.ofDays(1), Instant.now());
    var names = new CertificateOrder.Names(List.of("server"), List.of("127.0.0.1"), List.of());
    var day = Duration.ofDays(1);
    var key =
        authority.issue(
            new CertificateOrder("server", CertificateOrder.Role.SERVER, names, day),
            KeyKind.P256,
            Instant.now());
    var own =
        authority.issue(
            new CertificateOrder("client", CertificateOrder.Role.CLIENT, names, day),
            KeyKind.P256,
            Instant.now());
    var authorities = List.of(authority.certificate());
    var tls = new WebSettings.Tls(key, authorities, ClientCertificate.REQUIRED);
    var server = serve(0, Optional.of(tls), true);
    var settings =
        new HttpSettings(
            authorities, Optional.of(own), Optional.empty(), HttpSettings.Limits.DEFAULT);
    var remote = remote("https", server, settings);
    var all = all(remote);
    var follower = remote.follow(all.subList(0, 2), SOON, events::add);

    all.subList(2, 4).forEach(follower::add);
    for (int round = 0; round < 10; round++) server.publish(next());

    assertHoldsWhatTheServerHas(remote, follower, all);
    assertThat(events).noneMatch(Interrupted.class::isInstance);
  }
}

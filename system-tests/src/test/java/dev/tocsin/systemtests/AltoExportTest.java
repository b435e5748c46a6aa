// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.base.net.Prefix;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Maps in the formats of programs that do not speak ALTO, loaded by those programs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AltoExportTest {

  private static final int PREFIXES = 2_000;
  private static final int ADDRESSES = 300;

  @TempDir static Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Prefix, String> pids = new HashMap<>();
  private final Map<String, String> expected = new LinkedHashMap<>();

  @BeforeAll
  void makeAMapOfNestedPrefixes() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var list = new StringBuilder();
    while (pids.size() < PREFIXES) {
      var prefix = random.nextBoolean() ? ipv4(random, 9 + random.nextInt(20)) : ipv6(random);
      var pid = "pid" + random.nextInt(20);
      if (pids.putIfAbsent(prefix, pid) == null) list.append(prefix + " " + pid + "\n");
    }
    Files.writeString(folder.resolve("prefixes.txt"), list);
    Files.writeString(
        folder.resolve("alto.yaml"),
        """
        listen: 127.0.0.1:0
        sources: {prefixes: [{format: list, file: prefixes.txt}]}
        maps:
          net:
            costs: {routingcost: {preferences: [{from: pid1, to: pid2, add: 12.5}, {to: pid3, add: 7}]}}
        """);
    for (int i = 0; i < ADDRESSES; i++) {
      var address = i % 2 == 0 ? ipv4(random, 32) : ipv6Address(random);
      expected.put(address.address().getHostAddress(), longest(address));
    }
    assertThat(expected.values().stream().distinct().count()).isGreaterThan(10);
  }

  private static Prefix ipv4(Random random, int length) {
    return cut(new byte[] {10, (byte) random.nextInt(8), 0, 0}, random, 2, length);
  }

  private static Prefix ipv6(Random random) {
    return cut(ipv6Bytes(random), random, 4, 28 + random.nextInt(37));
  }

  private static Prefix ipv6Address(Random random) {
    return cut(ipv6Bytes(random), random, 4, 128);
  }

  private static byte[] ipv6Bytes(Random random) {
    var bytes = new byte[16];
    bytes[0] = 0x20;
    bytes[1] = 0x01;
    bytes[2] = 0x0D;
    bytes[3] = (byte) (0xB8 + random.nextInt(4));
    return bytes;
  }

  private static Prefix cut(byte[] address, Random random, int from, int length) {
    for (int i = from; i < address.length; i++) address[i] = (byte) random.nextInt(256);
    for (int bit = length; bit < 8 * address.length; bit++) {
      address[bit / 8] &= (byte) ~(0x80 >> bit % 8);
    }
    return Prefix.of(address, length);
  }

  private String longest(Prefix address) {
    return pids.entrySet().stream()
        .filter(each -> each.getKey().contains(address))
        .max(Comparator.comparingInt(each -> each.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse("rest");
  }

  private Path export(String format, String... more) {
    var file = folder.resolve(format);
    var words =
        Stream.concat(
                Stream.of(
                    "alto",
                    "export",
                    "-c",
                    folder.resolve("alto.yaml").toString(),
                    "--format",
                    format,
                    "-o",
                    file.toString()),
                Stream.of(more))
            .toArray(String[]::new);
    var ended = TocsinProcess.run(words);
    assertThat(ended.exitCode()).as(ended.text()).isZero();
    return file;
  }

  @Test
  void nginxFindsThePidOfEveryAddress() throws Exception {
    int port = freePort();
    var geo = export("nginx-geo");
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off; master_process off; pid %s/nginx.pid; error_log %s/error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path %s; proxy_temp_path %s; fastcgi_temp_path %s; uwsgi_temp_path %s; scgi_temp_path %s;
          geo $arg_ip $alto_pid { default none; include %s; }
          server { listen 127.0.0.1:%d; return 200 $alto_pid; }
        }
        """
            .formatted(folder, folder, folder, folder, folder, folder, folder, geo, port));
    try (var nginx =
        ForeignProgram.start(folder, "nginx", "-c", folder.resolve("nginx.conf") + "")) {
      ask(nginx, port);
    }
  }

  @Test
  void haproxyFindsThePidOfEveryAddress() throws Exception {
    int port = freePort();
    var map = export("haproxy-map");
    Files.writeString(
        folder.resolve("haproxy.cfg"),
        """
        defaults
          mode http
          timeout client 10s
          timeout server 10s
          timeout connect 10s
        frontend test
          bind 127.0.0.1:%d
          http-request return status 200 content-type text/plain lf-string %%[url_param(ip),map_ip(%s,none)]
        """
            .formatted(port, map));
    try (var haproxy =
        ForeignProgram.start(folder, "haproxy", "-db", "-f", folder.resolve("haproxy.cfg") + "")) {
      ask(haproxy, port);
    }
  }

  private void ask(ForeignProgram consumer, int port) throws Exception {
    await()
        .atMost(TocsinProcess.PATIENCE)
        .ignoreExceptions()
        .failFast("it ended", () -> !consumer.isRunning())
        .until(() -> get(port, "10.0.0.1").statusCode() == 200);
    for (var each : expected.entrySet()) {
      assertThat(get(port, each.getKey()).body()).as(each.getKey()).isEqualTo(each.getValue());
    }
  }

  private HttpResponse<String> get(int port, String address) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + port + "/?ip=" + address);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void maxMindsOwnReaderFindsPidsAndCosts() throws Exception {
    var database = export("mmdb", "--from", "pid1");

    int seen = 0;
    for (var each : expected.entrySet()) {
      if (seen++ == 60) break;
      var found = lookUp(database, each.getKey());
      assertThat(found).as(each.getKey()).contains("\"" + each.getValue() + "\"");
      var cost =
          switch (each.getValue()) {
            case "pid2" -> "12.500000";
            case "pid3" -> "7.000000";
            default -> "0.000000";
          };
      assertThat(found).as(each.getKey()).contains(cost);
    }
  }

  private String lookUp(Path database, String address) throws Exception {
    try (var process =
        ForeignProgram.start(folder, "mmdblookup", "--file", database + "", "--ip", address)) {
      return process.ended();
    }
  }

  @Test
  void aCoverageZoneFileHoldsEveryPrefixOfTheMapOnce() throws Exception {
    var zones = new JsonMapper().readTree(Files.readString(export("traffic-control-czf")));

    var rows = Files.readAllLines(export("csv"));
    var inZones = new HashMap<String, String>();
    for (var zone : zones.get("coverageZones").properties()) {
      for (var networks : zone.getValue()) {
        for (var prefix : networks) inZones.put(prefix.asString(), zone.getKey());
      }
    }
    assertThat(rows.getFirst()).isEqualTo("prefix,pid,cost");
    assertThat(inZones).hasSize(rows.size() - 1);
    for (var row : rows.subList(1, rows.size())) {
      var cells = row.split(",", -1);
      assertThat(inZones).containsEntry(cells[0], cells[1]);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.control.ControlClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Ten thousand customers of one server: none is lost, and what each costs is printed.
class ManyCustomersTest {

  private static final int CUSTOMERS = 10_000;
  private static final int CONNECTIONS = 4;
  // Of this many each, early and late ones, the times are compared.
  private static final int SAMPLE = 1_000;

  @TempDir Path temporary;
  private Quickstarted quick;

  @Test
  void areAddedListedAndThereAgainAfterAKill() throws Exception {
    quick = Quickstarted.in(temporary.resolve("dots"));
    var before = start();
    before.server.kill();
    var server = start().server;
    try {
      var times = add();
      say("first %d: %s".formatted(SAMPLE, summary(Arrays.copyOf(times, SAMPLE))));
      say(
          "last %d: %s"
              .formatted(
                  SAMPLE, summary(Arrays.copyOfRange(times, CUSTOMERS - SAMPLE, CUSTOMERS))));
      assertThat(names()).hasSize(CUSTOMERS + 1).isSorted().doesNotHaveDuplicates();
    } finally {
      server.kill();
    }
    var again = start();
    try {
      say("start without customers: %d ms".formatted(before.took.toMillis()));
      say("start with %d after a kill: %d ms".formatted(CUSTOMERS, again.took.toMillis()));
      assertThat(names()).hasSize(CUSTOMERS + 1).isSorted().doesNotHaveDuplicates();
      pages();
      assertThat(one(5_000).path("name").asString()).isEqualTo(name(5_000));
    } finally {
      again.server.stop();
    }
  }

  private record Started(TocsinProcess server, Duration took) {}

  private Started start() {
    long begin = System.nanoTime();
    var server = quick.startServer();
    return new Started(server, Duration.ofNanos(System.nanoTime() - begin));
  }

  /// Some at a time, as many operators would.
  ///
  /// @return nanoseconds of each
  private long[] add() throws Exception {
    var times = new long[CUSTOMERS];
    long begin = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work =
          IntStream.range(0, CONNECTIONS)
              .<Callable<Void>>mapToObj(each -> () -> addEvery(CONNECTIONS, each, times))
              .toList();
      for (var done : threads.invokeAll(work)) done.get();
    }
    long took = System.nanoTime() - begin;
    say(
        "%d added over %d connections: %.1f s, %.0f/s"
            .formatted(CUSTOMERS, CONNECTIONS, took / 1e9, CUSTOMERS * 1e9 / took));
    return times;
  }

  private Void addEvery(int step, int first, long[] times) throws IOException {
    try (var client = connect()) {
      for (int i = first; i < CUSTOMERS; i += step) {
        long begin = System.nanoTime();
        var reply = ask(client, "POST", "/v1/domains", domain(i));
        times[i] = System.nanoTime() - begin;
        assertThat(reply.path("status").asInt()).as(reply.toString()).isEqualTo(201);
      }
    }
    return null;
  }

  private static String name(int number) {
    return "customer-%05d".formatted(number);
  }

  private static ObjectNode domain(int number) {
    var domain = JsonNodeFactory.instance.objectNode().put("name", name(number));
    domain.putArray("certificate-names").add(name(number) + ".example");
    domain
        .putArray("prefixes")
        .add("10.%d.%d.0/24".formatted(number >> 8, number & 255))
        .add("2001:db9:%x::/48".formatted(number));
    return domain;
  }

  private void pages() throws IOException {
    try (var client = connect()) {
      var times = new ArrayList<Long>();
      var after = "";
      while (true) {
        long begin = System.nanoTime();
        var page = ask(client, "GET", "/v1/domains?limit=1000&after=" + after, null).path("body");
        times.add(System.nanoTime() - begin);
        var domains = page.path("domains");
        after = domains.get(domains.size() - 1).path("domain").path("name").asString();
        if (!page.path("more").asBoolean()) break;
      }
      say("pages of 1000: " + summary(times.stream().mapToLong(Long::longValue).toArray()));
    }
  }

  private JsonNode one(int number) throws IOException {
    try (var client = connect()) {
      return ask(client, "GET", "/v1/domains/" + name(number), null).path("body").path("domain");
    }
  }

  /// As the command line lists them.
  private List<String> names() {
    long begin = System.nanoTime();
    var ended =
        TocsinProcess.run("dots", "domain", "list", "-c", quick.serverFile().toString(), "--json");
    say("'tocsin dots domain list': %d ms".formatted((System.nanoTime() - begin) / 1_000_000));
    assertThat(ended.exitCode()).isZero();
    return ended.out().stream()
        .map(line -> JsonMapper.shared().readTree(line).path("domain").path("name").asString())
        .toList();
  }

  private ControlClient connect() throws IOException {
    return ControlClient.connect(quick.folder().resolve("server-state/control.sock"));
  }

  private static JsonNode ask(
      ControlClient client, String method, String path, @Nullable ObjectNode body)
      throws IOException {
    var order = JsonNodeFactory.instance.objectNode().put("command", "manage");
    order.put("method", method).put("path", path);
    if (body != null) order.set("body", body);
    client.send(order);
    return client.receive().orElseThrow();
  }

  private static String summary(long[] nanos) {
    Arrays.sort(nanos);
    return "median %.2f ms, p99 %.2f ms, longest %.2f ms"
        .formatted(
            nanos[nanos.length / 2] / 1e6,
            nanos[nanos.length * 99 / 100] / 1e6,
            nanos[nanos.length - 1] / 1e6);
  }

  private static void say(String line) {
    System.out.println(line);
  }
}

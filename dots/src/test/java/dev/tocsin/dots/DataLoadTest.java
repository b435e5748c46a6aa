// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import static dev.tocsin.dots.DataSite.DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.base.control.ControlClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What one customer's many resources cost the others, and itself, on a whole server with its
/// store.
@Timeout(300)
class DataLoadTest {

  private static final String CLIENT = DATA + "/dots-client=cuid-1";
  private static final int LISTS = 20;
  private static final int ENTRIES = 5_000;
  private static final int ALIASES = 10_000;

  private static final AtomicInteger PROBES = new AtomicInteger(1);

  @TempDir Path folder;

  /// Asks again and again while something else goes on, and remembers how long each answer took.
  private static final class Probe implements AutoCloseable {
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;
    private volatile boolean over;
    private volatile Exception failure;

    Probe(Callable<Boolean> question) {
      thread = Thread.ofVirtual().start(() -> run(question));
    }

    private void run(Callable<Boolean> question) {
      try {
        while (!over) {
          long begin = System.nanoTime();
          assertThat(question.call()).isTrue();
          millis.add((System.nanoTime() - begin) / 1e6);
          Thread.yield();
        }
      } catch (Exception e) {
        failure = e;
      }
    }

    /// Median and worst since the last call.
    String take() {
      List<Double> taken;
      synchronized (millis) {
        taken = millis.stream().sorted().toList();
        millis.clear();
      }
      if (taken.isEmpty()) return "%8s %8s".formatted("-", "-");
      return "%8.1f %8.1f".formatted(taken.get(taken.size() / 2), taken.getLast());
    }

    @Override
    public void close() throws Exception {
      over = true;
      thread.join();
      if (failure != null) throw failure;
    }
  }

  @Test
  void aHundredThousandEntriesAndTenThousandAliasesDelayNobody() throws Exception {
    var site = new DataSite(folder);
    try (var server = site.start();
        var _ = site.agent(server);
        var control = site.control()) {
      ask(
          site,
          server,
          201,
          "POST",
          DATA,
          "{'ietf-dots-data-channel:dots-client':[{'cuid':'cuid-1'}]}");
      System.out.println(
          "ms                                     took  neighbour: median worst   signal: median worst");
      assertThat(mitigate(control)).isTrue();
      try (var data = new Probe(() -> capabilities(site, server));
          var signal = new Probe(() -> mitigate(control))) {
        step("at rest", data, signal, () -> rest(1_000));
        step(
            "10,000 aliases in one request",
            data,
            signal,
            () -> ask(site, server, 201, "POST", CLIENT, aliases()));
        step(
            "reading them",
            data,
            signal,
            () -> ask(site, server, 200, "GET", CLIENT + "/aliases", ""));
        step(
            "20 lists of 5,000",
            data,
            signal,
            () -> {
              for (int i = 0; i < LISTS; i++)
                ask(site, server, 201, "POST", CLIENT, list(i, "deactivate"));
            });
        step(
            "reading 100,000 entries",
            data,
            signal,
            () -> {
              var read = DataSite.ask(site.client, server, "GET", CLIENT + "/acls", "");
              assertThat(read.body().split("\"forwarding\"", -1)).hasSize(LISTS * ENTRIES + 1);
              // Written as it is read: nobody knew its length.
              assertThat(read.headers().firstValue("content-length")).isEmpty();
            });
        step(
            "replacing one list",
            data,
            signal,
            () ->
                ask(site, server, 204, "PUT", CLIENT + "/acls/acl=list-3", list(3, "deactivate")));
        step(
            "activating it",
            data,
            signal,
            () -> ask(site, server, 204, "PUT", CLIENT + "/acls/acl=list-3", list(3, "immediate")));
        step(
            "100 entries, one by one",
            data,
            signal,
            () -> {
              ask(
                  site,
                  server,
                  204,
                  "PUT",
                  CLIENT + "/acls/acl=list-4",
                  wrapped("list-4", "deactivate", 0, ENTRIES - 100));
              for (int i = ENTRIES - 100; i < ENTRIES; i++) {
                ask(
                    site,
                    server,
                    201,
                    "PUT",
                    CLIENT + "/acls/acl=list-4/aces/ace=e" + i,
                    "{'ietf-dots-data-channel:ace':[" + entry(4, i) + "]}");
              }
            });
        step(
            "removing everything",
            data,
            signal,
            () -> ask(site, server, 204, "DELETE", CLIENT, ""));
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void step(String what, Probe data, Probe signal, Work work) throws Exception {
    data.take();
    signal.take();
    long begin = System.nanoTime();
    work.run();
    double took = (System.nanoTime() - begin) / 1e6;
    System.out.printf("%-32s %10.1f   %s      %s%n", what, took, data.take(), signal.take());
  }

  private static String ask(
      DataSite site, DotsServer server, int expected, String method, String path, String body)
      throws Exception {
    var answer = DataSite.ask(site.client, server, method, path, body.replace('\'', '"'));
    assertThat(answer.statusCode())
        .as(() -> answer.body().substring(0, Math.min(500, answer.body().length())))
        .isEqualTo(expected);
    return answer.body();
  }

  private static void rest(long millis) {
    await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
  }

  private static boolean capabilities(DataSite site, DotsServer server) throws Exception {
    var path = DATA + "/capabilities";
    rest(20);
    return DataSite.ask(site.neighbour, server, "GET", path, "").statusCode() == 200;
  }

  private static boolean mitigate(ControlClient control) throws Exception {
    int number = PROBES.getAndIncrement();
    var command =
        "{'command':'mitigate','label':'probe-%d','scope':{'prefixes':['2001:db8::%x/128']}}";
    rest(20);
    var told = DataSite.told(control, command.formatted(number, number));
    assertThat(told.path("reply").asString("")).as("%s", told).isEqualTo("granted");
    return true;
  }

  private static String aliases() {
    return IntStream.range(0, ALIASES)
        .mapToObj(
            i -> "{'name':'alias-%d','target-prefix':['198.51.100.%d/32']}".formatted(i, i & 255))
        .collect(Collectors.joining(",", "{'ietf-dots-data-channel:aliases':{'alias':[", "]}}"));
  }

  private static String list(int number, String activation) {
    return wrapped("list-" + number, activation, number * ENTRIES, (number + 1) * ENTRIES);
  }

  private static String wrapped(String name, String activation, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> entry(i / ENTRIES, i))
        .collect(
            Collectors.joining(
                ",",
                ("{'ietf-dots-data-channel:acls':{'acl':[{'name':'%s','type':'ipv4-acl-type',"
                        + "'activation-type':'%s','aces':{'ace':[")
                    .formatted(name, activation),
                "]}}]}}"));
  }

  private static String entry(int list, int i) {
    return ("{'name':'e%d','matches':{'ipv4':{'destination-ipv4-network':'198.51.100.0/24',"
            + "'source-ipv4-network':'198.%d.%d.%d/32'}},'actions':{'forwarding':'drop'}}")
        .formatted(i, 18 + (i >> 16), i >> 8 & 255, i & 255);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The first quarter of an hour with the program, as real processes on loopback.
class QuickstartTest {

  @TempDir Path temporary;

  @Test
  void callsForHelpAndManagesTheRequestUntilItIsWithdrawn() {
    var quick = Quickstarted.in(temporary.resolve("dots"));
    try (var server = quick.startServer();
        var client = quick.startClient()) {
      var granted =
          quick.dots(
              "mitigate",
              "--prefix",
              "192.0.2.1",
              "--port",
              "443",
              "--protocol",
              "tcp",
              "--label",
              "web");
      assertThat(granted.exitCode()).as(granted.text()).isZero();
      assertThat(granted.out()).singleElement().asString().startsWith("web: granted, mid ");

      awaitStatus(quick, "web", "attack-mitigation-in-progress");
      assertThat(quick.dots("list").text()).contains("LABEL", "web", "192.0.2.1/32", "443");

      assertThat(quick.dots("adjust", "web", "--lifetime", "2h").text()).contains("7200 s");
      succeeds(quick, "efficacy", "web", "under-attack");
      var session = quick.json("session").path("sessions").path(0);
      // Where the machine is slow, TCP may win the race that UDP starts first.
      assertThat(session.path("transport").asString()).isIn("dtls", "tls");
      assertThat(session.path("state").asString()).isEqualTo("open");
      assertThat(session.path("address").asString()).contains(":" + quick.port());

      succeeds(quick, "withdraw", "web");
      await().atMost(TocsinProcess.PATIENCE).until(() -> requests(quick).isEmpty());

      assertQuiet(client.stop());
      assertQuiet(server.stop());
    }
  }

  @Test
  void refusesAPrefixOfSomebodyElseWithTheReason() {
    var quick = Quickstarted.in(temporary.resolve("dots"));
    try (var server = quick.startServer();
        var client = quick.startClient()) {
      var refused = quick.dots("mitigate", "--prefix", "198.51.100.1", "--label", "theirs");

      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.text()).contains("refused (4.").contains("198.51.100.1");
      assertThat(requests(quick)).isEmpty();
      assertQuiet(client.stop());
      assertQuiet(server.stop());
    }
  }

  @Test
  void overwritesNothing() throws IOException {
    var folder = temporary.resolve("dots");
    Quickstarted.in(folder);
    var before = files(folder);

    var second = TocsinProcess.run("dots", "server", "--quickstart", folder.toString());

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err()).singleElement().asString().contains(folder + " is not empty");
    assertThat(files(folder)).isEqualTo(before);
  }

  @Test
  void goesOnAfterTheServerWasKilled() {
    var quick = Quickstarted.in(temporary.resolve("dots"));
    try (var client = quick.startClient()) {
      long mid;
      try (var server = quick.startServer()) {
        mid = mitigate(quick, "web", "192.0.2.1");
        server.kill();
      }
      try (var server = quick.startServer()) {
        // A client of its own finds the request at the server without asking for it again.
        // It asks the new process, over a new session, and is told of the same request.
        var restarted = Instant.now();
        await()
            .atMost(TocsinProcess.PATIENCE)
            .until(() -> heard(request(quick, "web")).isAfter(restarted));
        var status = request(quick, "web").path("status").path(0);
        assertThat(status.path("mid").asLong()).isEqualTo(mid);
        assertThat(status.path("status").asString()).isEqualTo("attack-mitigation-in-progress");
        succeeds(quick, "withdraw", "web");
        assertQuiet(client.stop());
        assertQuiet(server.stop());
      }
    }
  }

  @Test
  void withdrawsFromAServerThatWasKilledMeanwhile() {
    var quick = Quickstarted.in(temporary.resolve("dots"));
    try (var client = quick.startClient()) {
      try (var server = quick.startServer()) {
        mitigate(quick, "web", "192.0.2.1");
        server.kill();
      }
      try (var server = quick.startServer()) {
        // Nothing tells a client over UDP that its session is not known any more.
        succeeds(quick, "withdraw", "web");

        assertThat(requests(quick)).isEmpty();
        assertQuiet(client.stop());
        assertQuiet(server.stop());
      }
    }
  }

  @Test
  void goesOnAfterTheClientWasKilled() {
    var quick = Quickstarted.in(temporary.resolve("dots"));
    try (var server = quick.startServer()) {
      long mid;
      try (var client = quick.startClient()) {
        mid = mitigate(quick, "web", "192.0.2.1");
        client.kill();
      }
      try (var client = quick.startClient()) {
        awaitStatus(quick, "web", "attack-mitigation-in-progress");

        assertThat(request(quick, "web").path("mids").path(0).asLong()).isEqualTo(mid);
        assertThat(mitigate(quick, "mail", "192.0.2.2")).isGreaterThan(mid);
        succeeds(quick, "withdraw", "web");
        assertQuiet(client.stop());
        assertQuiet(server.stop());
      }
    }
  }

  private static void succeeds(Quickstarted quick, String command, String... more) {
    var ended = quick.dots(command, more);
    assertThat(ended.exitCode()).as(ended.text()).isZero();
  }

  private static long mitigate(Quickstarted quick, String label, String prefix) {
    var granted = quick.json("mitigate", "--prefix", prefix, "--label", label);
    assertThat(granted.path("reply").asString()).as(granted.toString()).isEqualTo("granted");
    return granted.path("parts").path(0).path("mid").asLong();
  }

  private static JsonNode requests(Quickstarted quick) {
    return quick.json("list").path("requests");
  }

  private static JsonNode request(Quickstarted quick, String label) {
    for (var request : requests(quick)) {
      if (request.path("label").asString().equals(label)) return request;
    }
    throw new AssertionError("no request is called " + label);
  }

  private static Instant heard(JsonNode request) {
    return Instant.parse(request.path("heard").asString());
  }

  private static void awaitStatus(Quickstarted quick, String label, String status) {
    await()
        .atMost(TocsinProcess.PATIENCE)
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () ->
                assertThat(request(quick, label).path("status").path(0).path("status").asString())
                    .isEqualTo(status));
  }

  /// Ended as asked, and nothing of it reads like a fault of our own.
  private static void assertQuiet(TocsinProcess.Ended ended) {
    assertThat(ended.text()).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(ended.exitCode()).as(ended.text()).isIn(0, 143);
  }

  private static Map<Path, String> files(Path folder) throws IOException {
    var contents = new TreeMap<Path, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        contents.put(folder.relativize(file), Files.readString(file));
      }
    }
    return contents;
  }
}

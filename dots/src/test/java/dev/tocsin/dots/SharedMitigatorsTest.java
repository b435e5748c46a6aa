// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.dots.io.store.Engine;
import dev.tocsin.dots.wire.ResponseCode;
import dev.tocsin.lab.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers on one PostgreSQL, and who of them drives which mitigator.
class SharedMitigatorsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String SCRIPT =
      """
      input=$(cat)
      echo "$input" >> LOG
      case $input in *measure*)
        n=$(wc -l < LOG)
        reports=$(echo "$input" | tr -d ' ' | grep -o '"domain":"[^"]*","cuid":"[^"]*","mid":[0-9]*' |
          sed "s/.*/{&,\\"packets\\":${n}000,\\"bytes\\":${n}000000}/" | paste -sd, -)
        echo "{\\"reports\\":[$reports]}" ;;
      esac
      """;

  @TempDir Path folder;
  private PostgresServer database;
  private DataSite site;
  private DotsServer a;
  private DotsServer b;

  @BeforeEach
  void prepare() throws Exception {
    database = Engine.postgres();
    site = new DataSite(folder);
  }

  @AfterEach
  void stop() {
    if (b != null) b.close();
    if (a != null) a.close();
  }

  private void start(boolean hostLocal) throws Exception {
    a = node("a", hostLocal);
    Files.createDirectories(folder.resolve("b"));
    Files.copy(folder.resolve("a/secrets.key"), folder.resolve("b/secrets.key"));
    b = node("b", hostLocal);
  }

  /// The mitigator is a command that writes down what it is told, in a file of its server's, and
  /// has more dropped whenever it is asked.
  private DotsServer node(String name, boolean hostLocal) throws Exception {
    var log = folder.resolve(name + ".orders");
    Files.writeString(log, "");
    var script = folder.resolve(name + ".sh");
    Files.writeString(script, SCRIPT.replace("LOG", log.toString()));
    return DotsServer.start(
        site.settings(
            name,
            "{type: exec, host-local: %s, settings: {command: [sh, %s]}}"
                .formatted(hostLocal, script),
            """
            observe: {metrics: false}
            state-folder: %1$s
            store: {type: postgresql, url: "%2$s", user: %3$s, node: %1$s}
            """
                .formatted(name, database.url(), database.user())));
  }

  private boolean isTold(String node, long mid) {
    try {
      var orders = Files.readString(folder.resolve(node + ".orders"));
      return Pattern.compile("\"mid\" ?: ?" + mid + "\\b").matcher(orders).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitMeasured(SignalPeer peer, long mid) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                peer.list().stream()
                    .anyMatch(
                        each ->
                            each.mid().orElse(-1) == mid
                                && each.dropped().packets().orElse(0) > 0));
  }

  @Test
  void oneDrivesWhatBothShareAndTheOtherGoesOnWhenItIsGone() throws Exception {
    start(false);
    var profile = site.profile();
    try (var atA = new SignalPeer("alice", profile, a);
        var atB = new SignalPeer("alice", profile, b)) {
      // when each takes a request
      assertThat(atA.mitigate(1, "198.51.100.7/32").code()).isEqualTo(ResponseCode.CREATED);
      assertThat(atB.mitigate(2, "198.51.100.8/32").code()).isEqualTo(ResponseCode.CREATED);

      // then one of them enforces both, and both know that they are enforced
      awaitMeasured(atA, 1);
      awaitMeasured(atA, 2);
      awaitMeasured(atB, 1);
      awaitMeasured(atB, 2);
      boolean isA = isTold("a", 1);
      assertThat(isTold("a", 2)).isEqualTo(isA);
      assertThat(isTold("b", 1)).isEqualTo(!isA);
      assertThat(isTold("b", 2)).isEqualTo(!isA);

      // when that one is gone
      (isA ? a : b).close();

      // then the other takes over all of it, and what comes next
      var other = isA ? "b" : "a";
      await().atMost(PATIENCE).until(() -> isTold(other, 1) && isTold(other, 2));
      var left = isA ? atB : atA;
      assertThat(left.mitigate(3, "198.51.100.9/32").code()).isEqualTo(ResponseCode.CREATED);
      await().atMost(PATIENCE).until(() -> isTold(other, 3));
      awaitMeasured(left, 3);
    }
  }

  @Test
  void whatActsOnAHostStaysWithItAndTheOtherKnowsWhatItSays() throws Exception {
    start(true);
    var profile = site.profile();
    try (var atA = new SignalPeer("alice", profile, a);
        var atB = new SignalPeer("alice", profile, b)) {
      assertThat(atA.mitigate(1, "198.51.100.7/32").code()).isEqualTo(ResponseCode.CREATED);
      assertThat(atB.mitigate(2, "198.51.100.8/32").code()).isEqualTo(ResponseCode.CREATED);

      awaitMeasured(atB, 1);
      awaitMeasured(atA, 2);
      awaitMeasured(atA, 1);
      awaitMeasured(atB, 2);
      assertThat(isTold("a", 1)).isTrue();
      assertThat(isTold("b", 2)).isTrue();
      assertThat(isTold("b", 1)).isFalse();
      assertThat(isTold("a", 2)).isFalse();
    }
  }
}

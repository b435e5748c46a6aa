// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.base.identity.PrivateFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rings of real processes on loopback, used from the command line.
class ReloadRingProcessTest {

  @TempDir Path folder;

  private TocsinProcess.Ended run(Path state, String... arguments) {
    var all = new ArrayList<>(List.of("reload"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--state", state.toString()));
    return TocsinProcess.run(all.toArray(String[]::new));
  }

  private JsonNode json(Path state, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    var ended = run(state, all.toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.text()).isZero();
    return JsonMapper.shared().readTree(String.join("\n", ended.out()));
  }

  private static String value(JsonNode fetched) {
    return new String(HexFormat.of().parseHex(fetched.at("/values/0/value").asString()), UTF_8);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  // EN-4, EB-5, EB-8, CS-1; a newcomer's first ring, and its end without a word.
  @Test
  void aNewcomersRingIsUsedKilledAndThereAgain() throws Exception {
    var ring = folder.resolve("ring");
    var first = ring.resolve("peer-1/state");
    var last = ring.resolve("peer-5/state");
    try (var running = TocsinProcess.start("reload", "quickstart", ring.toString(), "--peers=5")) {
      running.awaitOut("ready: 5 peers");

      assertThat(json(first, "status").at("/joined").asBoolean()).isTrue();
      var stored = run(first, "store", "alice@ring.example", "hello, ring", "--kind", "note");
      assertThat(stored.exitCode()).as(stored.text()).isZero();
      assertThat(value(json(last, "fetch", "alice@ring.example", "--kind", "note")))
          .isEqualTo("hello, ring");
      assertThat(json(last, "find", "alice@ring.example", "--kind", "note").toString())
          .contains(json(last, "ping", "alice@ring.example").at("/place").asString());
      assertThat(run(last, "trace", "alice@ring.example").text()).contains("answered by");
      var picture = folder.resolve("ring.svg");
      var drawn = run(first, "map", "--out", picture.toString());
      assertThat(drawn.text()).contains("5 peers of ring.example");
      assertThat(Files.readString(picture)).contains("<svg");
      await()
          .atMost(TocsinProcess.PATIENCE)
          .until(
              () ->
                  json(last, "fetch", "alice@ring.example", "--kind", "certificate")
                          .at("/values")
                          .size()
                      == 5);
      var refused = run(first, "store", "bob@ring.example", "not mine", "--kind", "note");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.text()).contains("the signer's certificate is not for this place");
      running.kill();
    }
    try (var again = TocsinProcess.start("reload", "quickstart", ring.toString())) {
      again.awaitOut("ready: 5 peers");
      assertThat(value(json(last, "fetch", "alice@ring.example", "--kind", "note")))
          .isEqualTo("hello, ring");
      var removed = run(first, "remove", "alice@ring.example", "--kind", "note");
      assertThat(removed.exitCode()).as(removed.text()).isZero();
      assertThat(again.stop().exitCode()).isEqualTo(143);
    }
    var elsewhere = TocsinProcess.run("reload", "quickstart", folder.toString());
    assertThat(elsewhere.exitCode()).isNotZero();
    assertThat(elsewhere.text()).contains("neither empty nor of a quickstart");
  }

  // SK-1, EN-3, CL-1, LE-1: one process for each.
  @Test
  void peersWithOneKeyComeGoAndDie() throws Exception {
    PrivateFile.write(folder.resolve("key"), "the key of the ring\n".getBytes(UTF_8));
    PrivateFile.write(folder.resolve("wrong-key"), "another key\n".getBytes(UTF_8));
    int founder = freePort();
    var second = configure("b", "peer", freePort(), founder, "key");
    try (var a = start(configure("a", "founder", founder, founder, "key"));
        var c = start(configure("c", "peer", freePort(), founder, "key"))) {
      a.awaitOut("inside");
      c.awaitOut("inside");
      var b = start(second);
      b.awaitOut("inside");
      var peer = json(state("b"), "status").at("/peer").asString();
      var place = "peer:" + peer;
      assertThat(run(state("b"), "store", place, "of b", "--kind", "note").exitCode()).isZero();

      b.kill();
      try (var again = start(second)) {
        again.awaitOut("inside");
        assertThat(json(state("b"), "status").at("/peer").asString()).isEqualTo(peer);
        assertThat(value(json(state("a"), "fetch", place, "--kind", "note"))).isEqualTo("of b");

        try (var client = start(configure("d", "client", freePort(), founder, "key"))) {
          client.awaitOut("inside");
          assertThat(value(json(state("d"), "fetch", place, "--kind", "note"))).isEqualTo("of b");
          assertThat(json(state("d"), "status").at("/role").asString()).isEqualTo("client");
          assertThat(run(state("d"), "leave").exitCode()).isZero();
          assertThat(client.ended().exitCode()).isZero();
        }
        again.stop();
      }
      assertThat(value(json(state("c"), "fetch", place, "--kind", "note"))).isEqualTo("of b");

      try (var stranger = start(configure("e", "peer", freePort(), founder, "wrong-key"))) {
        stranger.awaitErr("contacts leads into the overlay");
        assertThat(json(state("e"), "status").at("/links").size()).isZero();
      }
    }
  }

  // US-1, EB-5, SK-1: what keeps a peer from its overlay is said once and clearly.
  @Test
  void whatIsMissingIsSaid() throws Exception {
    int port = freePort();
    var without = configure("a", "peer", port, port, "no-such-key");
    var missing = TocsinProcess.run("reload", "peer", "-c", without.toString());
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.text()).contains("no-such-key");

    Files.writeString(without, "overlay: ring.example\nlisten: 127.0.0.1:1\nrole: chief\n");
    var wrong = TocsinProcess.run("reload", "peer", "-c", without.toString());
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.text()).contains("peer.yaml:3", "chief");
  }

  private Path state(String name) {
    return folder.resolve(name).resolve("state");
  }

  private static TocsinProcess start(Path configuration) {
    return TocsinProcess.start("reload", "peer", "-c", configuration.toString());
  }

  private Path configure(String name, String role, int port, int founder, String key)
      throws IOException {
    var file = folder.resolve(name).resolve("peer.yaml");
    Files.createDirectories(file.getParent());
    return Files.writeString(
        file,
        """
        overlay: ring.example
        role: %s
        listen: 127.0.0.1:%d
        bootstrap: ["127.0.0.1:%d"]
        credentials: {shared-key: ../%s}
        update-every: 2s
        ping-every: 5s
        kinds: [{number: 15728641, name: note, model: single}]
        observe: {metrics: false}
        """
            .formatted(role, port, founder, key));
  }
}

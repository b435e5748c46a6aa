// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A customer of a quick start's server that is managed from the command line, and agents with what
/// was issued to it.
record ManagedCustomer(Quickstarted quick, String name) {

  /// An agent's configuration, made of what `issue` printed.
  record Site(Path file) {

    TocsinProcess start() {
      var agent = TocsinProcess.start("dots", "client", "-c", file.toString());
      agent.awaitOut("control socket");
      return agent;
    }

    TocsinProcess.Ended mitigate(String address, String... more) {
      var words = new ArrayList<>(List.of("dots", "mitigate", "-c", file.toString()));
      words.addAll(List.of("--prefix", address, "--label", address, "--json"));
      words.addAll(List.of(more));
      return TocsinProcess.run(words.toArray(String[]::new));
    }

    void isGranted(String address, String... more) {
      var ended = mitigate(address, more);
      assertThat(ended.exitCode()).as(ended.text()).isZero();
      assertThat(ended.text()).contains("\"reply\":\"granted\"");
    }

    void isRefused(String address, String reason) {
      var ended = mitigate(address);
      assertThat(ended.exitCode()).as(ended.text()).isEqualTo(1);
      assertThat(ended.text()).contains("\"reply\":\"refused\"").contains(reason);
    }

    String transport() {
      return last("session").path("sessions").path(0).path("transport").asString();
    }

    String status(String label) {
      for (var request : last("list").path("requests")) {
        if (request.path("label").asString().equals(label)) {
          return request.path("status").path(0).path("status").asString();
        }
      }
      return "none";
    }

    /// @param statuses any of them; `none` once the agent has forgotten the request
    void awaitStatus(String label, String... statuses) {
      await()
          .atMost(TocsinProcess.PATIENCE)
          .untilAsserted(() -> assertThat(status(label)).isIn((Object[]) statuses));
    }

    private JsonNode last(String command) {
      var ended = TocsinProcess.run("dots", command, "-c", file.toString(), "--json");
      assertThat(ended.exitCode()).as(ended.text()).isZero();
      return JsonMapper.shared().readTree(ended.out().getLast());
    }
  }

  /// `tocsin dots domain COMMAND -c server.yaml NAME …`
  TocsinProcess.Ended run(String command, String... more) {
    var words = new ArrayList<>(List.of("dots", "domain", command, "-c"));
    words.add(quick.serverFile().toString());
    words.add(name);
    words.addAll(List.of(more));
    return TocsinProcess.run(words.toArray(String[]::new));
  }

  List<String> does(String command, String... more) {
    var ended = run(command, more);
    assertThat(ended.exitCode()).as(ended.text()).isZero();
    return ended.out();
  }

  Path authority() {
    return quick.folder().resolve("ca");
  }

  Site withCertificate(Path folder, String transport) {
    var keys =
        does("issue", "--ca", authority().toString(), "--out", folder.resolve("keys").toString());
    return site(folder, keys, transport);
  }

  Site withSharedKey(Path folder, String identity, String transport) {
    var keys = does("issue", "--psk", identity, "--out", folder.resolve("keys").toString());
    return site(folder, keys, transport);
  }

  /// @param printed by `issue`; belongs into the folder of the keys
  Site site(Path folder, List<String> printed, String transport) {
    var file = folder.resolve("keys/client.yaml");
    var server =
        "{host: \"127.0.0.1\", port: %d, transports: [%s]}".formatted(quick.port(), transport);
    assertThat(String.join("\n", printed)).contains("- {host: SERVER}");
    var text = String.join("\n", printed).replace("{host: SERVER}", server);
    try {
      Files.writeString(
          file, text + "\nobserve: {metrics: false}\ntiming: {reconnect: 1m, ask-again: 5s}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Site(file);
  }

  /// What the operator sees of mitigations.
  JsonNode mitigations(String... more) {
    var words = new ArrayList<>(List.of("dots", "mitigations", "-c"));
    words.add(quick.serverFile().toString());
    words.add("--json");
    words.addAll(List.of(more));
    var ended = TocsinProcess.run(words.toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.text()).isZero();
    return JsonMapper.shared().readTree(ended.out().getLast()).path("mitigations");
  }

  Path state() {
    return quick.folder().resolve("server-state");
  }

  String audit() {
    try {
      return Files.readString(state().resolve("audit.jsonl"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

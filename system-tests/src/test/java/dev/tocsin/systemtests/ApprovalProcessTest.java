// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A person at the server's command line decides about what clients ask for: real processes.
class ApprovalProcessTest {

  private static final String CUID = "[A-Za-z0-9_-]+";

  @TempDir Path temporary;

  @Test
  void whatWaitsIsApprovedAfterTheServerWasKilledAndSomethingElseIsRefused() {
    var quick = Quickstarted.in(temporary.resolve("dots"));
    quick.edit(
        quick.serverFile(),
        "mitigators: [filter]",
        "mitigators: [filter]\n    policy: {approval: {always: true}}");
    try (var client = quick.startClient()) {
      try (var server = quick.startServer()) {
        mitigate(quick, "web", "192.0.2.1");
        server.kill();
      }
      try (var server = quick.startServer()) {
        var waiting = operator(quick, "mitigations", "--waiting", "--json").path("mitigations");
        assertThat(waiting).hasSize(1);
        assertThat(waiting.path(0).path("status").asString())
            .isEqualTo("attack-mitigation-in-progress");
        assertThat(waiting.path(0).path("enabled-by")).isEmpty();
        assertThat(text(quick, "mitigations"))
            .contains("example/")
            .contains("waits for approval since 20")
            .contains("every mitigation of this domain");

        operator(quick, "approve", "--json", "--by", "jo", name(waiting.path(0)));

        await()
            .atMost(TocsinProcess.PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(
                            operator(quick, "mitigations", "--json")
                                .path("mitigations")
                                .path(0)
                                .path("enabled-by")
                                .toString())
                        .isEqualTo("[\"filter\"]"));
        assertThat(text(quick, "mitigations")).contains("approved by jo");

        mitigate(quick, "mail", "192.0.2.2");
        var other = operator(quick, "mitigations", "--waiting", "--json").path("mitigations");
        operator(quick, "refuse", "--json", "--reason", "a test", name(other.path(0)));

        await()
            .atMost(TocsinProcess.PATIENCE)
            .untilAsserted(
                () -> assertThat(status(quick, "mail")).isEqualTo("attack-mitigation-withdrawn"));
        assertThat(run(quick, "approve", name(other.path(0))).exitCode()).isEqualTo(1);
        client.stop();
        server.stop();
      }
    }
  }

  private static void mitigate(Quickstarted quick, String label, String prefix) {
    var granted = quick.dots("mitigate", "--prefix", prefix, "--label", label);
    assertThat(granted.exitCode()).as(granted.text()).isZero();
  }

  private static String status(Quickstarted quick, String label) {
    for (var request : quick.json("list").path("requests")) {
      if (request.path("label").asString().equals(label)) {
        return request.path("status").path(0).path("status").asString();
      }
    }
    return "none";
  }

  private static String name(JsonNode mitigation) {
    assertThat(mitigation.path("cuid").asString()).matches(CUID);
    return mitigation.path("domain").asString()
        + "/"
        + mitigation.path("cuid").asString()
        + "/"
        + mitigation.path("mid").asLong();
  }

  private static JsonNode operator(Quickstarted quick, String... words) {
    var ended = run(quick, words);
    assertThat(ended.exitCode()).as(ended.text()).isZero();
    return JsonMapper.shared().readTree(ended.out().getLast());
  }

  private static String text(Quickstarted quick, String... words) {
    return run(quick, words).text();
  }

  private static TocsinProcess.Ended run(Quickstarted quick, String... words) {
    var all = new ArrayList<>(List.of("dots"));
    all.add(words[0]);
    all.addAll(List.of("-c", quick.serverFile().toString()));
    all.addAll(List.of(words).subList(1, words.length));
    return TocsinProcess.run(all.toArray(String[]::new));
  }
}

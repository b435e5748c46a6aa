// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.Means;
import dev.tocsin.dots.core.server.Mitigation;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.MitigationState;
import dev.tocsin.dots.wire.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OperatorDeskTest {

  private static final MitigationKey KEY = new MitigationKey("acme", "router/1", 7);
  private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void readsWhatTheCommandLineWrites() {
    for (var request :
        List.of(
            new OperatorRequest.Approve(KEY, "jo"),
            new OperatorRequest.Refuse(KEY, "jo", ""),
            new OperatorRequest.Refuse(KEY, "jo", "maintenance"))) {
      assertThat(OperatorMessages.read(OperatorMessages.write(request))).isEqualTo(request);
    }
    var show = new OperatorRequest.Show(true, 5);
    assertThat(OperatorMessages.read(OperatorMessages.write(show)))
        .isEqualTo(new OperatorRequest.Show(true, 10_000));
  }

  @Test
  void refusesWhatIsNoCommandAndNamesTheMember() {
    refused("[]", "expected a JSON object");
    refused("{\"command\":\"stop\"}", "unknown command 'stop'");
    refused("{\"command\":\"approve\",\"domain\":\"a\",\"cuid\":\"c\",\"by\":\"jo\"}", "mid");
    refused("{\"command\":\"mitigations\",\"all\":true}", "all");
    refused(
        "{\"command\":\"approve\",\"domain\":\"a\",\"cuid\":\"c\",\"mid\":1,\"by\":\""
            + "x".repeat(257)
            + "\"}",
        "by: more than 256");
  }

  @Test
  void showsWhatWaitsSinceWhenAndWhy() {
    var reply = ask(new OperatorAnswer.Mitigations(List.of(waiting()), 3));

    var shown = reply.path("mitigations").path(0);
    assertThat(shown.path("domain").asString()).isEqualTo("acme");
    assertThat(shown.path("status").asString()).isEqualTo("attack-mitigation-in-progress");
    assertThat(shown.path("waits").toString())
        .isEqualTo("{\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"too wide\"}");
    assertThat(shown.path("mitigators").toString()).isEqualTo("[\"edge\",\"scrubber\"]");
    assertThat(shown.has("approved")).isFalse();
    assertThat(reply.path("more").asInt()).isEqualTo(3);
  }

  @Test
  void saysWhyNothingCouldBeDone() {
    assertThat(ask(new OperatorAnswer.Impossible("no such mitigation")).toString())
        .isEqualTo("{\"reply\":\"refused\",\"reason\":\"no such mitigation\",\"last\":true}");
    assertThat(ask(new OperatorAnswer.NotStored()).path("reason").asString())
        .contains("cannot store");
    assertThat(ask(null).path("reason").asString()).contains("more to do than it can take");
  }

  private static JsonNode ask(@org.jspecify.annotations.Nullable OperatorAnswer answer) {
    var replies = new ArrayList<ObjectNode>();
    new OperatorDesk(_ -> Optional.ofNullable(answer))
        .order(1, OperatorMessages.write(new OperatorRequest.Show(false, 1)), replies::add);
    return replies.getFirst();
  }

  private static void refused(String line, String reason) {
    assertThatThrownBy(() -> OperatorMessages.read(JsonMapper.shared().readTree(line)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(reason);
  }

  private static OperatorAnswer.Shown waiting() {
    var scope = Scope.of(Prefix.parse("192.0.2.0/24"));
    var mitigation =
        new Mitigation(
            KEY,
            "owner",
            new MitigationRequest(scope, 3600, true, Optional.empty()),
            1,
            MitigationState.IN_PROGRESS,
            SINCE,
            Optional.empty(),
            Optional.of(SINCE.plusSeconds(3600)),
            Optional.empty(),
            Duration.ZERO,
            new Means(List.of("edge", "scrubber"), List.of(), List.of()),
            new Consent.Awaited(SINCE, "too wide"),
            Mitigation.ONLY_NODE);
    return new OperatorAnswer.Shown(mitigation, MitigationState.IN_PROGRESS, List.of(), false);
  }
}

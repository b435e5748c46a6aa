// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorAnswer.Shown;
import dev.tocsin.dots.core.server.OperatorRequest;
import dev.tocsin.dots.core.server.ServerInput;
import dev.tocsin.dots.io.server.Exchanges;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/mitigations`: what is asked for and how it stands, and a person's word on what waits.
final class MitigationsApi {

  private static final int REASON_MAX = 256;

  private final Exchanges<OperatorAnswer> exchanges;

  MitigationsApi(Exchanges<OperatorAnswer> exchanges) {
    this.exchanges = exchanges;
  }

  /// @param path below `mitigations`
  WebAnswer handle(WebRequest request, List<String> path, String actor) {
    if (path.isEmpty()) {
      if (!request.method().equals("GET")) return ManagementApi.notAllowed("GET");
      var parameters = Parameters.of(request, List.of("waiting", "limit"));
      return ask(new OperatorRequest.Show(parameters.flag("waiting"), parameters.limit()));
    }
    if (path.size() != 4 || !path.get(3).equals("approval")) throw ManagementApi.unknown();
    if (!request.method().equals("POST")) return ManagementApi.notAllowed("POST");
    Parameters.of(request, List.of());
    return ask(decision(key(path), Body.read(request), actor));
  }

  private static MitigationKey key(List<String> path) {
    if (!path.get(2).matches("[0-9]{1,10}")) throw ManagementApi.unknown();
    return new MitigationKey(path.get(0), path.get(1), Long.parseLong(path.get(2)));
  }

  private static OperatorRequest decision(MitigationKey key, ObjectNode body, String actor) {
    Body.only(body, List.of("approve", "reason"));
    if (Body.bool(body, "approve")) return new OperatorRequest.Approve(key, actor);
    var reason = Body.string(body, "reason").orElse("");
    if (reason.length() > REASON_MAX) {
      throw new Refusal(400, "reason", "expected at most " + REASON_MAX + " characters");
    }
    return new OperatorRequest.Refuse(key, actor, reason);
  }

  private WebAnswer ask(OperatorRequest request) {
    var answer =
        exchanges
            .ask(exchange -> new ServerInput.Operated(exchange, request))
            .orElseThrow(ManagementApi::busy);
    return switch (answer) {
      case OperatorAnswer.Done() ->
          CustomerAnswers.json(200, JsonNodeFactory.instance.objectNode().put("done", true));
      case OperatorAnswer.Impossible(var reason) -> throw new Refusal(409, "", reason);
      case OperatorAnswer.NotStored() ->
          throw new Refusal(503, "", "the server cannot store anything at the moment");
      case OperatorAnswer.Mitigations(var shown, int more) -> {
        var json = JsonNodeFactory.instance.objectNode();
        var array = json.putArray("mitigations");
        shown.forEach(each -> write(array.addObject(), each));
        yield CustomerAnswers.json(200, json.put("more", more));
      }
    };
  }

  private static void write(ObjectNode json, Shown shown) {
    var mitigation = shown.mitigation();
    var key = mitigation.key();
    json.put("domain", key.domain()).put("cuid", key.cuid()).put("mid", key.mid());
    json.put("state", shown.state().label());
    var prefixes = json.putArray("target-prefixes");
    mitigation.request().scope().prefixes().stream().map(Prefix::toString).forEach(prefixes::add);
    json.put("accepted", mitigation.accepted().toString());
    mitigation.expires().ifPresent(expires -> json.put("expires", expires.toString()));
    var mitigators = json.putArray("mitigators");
    mitigation.means().mitigators().forEach(mitigators::add);
    var enabled = json.putArray("enabled-by");
    shown.enabledBy().forEach(enabled::add);
    if (mitigation.consent() instanceof Consent.Awaited(var since, var reason)) {
      json.put("waits-since", since.toString()).put("waits-because", reason);
    }
    json.put("dry-run", shown.isDryRun());
  }
}

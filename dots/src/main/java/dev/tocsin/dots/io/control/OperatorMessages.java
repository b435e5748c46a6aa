// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.control;

import static dev.tocsin.base.control.OrderMembers.bool;
import static dev.tocsin.base.control.OrderMembers.number;
import static dev.tocsin.base.control.OrderMembers.only;
import static dev.tocsin.base.control.OrderMembers.string;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.control.OrderMembers;
import dev.tocsin.base.control.Refusal;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.server.Consent;
import dev.tocsin.dots.core.server.OperatorAnswer;
import dev.tocsin.dots.core.server.OperatorRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the operator's command line and a server say to each other: one JSON object each.
/// `docs/running.md` shows every one of them.
public final class OperatorMessages {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int SHOWN_MAX = 10_000;
  private static final int TEXT_MAX = 256;

  private OperatorMessages() {}

  /// @throws WireException if it is no command; the message names the member
  public static OperatorRequest read(JsonNode node) {
    var object = OrderMembers.object(node);
    var command = string(object, "command");
    return switch (command) {
      case "mitigations" -> {
        only(object, "waiting");
        yield new OperatorRequest.Show(object.has("waiting") && bool(object, "waiting"), SHOWN_MAX);
      }
      case "approve" -> {
        only(object, "domain", "cuid", "mid", "by");
        yield new OperatorRequest.Approve(key(object), brief(object, "by"));
      }
      case "refuse" -> {
        only(object, "domain", "cuid", "mid", "by", "reason");
        var reason = object.has("reason") ? brief(object, "reason") : "";
        yield new OperatorRequest.Refuse(key(object), brief(object, "by"), reason);
      }
      default ->
          throw new WireException(
              "unknown command '" + command + "'; known: mitigations, approve, refuse");
    };
  }

  private static MitigationKey key(ObjectNode object) {
    return new MitigationKey(
        string(object, "domain"), string(object, "cuid"), number(object, "mid"));
  }

  private static String brief(ObjectNode object, String name) {
    var text = string(object, name);
    if (text.length() <= TEXT_MAX) return text;
    throw new WireException(name + ": more than " + TEXT_MAX + " characters");
  }

  public static ObjectNode write(OperatorRequest request) {
    var object = JSON.objectNode();
    switch (request) {
      case OperatorRequest.Show(var waitingOnly, _) ->
          object.put("command", "mitigations").put("waiting", waitingOnly);
      case OperatorRequest.Approve(var key, var by) ->
          put(object.put("command", "approve"), key).put("by", by);
      case OperatorRequest.Refuse(var key, var by, var reason) -> {
        put(object.put("command", "refuse"), key).put("by", by);
        if (!reason.isEmpty()) object.put("reason", reason);
      }
    }
    return object;
  }

  public static ObjectNode write(OperatorAnswer answer) {
    var object =
        switch (answer) {
          case OperatorAnswer.Done() -> JSON.objectNode().put("reply", "done").put("text", "done");
          case OperatorAnswer.Impossible(var reason) -> Refusal.of(reason);
          case OperatorAnswer.NotStored() ->
              Refusal.of("the server cannot store anything at the moment");
          case OperatorAnswer.Mitigations(var shown, int more) -> {
            var all = JSON.objectNode().put("reply", "mitigations");
            var list = all.putArray("mitigations");
            shown.forEach(each -> list.add(mitigation(each)));
            yield all.put("more", more);
          }
        };
    return object.put("last", true);
  }

  private static ObjectNode mitigation(OperatorAnswer.Shown shown) {
    var mitigation = shown.mitigation();
    var object = put(JSON.objectNode(), mitigation.key()).put("status", shown.state().label());
    object.put("accepted", mitigation.accepted().toString());
    mitigation.activated().ifPresent(at -> object.put("activated", at.toString()));
    mitigation.expires().ifPresent(at -> object.put("expires", at.toString()));
    switch (mitigation.consent()) {
      case Consent.NotNeeded() -> {}
      case Consent.Awaited(var since, var reason) ->
          object.putObject("waits").put("since", since.toString()).put("reason", reason);
      case Consent.Given(var by, var at) ->
          object.putObject("approved").put("by", by).put("at", at.toString());
    }
    var mitigators = object.putArray("mitigators");
    mitigation.means().mitigators().forEach(mitigators::add);
    var enabled = object.putArray("enabled-by");
    shown.enabledBy().forEach(enabled::add);
    if (shown.isDryRun()) object.put("dry-run", true);
    object.set("scope", ControlReplies.scope(mitigation.request().scope()));
    return object;
  }

  private static ObjectNode put(ObjectNode object, MitigationKey key) {
    return object.put("domain", key.domain()).put("cuid", key.cuid()).put("mid", key.mid());
  }
}

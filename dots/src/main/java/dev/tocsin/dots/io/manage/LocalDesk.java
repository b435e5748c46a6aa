// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.control.ControlServer;
import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The management of customers on the control socket: the same requests as over HTTPS, each in one
/// JSON object with `"command":"manage"`. Who can open the socket may use it. Everything else goes
/// to the operator's desk.
public final class LocalDesk implements ControlServer.Desk {

  private static final String ACTOR = "the control socket";

  private final Management management;
  private final ControlServer.Desk others;

  public LocalDesk(Management management, ControlServer.Desk others) {
    this.management = management;
    this.others = others;
  }

  @Override
  public void order(long connection, JsonNode order, ControlServer.Replies replies) {
    if (order instanceof ObjectNode object
        && object.path("command").asString("").equals("manage")) {
      replies.send(reply(management.handle(request(object), actor(object))));
    } else {
      others.order(connection, order, replies);
    }
  }

  /// Whoever says who he is, is believed: the socket is his already.
  private static String actor(ObjectNode order) {
    var by = order.path("by").asString("");
    boolean good =
        !by.isBlank() && by.length() <= 64 && by.chars().noneMatch(Character::isISOControl);
    return good ? by + " at " + ACTOR : ACTOR;
  }

  private static WebRequest request(ObjectNode order) {
    var path = text(order, "path");
    int question = path.indexOf('?');
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("Content-Type", List.of(ManagementApi.JSON));
    if (order.has("if-match")) headers.put("If-Match", List.of(text(order, "if-match")));
    var body = order.has("body") ? order.get("body").toString() : "";
    return new WebRequest(
        text(order, "method"),
        question < 0 ? path : path.substring(0, question),
        question < 0 ? "" : path.substring(question + 1),
        headers,
        body.getBytes(StandardCharsets.UTF_8),
        Optional.empty(),
        ACTOR);
  }

  private static String text(ObjectNode order, String name) {
    var node = order.get(name);
    if (node != null && node.isString()) return node.stringValue();
    throw new WireException(name + ": expected a string");
  }

  private static ObjectNode reply(WebAnswer answer) {
    var reply = JsonNodeFactory.instance.objectNode();
    reply.put("reply", "managed").put("status", answer.status());
    Optional.ofNullable(answer.headers().get("ETag"))
        .ifPresent(tags -> reply.put("etag", tags.getFirst()));
    reply.set("body", JsonMapper.shared().readTree(answer.body()));
    return reply;
  }

  @Override
  public void gone(long connection) {
    others.gone(connection);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.control;

import dev.tocsin.dots.core.client.ClientReply;
import dev.tocsin.dots.core.client.ClientReply.RequestView;
import dev.tocsin.dots.core.client.ClientReply.SessionView;
import dev.tocsin.dots.wire.ConflictInformation;
import dev.tocsin.dots.wire.Counters;
import dev.tocsin.dots.wire.MitigationStatus;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import java.time.Instant;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Replies of the control socket as JSON: what programs read with `--json`, and what the command
/// line draws tables of. Unknown figures are left out.
public final class ControlReplies {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ControlReplies() {}

  /// @param last no further reply follows
  public static ObjectNode write(ClientReply reply, boolean last) {
    var object = JSON.objectNode();
    switch (reply) {
      case ClientReply.Granted(var label, var parts) ->
          object
              .put("reply", "granted")
              .put("label", label)
              .set("parts", array(parts, ControlReplies::status));
      case ClientReply.Done(var text) -> object.put("reply", "done").put("text", text);
      case ClientReply.Refused(var code, var reason) -> {
        object.put("reply", "refused").put("reason", reason);
        code.ifPresent(each -> object.put("code", each));
      }
      case ClientReply.Requests(var all) ->
          object.put("reply", "requests").set("requests", array(all, ControlReplies::request));
      case ClientReply.StatusChanged(var request) ->
          object.put("reply", "status").set("request", request(request));
      case ClientReply.Sessions(var all) ->
          object.put("reply", "sessions").set("sessions", array(all, ControlReplies::session));
    }
    return object.put("last", last);
  }

  private static ObjectNode request(RequestView view) {
    var object = JSON.objectNode().put("label", view.label());
    object.set("mids", array(view.mids(), JSON::numberNode));
    object.put("lifetime", view.request().lifetimeSeconds());
    object.put("trigger", view.request().triggerMitigation());
    object.set("scope", scope(view.request().scope()));
    object.set("status", array(view.status(), ControlReplies::status));
    view.heard().map(Instant::toString).ifPresent(at -> object.put("heard", at));
    return object;
  }

  private static ObjectNode session(SessionView view) {
    var object = JSON.objectNode().put("server", view.server()).put("address", view.address());
    object.put("transport", view.transport().name().toLowerCase(java.util.Locale.ROOT));
    object.put("state", view.state()).put("missing-heartbeats", view.missingHeartbeats());
    view.lastHeard().map(Instant::toString).ifPresent(at -> object.put("last-heard", at));
    view.config()
        .ifPresent(
            config -> {
              config.sid().ifPresent(sid -> object.put("sid", sid));
              object.set("mitigating", parameters(config.mitigating()));
              object.set("idle", parameters(config.idle()));
            });
    return object;
  }

  /// One status as the server sent it.
  public static ObjectNode status(MitigationStatus status) {
    var object = JSON.objectNode();
    put(object, "mid", status.mid());
    status.scope().ifPresent(scope -> object.set("scope", scope(scope)));
    status.triggerMitigation().ifPresent(trigger -> object.put("trigger", trigger));
    put(object, "lifetime", status.lifetimeSeconds());
    status
        .startSeconds()
        .ifPresent(at -> object.put("mitigation-start", Instant.ofEpochSecond(at).toString()));
    status.state().ifPresent(state -> object.put("status", state.label()));
    status.conflict().ifPresent(conflict -> object.set("conflict", conflict(conflict)));
    if (!status.acls().isEmpty()) {
      var acls = object.putObject("acls");
      status.acls().forEach(acl -> acls.put(acl.name(), acl.type().label()));
    }
    counters(object, status.dropped());
    return object;
  }

  private static ObjectNode conflict(ConflictInformation conflict) {
    var object = JSON.objectNode();
    conflict.status().ifPresent(each -> object.put("status", each.label()));
    conflict.cause().ifPresent(cause -> object.put("cause", cause.label()));
    put(object, "retry-timer", conflict.retryTimerSeconds());
    conflict.scope().ifPresent(scope -> object.set("scope", scope(scope)));
    put(object, "mid", conflict.mid());
    return object;
  }

  private static void counters(ObjectNode object, Counters dropped) {
    put(object, "bytes-dropped", dropped.bytes());
    put(object, "bps-dropped", dropped.bytesPerSecond());
    put(object, "pkts-dropped", dropped.packets());
    put(object, "pps-dropped", dropped.packetsPerSecond());
  }

  static ObjectNode scope(Scope scope) {
    var object = JSON.objectNode();
    texts(object, "prefixes", scope.prefixes());
    texts(object, "ports", scope.ports());
    if (!scope.protocols().isEmpty())
      object.set("protocols", array(scope.protocols(), JSON::numberNode));
    texts(object, "fqdns", scope.fqdns());
    texts(object, "uris", scope.uris());
    texts(object, "aliases", scope.aliases());
    return object;
  }

  static ObjectNode parameters(ParameterSet set) {
    var object = JSON.objectNode();
    put(object, "heartbeat-interval", set.heartbeatInterval(), 1);
    put(object, "missing-hb-allowed", set.missingHbAllowed(), 1);
    put(object, "probing-rate", set.probingRate(), 1);
    put(object, "max-retransmit", set.maxRetransmit(), 1);
    put(object, "ack-timeout", set.ackTimeout(), 100);
    put(object, "ack-random-factor", set.ackRandomFactor(), 100);
    return object;
  }

  private static void put(ObjectNode object, String name, Parameter parameter, int scale) {
    if (parameter.current().isEmpty()) return;
    var value = parameter.current().getAsLong();
    if (scale == 1) object.put(name, value);
    else object.put(name, value / (double) scale);
  }

  private static void put(ObjectNode object, String name, OptionalLong value) {
    value.ifPresent(each -> object.put(name, each));
  }

  private static void texts(ObjectNode object, String name, Collection<?> values) {
    if (!values.isEmpty())
      object.set(name, array(values, each -> JSON.stringNode(each.toString())));
  }

  private static <T> ArrayNode array(Collection<T> values, Function<T, ? extends JsonNode> each) {
    var array = JSON.arrayNode();
    values.forEach(value -> array.add(each.apply(value)));
    return array;
  }
}

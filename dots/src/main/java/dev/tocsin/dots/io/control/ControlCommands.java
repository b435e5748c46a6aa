// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.control;

import static dev.tocsin.base.control.OrderMembers.bool;
import static dev.tocsin.base.control.OrderMembers.member;
import static dev.tocsin.base.control.OrderMembers.number;
import static dev.tocsin.base.control.OrderMembers.only;
import static dev.tocsin.base.control.OrderMembers.string;
import static dev.tocsin.base.control.OrderMembers.text;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.control.OrderMembers;
import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.client.ClientCommand;
import dev.tocsin.dots.wire.AttackStatus;
import dev.tocsin.dots.wire.MitigationRequest;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import dev.tocsin.dots.wire.SessionConfig.ParameterSet;
import dev.tocsin.dots.wire.control.AclControl;
import dev.tocsin.dots.wire.control.ActivationType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Commands of the control socket: one JSON object each. `docs/running.md` shows every one of them.
///
/// A detector's report is a command too, but no {@link ClientCommand}: {@link Order} holds either.
public final class ControlCommands {

  private static final int LIST_MAX = 1_000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ControlCommands() {}

  /// What a line on the control socket asks for.
  public sealed interface Order {
    record Command(ClientCommand command) implements Order {}

    /// A detector sees an attack begin or end that the named request answers.
    record Detection(String requestName, boolean attack, String detail) implements Order {}
  }

  /// @throws WireException if the object is not a command; the message names the member
  public static Order read(JsonNode node) {
    var object = OrderMembers.object(node);
    var command = string(object, "command");
    try {
      return switch (command) {
        case "mitigate" -> mitigate(object);
        case "adjust" -> adjust(object);
        case "efficacy" -> efficacy(object);
        case "withdraw" -> {
          only(object, "label");
          yield new Order.Command(new ClientCommand.Withdraw(string(object, "label")));
        }
        case "list" -> bare(object, new ClientCommand.ListRequests());
        case "watch" -> bare(object, new ClientCommand.Watch());
        case "session" -> bare(object, new ClientCommand.ShowSessions());
        case "configure" -> configure(object);
        case "attack-detected", "attack-ceased" ->
            detection(object, command.equals("attack-detected"));
        default ->
            throw new WireException(
                "unknown command '"
                    + command
                    + "'; known: mitigate, adjust, efficacy, withdraw, list, watch, session, configure,"
                    + " attack-detected, attack-ceased");
      };
    } catch (IllegalArgumentException e) {
      throw new WireException(command + ": " + e.getMessage(), e);
    }
  }

  private static Order mitigate(ObjectNode object) {
    if (object.has("name")) {
      only(object, "name");
      return new Order.Command(new ClientCommand.MitigateNamed(string(object, "name")));
    }
    only(object, "label", "scope", "lifetime", "trigger", "acls");
    var lifetime = object.has("lifetime") ? number(object, "lifetime") : 3600;
    var trigger = !object.has("trigger") || bool(object, "trigger");
    var scope = scope(member(object, "scope"));
    if (!scope.hasTarget())
      throw new WireException("scope: needs at least one prefix, fqdn, uri or alias");
    return new Order.Command(
        new ClientCommand.Mitigate(
            string(object, "label"),
            new MitigationRequest(scope, lifetime, trigger, Optional.empty()),
            acls(object)));
  }

  /// Names of lists, each with its activation type.
  private static List<AclControl> acls(ObjectNode object) {
    if (!object.has("acls")) return List.of();
    if (!(object.get("acls") instanceof ObjectNode acls)) {
      throw new WireException("acls: expected an object");
    }
    if (acls.size() > LIST_MAX) throw new WireException("acls: more than " + LIST_MAX + " entries");
    var all = new ArrayList<AclControl>();
    for (var name : acls.propertyNames()) {
      all.add(new AclControl(name, ActivationType.labelled(string(acls, name))));
    }
    return all;
  }

  private static Order adjust(ObjectNode object) {
    only(object, "label", "scope", "lifetime");
    var scope =
        object.has("scope") ? Optional.of(scope(object.get("scope"))) : Optional.<Scope>empty();
    var lifetime =
        object.has("lifetime") ? OptionalLong.of(number(object, "lifetime")) : OptionalLong.empty();
    if (scope.isEmpty() && lifetime.isEmpty())
      throw new WireException("adjust: needs 'scope' or 'lifetime'");
    return new Order.Command(new ClientCommand.Adjust(string(object, "label"), scope, lifetime));
  }

  private static Order efficacy(ObjectNode object) {
    only(object, "label", "attack-status");
    var wanted = string(object, "attack-status");
    var status =
        Arrays.stream(AttackStatus.values())
            .filter(each -> each.label().equals(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    new WireException(
                        "attack-status: expected under-attack or attack-successfully-mitigated, not '"
                            + wanted
                            + "'"));
    return new Order.Command(new ClientCommand.Efficacy(string(object, "label"), status));
  }

  private static Order configure(ObjectNode object) {
    only(object, "mitigating", "idle");
    if (!object.has("mitigating") && !object.has("idle")) {
      return new Order.Command(new ClientCommand.Configure(Optional.empty()));
    }
    return new Order.Command(
        new ClientCommand.Configure(
            Optional.of(
                new SessionConfig(
                    OptionalLong.empty(), set(object, "mitigating"), set(object, "idle")))));
  }

  private static Order detection(ObjectNode object, boolean attack) {
    only(object, "name", "detail");
    return new Order.Detection(
        string(object, "name"), attack, object.has("detail") ? string(object, "detail") : "");
  }

  private static Order bare(ObjectNode object, ClientCommand command) {
    only(object);
    return new Order.Command(command);
  }

  private static ParameterSet set(ObjectNode object, String name) {
    if (!object.has(name)) return ParameterSet.ABSENT;
    if (!(object.get(name) instanceof ObjectNode set))
      throw new WireException(name + ": expected an object");
    only(
        set,
        Set.of(
            "heartbeat-interval",
            "missing-hb-allowed",
            "probing-rate",
            "max-retransmit",
            "ack-timeout",
            "ack-random-factor"));
    return new ParameterSet(
        parameter(set, "heartbeat-interval", 1),
        parameter(set, "missing-hb-allowed", 1),
        parameter(set, "probing-rate", 1),
        parameter(set, "max-retransmit", 1),
        parameter(set, "ack-timeout", 100),
        parameter(set, "ack-random-factor", 100));
  }

  private static Parameter parameter(ObjectNode set, String name, int scale) {
    var value = set.get(name);
    if (value == null) return Parameter.ABSENT;
    if (!value.isNumber()) throw new WireException(name + ": expected a number, not " + value);
    return Parameter.of(Math.round(value.doubleValue() * scale));
  }

  private static Scope scope(JsonNode node) {
    if (!(node instanceof ObjectNode object)) throw new WireException("scope: expected an object");
    only(object, Set.of("prefixes", "ports", "protocols", "fqdns", "uris", "aliases"));
    return new Scope(
        list(object, "prefixes", each -> Prefix.parse(text(each, "prefixes"))),
        list(object, "ports", each -> PortRange.parse(each.asString())),
        list(object, "protocols", ControlCommands::protocol),
        list(object, "fqdns", each -> text(each, "fqdns")),
        list(object, "uris", each -> text(each, "uris")),
        list(object, "aliases", each -> text(each, "aliases")));
  }

  private static int protocol(JsonNode node) {
    if (!node.isIntegralNumber() || node.longValue() < 0 || node.longValue() > 255) {
      throw new WireException("protocols: expected numbers from 0 to 255, not " + node);
    }
    return node.intValue();
  }

  private static <T> List<T> list(ObjectNode object, String name, Function<JsonNode, T> each) {
    var node = object.get(name);
    if (node == null) return List.of();
    if (!(node instanceof ArrayNode array)) throw new WireException(name + ": expected an array");
    if (array.size() > LIST_MAX)
      throw new WireException(name + ": more than " + LIST_MAX + " entries");
    var all = new ArrayList<T>();
    for (var element : array) all.add(each.apply(element));
    return all;
  }

  /// The form that {@link #read} takes.
  public static ObjectNode write(ClientCommand command) {
    var object = JSON.objectNode();
    switch (command) {
      case ClientCommand.Mitigate(var label, var request, var acls) -> {
        object
            .put("command", "mitigate")
            .put("label", label)
            .put("lifetime", request.lifetimeSeconds());
        object
            .put("trigger", request.triggerMitigation())
            .set("scope", ControlReplies.scope(request.scope()));
        if (!acls.isEmpty()) {
          var lists = object.putObject("acls");
          acls.forEach(acl -> lists.put(acl.name(), acl.type().label()));
        }
      }
      case ClientCommand.MitigateNamed(var name) ->
          object.put("command", "mitigate").put("name", name);
      case ClientCommand.Adjust(var label, var scope, var lifetime) -> {
        object.put("command", "adjust").put("label", label);
        scope.ifPresent(each -> object.set("scope", ControlReplies.scope(each)));
        lifetime.ifPresent(seconds -> object.put("lifetime", seconds));
      }
      case ClientCommand.Efficacy(var label, var status) ->
          object
              .put("command", "efficacy")
              .put("label", label)
              .put("attack-status", status.label());
      case ClientCommand.Withdraw(var label) ->
          object.put("command", "withdraw").put("label", label);
      case ClientCommand.ListRequests() -> object.put("command", "list");
      case ClientCommand.Watch() -> object.put("command", "watch");
      case ClientCommand.ShowSessions() -> object.put("command", "session");
      case ClientCommand.Configure(var config) -> {
        object.put("command", "configure");
        config.ifPresent(
            each -> {
              object.set("mitigating", ControlReplies.parameters(each.mitigating()));
              object.set("idle", ControlReplies.parameters(each.idle()));
            });
      }
    }
    return object;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.messages;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.core.mitigation.MitigationOrder;
import dev.tocsin.dots.core.mitigation.MitigatorEvent;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.wire.Counters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The JSON in which a mitigator outside of this program is told and answers: the same for a
/// command and for a web service. The format is in the README of `exec`.
public final class OrderMessages {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private OrderMessages() {}

  static String write(String instance, String action, Collection<MitigationOrder> orders) {
    var root = root(instance, action);
    var list = root.putArray("orders");
    for (var order : orders) write(order, list.addObject());
    return JSON.writeValueAsString(root);
  }

  static ObjectNode root(String instance, String action) {
    var root = JSON.createObjectNode();
    return root.put("version", 1).put("instance", instance).put("action", action);
  }

  static JsonNode json(byte[] own) {
    return JSON.readTree(own);
  }

  private static void write(MitigationOrder order, ObjectNode into) {
    into.put("domain", order.key().domain());
    into.put("cuid", order.key().cuid());
    into.put("mid", order.key().mid());
    var targets = into.putArray("targets");
    for (var target : order.targets()) {
      var object = targets.addObject();
      var prefixes = object.putArray("prefixes");
      target.prefixes().forEach(prefix -> prefixes.add(prefix.toString()));
      var ports = object.putArray("ports");
      target
          .ports()
          .forEach(
              range -> ports.addObject().put("lower", range.lower()).put("upper", range.upper()));
      var protocols = object.putArray("protocols");
      target.protocols().forEach(protocols::add);
    }
    PolicyJson.write(order.policy(), into);
  }

  static Map<MitigationKey, MitigatorEvent> events(String output) {
    var events = new HashMap<MitigationKey, MitigatorEvent>();
    for (var report : reports(output)) {
      var status = text(report, "status");
      var event =
          switch (status) {
            case "enabled" ->
                new MitigatorEvent.Enabled(targets(report.path("enabled")), text(report, "action"));
            case "refused" ->
                new MitigatorEvent.Refused(
                    text(report, "reason"), report.path("exceeded").asBoolean(false));
            default -> throw unexpected("a status 'enabled' or 'refused'", status);
          };
      events.put(key(report), event);
    }
    return events;
  }

  /// @throws MitigatorException if the text is no report of counters
  public static Map<MitigationKey, Counters> counters(String output) {
    var counters = new HashMap<MitigationKey, Counters>();
    for (var report : reports(output)) {
      counters.put(
          key(report),
          new Counters(
              number(report, "bytes"),
              number(report, "bytes_per_second"),
              number(report, "packets"),
              number(report, "packets_per_second")));
    }
    return counters;
  }

  /// No output at all is a report of nothing.
  static List<JsonNode> reports(String output) {
    if (output.isBlank()) return List.of();
    try {
      var reports = JSON.readTree(output).path("reports");
      if (!reports.isArray()) throw unexpected("an object with an array 'reports'", output);
      return List.copyOf(reports.values());
    } catch (JacksonException e) {
      throw new MitigatorException("the answer is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static MitigationKey key(JsonNode report) {
    var mid = number(report, "mid");
    if (mid.isEmpty()) throw unexpected("a number 'mid'", report.toString());
    return new MitigationKey(text(report, "domain"), text(report, "cuid"), mid.getAsLong());
  }

  private static List<MitigationOrder.Target> targets(JsonNode array) {
    var targets = new ArrayList<MitigationOrder.Target>();
    for (var target : array.values()) {
      var prefixes = new ArrayList<Prefix>();
      var ports = new ArrayList<PortRange>();
      var protocols = new ArrayList<Integer>();
      try {
        for (var each : target.path("prefixes").values())
          prefixes.add(Prefix.parse(each.asString()));
        for (var each : target.path("ports").values()) {
          ports.add(new PortRange(each.path("lower").asInt(), each.path("upper").asInt()));
        }
        for (var each : target.path("protocols").values()) protocols.add(each.asInt());
      } catch (IllegalArgumentException | JacksonException e) {
        throw new MitigatorException(
            "the answer names a target that is none: " + e.getMessage(), e);
      }
      targets.add(new MitigationOrder.Target(prefixes, ports, protocols));
    }
    return targets;
  }

  static String text(JsonNode report, String key) {
    var value = report.path(key);
    if (!value.isString()) throw unexpected("a string '" + key + "'", report.toString());
    return value.asString();
  }

  static OptionalLong number(JsonNode report, String key) {
    var value = report.path(key);
    if (value.isMissingNode() || value.isNull()) return OptionalLong.empty();
    if (!value.canConvertToLong() || value.asLong() < 0) {
      throw unexpected("a number from 0 on as '" + key + "'", report.toString());
    }
    return OptionalLong.of(value.asLong());
  }

  static MitigatorException unexpected(String expected, String came) {
    var shown = came.length() <= 200 ? came : came.substring(0, 200) + "…";
    return new MitigatorException("the answer lacks " + expected + ": " + shown);
  }
}

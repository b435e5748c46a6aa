// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.messages;

import dev.tocsin.dots.core.mitigation.FilterEvent;
import dev.tocsin.dots.core.mitigation.FilterKey;
import dev.tocsin.dots.core.mitigation.FilterOrder;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.json.DataLimits;
import dev.tocsin.dots.wire.data.json.DataRequestCodec;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataPath;
import dev.tocsin.dots.wire.data.rest.DataRequest;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The same as {@link OrderMessages} for access control lists; each stands in its message as RFC
/// 8783 writes it.
final class ListMessages {

  private static final DataRequestCodec LISTS =
      new DataRequestCodec(new DataPath(DataPath.DEFAULT_ROOT), DataLimits.ANSWER);

  private ListMessages() {}

  static String write(String instance, String action, Collection<FilterOrder> orders) {
    var root = OrderMessages.root(instance, action);
    var lists = root.putArray("lists");
    for (var order : orders) {
      var into = key(order.key(), lists.addObject());
      into.put("rank", order.rank());
      var within = into.putArray("within");
      order.within().forEach(prefix -> within.add(prefix.toString()));
      into.set("list", list(order));
    }
    return root.toString();
  }

  /// Without lists: their keys say enough.
  static String keys(String instance, String action, Collection<FilterKey> keys) {
    var root = OrderMessages.root(instance, action);
    var lists = root.putArray("lists");
    for (var key : keys) key(key, lists.addObject());
    return root.toString();
  }

  private static ObjectNode key(FilterKey key, ObjectNode into) {
    return into.put("domain", key.domain()).put("cuid", key.cuid()).put("acl", key.acl());
  }

  private static JsonNode list(FilterOrder order) {
    var target = new DataTarget.Acl(order.key().cuid(), order.acl().name());
    var body = new DataBody.Acl(order.acl());
    var json = LISTS.writeBody(new DataRequest.Replace(target, body, Optional.empty()));
    return OrderMessages.json(json).path("ietf-dots-data-channel:acls").path("acl").path(0);
  }

  static Map<FilterKey, FilterEvent> events(String output) {
    var events = new HashMap<FilterKey, FilterEvent>();
    for (var report : OrderMessages.reports(output)) {
      var status = OrderMessages.text(report, "status");
      FilterEvent event =
          switch (status) {
            case "installed" -> new FilterEvent.Installed();
            case "refused" -> new FilterEvent.Refused(OrderMessages.text(report, "reason"));
            default -> throw OrderMessages.unexpected("a status 'installed' or 'refused'", status);
          };
      events.put(key(report), event);
    }
    return events;
  }

  static Map<FilterKey, Map<String, Statistics>> counters(String output) {
    var counters = new HashMap<FilterKey, Map<String, Statistics>>();
    for (var report : OrderMessages.reports(output)) {
      var entries = new HashMap<String, Statistics>();
      for (var entry : report.path("entries").properties()) {
        var counted = entry.getValue();
        var statistics =
            new Statistics(
                OrderMessages.number(counted, "packets"), OrderMessages.number(counted, "bytes"));
        if (!statistics.isUnknown()) entries.put(entry.getKey(), statistics);
      }
      counters.put(key(report), entries);
    }
    return counters;
  }

  private static FilterKey key(JsonNode report) {
    return new FilterKey(
        OrderMessages.text(report, "domain"),
        OrderMessages.text(report, "cuid"),
        OrderMessages.text(report, "acl"));
  }
}

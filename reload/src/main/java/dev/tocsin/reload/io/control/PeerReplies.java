// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.control;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.control.Refusal;
import dev.tocsin.reload.core.usage.Kind;
import dev.tocsin.reload.wire.data.Entry;
import dev.tocsin.reload.wire.data.KindGeneration;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.ProbeInfo;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Replies of a peer's control socket as JSON: what programs read with `--json`, and what the
/// command line draws tables of. Every order has one.
final class PeerReplies {

  private PeerReplies() {}

  static ObjectNode status(PeerStatus status) {
    var self = status.self();
    var json = reply("status").put("peer", self.peer().toString()).put("overlay", self.overlay());
    json.put("role", self.isClient() ? "client" : "peer");
    json.put("joined", status.table().isJoined()).put("uptime", self.uptimeSeconds());
    if (!self.address().isEmpty()) json.put("address", self.address());
    var users = json.putArray("users");
    self.users().forEach(users::add);
    table(json, status.table());
    json.putObject("stored")
        .put("places", status.kept().places())
        .put("bytes", status.kept().bytes());
    traffic(json.putObject("traffic"), status.traffic());
    var links = json.putArray("links");
    for (var link : status.links()) {
      address(links.addObject().put("peer", link.peer().toString()), link.remote())
          .put("kind", lower(link.kind()))
          .put("dialled", link.isDialled());
    }
    var kinds = json.putArray("kinds");
    status.kinds().forEach(kind -> kinds.add(kind(kind)));
    return json;
  }

  private static void table(ObjectNode json, PeerStatus.Table table) {
    json.put("responsible_ppb", table.responsiblePpb());
    ids(json.putArray("predecessors"), table.predecessors());
    ids(json.putArray("successors"), table.successors());
    var fingers = json.putArray("fingers");
    for (var finger : table.fingers()) {
      fingers
          .addObject()
          .put("place", finger.place().toString())
          .put("peer", finger.peer().toString());
    }
  }

  private static void traffic(ObjectNode json, PeerStatus.Traffic traffic) {
    json.put("received", traffic.received())
        .put("forwarded", traffic.forwarded())
        .put("sent", traffic.sent())
        .put("sent_bytes", traffic.sentBytes())
        .put("malformed", traffic.malformed())
        .put("unproved", traffic.unproved())
        .put("repeated", traffic.repeated())
        .put("dropped", traffic.dropped());
  }

  private static ObjectNode kind(Kind kind) {
    return object()
        .put("number", kind.number())
        .put("name", words(kind.name()))
        .put("model", lower(kind.model()));
  }

  static ObjectNode pong(Answer.Probed answer) {
    var json = reply("pong");
    for (var info : answer.infos()) json.put(topic(info.topic()), info.value());
    return json;
  }

  private static String topic(ProbeInfo.Topic topic) {
    return switch (topic) {
      case RESPONSIBLE_SET -> "responsible_ppb";
      case RESOURCES -> "resources";
    };
  }

  static ObjectNode trace(List<RouteLogEntry> log) {
    var json = reply("trace");
    var hops = json.putArray("hops");
    for (var each : log) {
      address(hops.addObject().put("peer", each.peer().toString()), each.address())
          .put("link", lower(each.link()))
          .put("uptime", each.uptimeSeconds())
          .put("software", each.version());
    }
    return json;
  }

  /// @param word `stored` or `removed`
  static ObjectNode changed(String word, Kind kind, List<KindGeneration> generations) {
    var json = reply(word);
    json.set("kind", kind(kind));
    for (var each : generations) {
      if (each.kind() == kind.number()) json.put("generation", unsigned(each.generation()));
    }
    return json;
  }

  static ObjectNode fetched(Kind kind, Answer.Fetched answer) {
    var json = reply("fetched");
    json.set("kind", kind(kind));
    for (var each : answer.kinds()) {
      if (each.kind() != kind.number()) continue;
      json.put("generation", unsigned(each.generation()));
      values(json.putArray("values"), each.values());
    }
    return json;
  }

  private static void values(ArrayNode json, List<StoredValue> values) {
    for (var value : values) {
      if (!value.entry().value().exists()) continue;
      var each = json.addObject();
      switch (value.entry()) {
        case Entry.Single _ -> {}
        case Entry.Indexed(var index, _) -> each.put("index", index);
        case Entry.Keyed(var key, _) -> each.put("key", key.hex());
      }
      each.put("value", value.entry().value().bytes().hex())
          .put("stored", Instant.ofEpochMilli(value.storageTimeMillis()).toString())
          .put("lifetime", value.lifetimeSeconds())
          .put("signed", value.signature().isPresent());
    }
  }

  static ObjectNode found(Kind kind, Answer.Found answer) {
    var json = reply("found");
    json.set("kind", kind(kind));
    for (var each : answer.kinds()) {
      boolean isAny = each.kind() == kind.number() && !each.resource().equals(Id.ZERO);
      if (isAny) json.put("found", each.resource().toString());
    }
    return json;
  }

  static ObjectNode done(String text) {
    return reply("done").put("text", text);
  }

  static ObjectNode refused(Response.Failure failure) {
    var code = failure.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return Refusal.of(failure.reason()).put("code", code);
  }

  private static ObjectNode reply(String word) {
    return object().put("reply", word).put("last", true);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode address(ObjectNode json, PeerAddress address) {
    return json.put("address", text(address.address())).put("port", address.port());
  }

  private static String text(Bytes address) {
    try {
      return InetAddress.getByAddress(address.toArray()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 bytes or 16", e);
    }
  }

  private static void ids(ArrayNode json, List<Id> ids) {
    ids.forEach(id -> json.add(id.toString()));
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String words(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

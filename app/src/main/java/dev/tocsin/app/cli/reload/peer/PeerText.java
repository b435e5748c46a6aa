// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.app.cli.Table;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.observe.Printable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A peer's replies as people read them.
final class PeerText {

  private static final double PPB_PERCENT = 1e7;

  private PeerText() {}

  static void write(JsonNode reply, PrintWriter out) {
    switch (reply.path("reply").asString()) {
      case "status" -> StatusText.write(reply, out);
      case "pong" ->
          out.printf(
              "peer %s answers for %s (%s of the ring), places with data %d, %d ms%n",
              text(reply, "responder"),
              text(reply, "place"),
              share(reply),
              reply.path("resources").asLong(),
              millis(reply));
      case "trace" -> trace(reply, out);
      case "stored", "removed" ->
          out.printf(
              "%s at %s by peer %s (generation %s), %d ms%n",
              text(reply, "reply"),
              text(reply, "place"),
              text(reply, "responder"),
              reply.path("generation").asString(),
              millis(reply));
      case "fetched" -> fetched(reply, out);
      case "found" ->
          out.println(
              reply.has("found")
                  ? "the next place with data of the kind is " + text(reply, "found")
                  : "none");
      case "done" -> out.println(text(reply, "text"));
      case "refused" -> out.println(refusal(reply));
      default -> out.println(reply);
    }
  }

  static String refusal(JsonNode reply) {
    var code = reply.has("code") ? " (" + text(reply, "code") + ")" : "";
    return "refused" + code + ": " + text(reply, "reason");
  }

  private static void trace(JsonNode reply, PrintWriter out) {
    out.printf("to %s, %d ms%n", text(reply, "place"), millis(reply));
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("HOP", "PEER", "ADDRESS", "LINK", "UP", "SOFTWARE"));
    for (var hop : reply.path("hops")) {
      rows.add(
          List.of(
              String.valueOf(rows.size()),
              text(hop, "peer"),
              address(hop),
              text(hop, "link"),
              duration(hop.path("uptime").asLong()),
              text(hop, "software")));
    }
    Table.print(rows, out);
    out.println("answered by " + text(reply, "responder"));
  }

  private static void fetched(JsonNode reply, PrintWriter out) {
    var values = reply.path("values");
    if (values.isEmpty()) {
      out.println("nothing of kind " + kind(reply) + " at " + text(reply, "place"));
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("WHICH", "STORED", "LIFETIME", "SIGNED", "VALUE"));
    for (var value : values) {
      rows.add(
          List.of(
              which(value),
              text(value, "stored"),
              duration(value.path("lifetime").asLong()),
              value.path("signed").asBoolean() ? "yes" : "no",
              ValueText.of(kind(reply), Bytes.parse(text(value, "value")))));
    }
    Table.print(rows, out);
  }

  private static String kind(JsonNode reply) {
    return text(reply.path("kind"), "name");
  }

  private static String which(JsonNode value) {
    if (value.has("index")) return value.path("index").asString();
    return value.has("key") ? ValueText.text(Bytes.parse(text(value, "key"))) : "-";
  }

  /// A member that may come from far away.
  static String text(JsonNode node, String name) {
    return Printable.escape(node.path(name).asString(""));
  }

  static String address(JsonNode node) {
    var host = text(node, "address");
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + node.path("port").asInt();
  }

  static String share(JsonNode node) {
    return String.format(
        Locale.ROOT, "%.1f %%", node.path("responsible_ppb").asDouble() / PPB_PERCENT);
  }

  private static long millis(JsonNode reply) {
    return reply.path("milliseconds").asLong();
  }

  static String duration(long seconds) {
    var time = Duration.ofSeconds(seconds);
    if (time.toDays() > 0) return "%d d %d h".formatted(time.toDays(), time.toHoursPart());
    if (time.toHours() > 0) return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    return time.toMinutes() > 0
        ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
        : seconds + " s";
  }

  static String joined(JsonNode list) {
    return list.isEmpty()
        ? "-"
        : list.valueStream()
            .map(each -> Printable.escape(each.asString()))
            .collect(Collectors.joining(", "));
  }
}

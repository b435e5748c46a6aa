// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.options;

import dev.tocsin.app.cli.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// The agent's replies as people read them.
final class ReplyText {

  private ReplyText() {}

  static void write(JsonNode reply, PrintWriter out) {
    switch (reply.path("reply").asString()) {
      case "granted" -> granted(reply, out);
      case "done" -> out.println(reply.path("text").asString());
      case "refused" -> out.println(refusal(reply));
      case "requests" -> requests(reply.path("requests"), out);
      case "status" -> out.println(line(reply.path("request")));
      case "mitigations" -> mitigations(reply, out);
      case "sessions" -> {
        sessions(reply.path("sessions"), out);
        dataChannels(reply.path("data-channels"), out);
      }
      default -> out.println(reply);
    }
  }

  private static void granted(JsonNode reply, PrintWriter out) {
    var label = reply.path("label").asString();
    for (var part : reply.path("parts")) {
      out.printf(
          "%s: granted, mid %d, lifetime %s%n", label, part.path("mid").asLong(), lifetime(part));
      if (part.has("conflict")) out.println("  conflict: " + part.path("conflict"));
    }
  }

  private static String refusal(JsonNode reply) {
    var code = reply.has("code") ? " (" + reply.path("code").asString() + ")" : "";
    return "refused" + code + ": " + reply.path("reason").asString();
  }

  private static void mitigations(JsonNode reply, PrintWriter out) {
    var all = reply.path("mitigations");
    if (all.isEmpty()) {
      out.println("no mitigations");
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("MITIGATION", "STATUS", "BY", "SCOPE", ""));
    for (var each : all) {
      rows.add(
          List.of(
              each.path("domain").asString()
                  + "/"
                  + harmless(each.path("cuid").asString())
                  + "/"
                  + each.path("mid").asLong(),
              each.path("status").asString(),
              each.path("mitigators").isEmpty() ? "-" : joined(each.path("mitigators")),
              scope(each.path("scope")),
              note(each)));
    }
    Table.print(rows, out);
    if (reply.path("more").asInt() > 0) {
      out.println("and " + reply.path("more").asInt() + " more");
    }
  }

  /// Clients choose it, and it goes to a terminal.
  private static String harmless(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }

  private static String note(JsonNode mitigation) {
    var waits = mitigation.path("waits");
    if (!waits.isMissingNode()) {
      return "waits for approval since %s (%s)"
          .formatted(waits.path("since").asString(), waits.path("reason").asString());
    }
    if (mitigation.path("dry-run").asBoolean()) return "dry run: nobody enforces it";
    var approved = mitigation.path("approved");
    return approved.isMissingNode() ? "" : "approved by " + approved.path("by").asString();
  }

  private static void requests(JsonNode all, PrintWriter out) {
    if (all.isEmpty()) {
      out.println("no requests");
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of("LABEL", "MID", "STATUS", "REMAINS", "PACKETS DROPPED", "BYTES DROPPED", "SCOPE"));
    for (var request : all) rows.add(row(request));
    Table.print(rows, out);
  }

  private static List<String> row(JsonNode request) {
    var parts = request.path("status");
    return List.of(
        request.path("label").asString(),
        joined(request.path("mids")),
        parts.isEmpty() ? "not answered yet" : distinct(parts, "status"),
        parts.isEmpty() ? "-" : lifetime(parts.get(0)),
        sum(parts, "pkts-dropped"),
        sum(parts, "bytes-dropped"),
        scope(request.path("scope")));
  }

  private static String line(JsonNode request) {
    var row = row(request);
    return "%s: %s, %s remains, %s packets and %s bytes dropped"
        .formatted(row.get(0), row.get(2), row.get(3), row.get(4), row.get(5));
  }

  private static void sessions(JsonNode all, PrintWriter out) {
    if (all.isEmpty()) {
      out.println("no sessions");
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of("SERVER", "ADDRESS", "TRANSPORT", "STATE", "MISSING HEARTBEATS", "LAST HEARD"));
    for (var session : all) {
      rows.add(
          List.of(
              session.path("server").asString(),
              session.path("address").asString(),
              session.path("transport").asString(),
              session.path("state").asString(),
              session.path("missing-heartbeats").asString(),
              session.has("last-heard") ? session.path("last-heard").asString() : "-"));
    }
    Table.print(rows, out);
  }

  private static void dataChannels(JsonNode all, PrintWriter out) {
    if (all.isEmpty()) return;
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("DATA CHANNEL", "RESOURCES", "DETAIL"));
    for (var each : all) {
      rows.add(
          List.of(
              each.path("server").asString(),
              each.path("in-step").asBoolean() ? "in step" : "not in step",
              each.path("detail").asString()));
    }
    Table.print(rows, out);
  }

  private static String lifetime(JsonNode part) {
    if (!part.has("lifetime")) return "-";
    var seconds = part.path("lifetime").asLong();
    return seconds < 0 ? "indefinite" : seconds + " s";
  }

  private static String sum(JsonNode parts, String name) {
    var known =
        StreamSupport.stream(parts.spliterator(), false).filter(part -> part.has(name)).toList();
    return known.isEmpty()
        ? "-"
        : Long.toString(known.stream().mapToLong(part -> part.path(name).asLong()).sum());
  }

  private static String distinct(JsonNode parts, String name) {
    return StreamSupport.stream(parts.spliterator(), false)
        .map(part -> part.path(name).asString())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String joined(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false)
        .map(JsonNode::asString)
        .collect(Collectors.joining(","));
  }

  private static String scope(JsonNode scope) {
    return scope.properties().stream()
        .map(each -> each.getKey() + " " + joined(each.getValue()))
        .collect(Collectors.joining("; "));
  }
}

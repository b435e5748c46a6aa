// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import static dev.tocsin.app.cli.reload.peer.PeerText.text;

import dev.tocsin.app.cli.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What a peer is, as people read it.
final class StatusText {

  private StatusText() {}

  static void write(JsonNode status, PrintWriter out) {
    var stored = status.path("stored");
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("peer", text(status, "peer")));
    rows.add(List.of("overlay", text(status, "overlay") + ", as a " + text(status, "role")));
    rows.add(List.of("state", state(status)));
    rows.add(List.of("address", status.has("address") ? text(status, "address") : "-"));
    rows.add(List.of("users", PeerText.joined(status.path("users"))));
    rows.add(List.of("share", PeerText.share(status) + " of the ring"));
    rows.add(
        List.of(
            "stored",
            "%d places, %d bytes"
                .formatted(stored.path("places").asLong(), stored.path("bytes").asLong())));
    rows.add(List.of("traffic", traffic(status.path("traffic"))));
    rows.add(List.of("kinds", kinds(status.path("kinds"))));
    Table.print(rows, out);
    neighbours(status, out);
    links(status.path("links"), out);
  }

  private static String state(JsonNode status) {
    var since = PeerText.duration(status.path("uptime").asLong());
    return (status.path("joined").asBoolean() ? "joined" : "not in the overlay") + ", up " + since;
  }

  private static String traffic(JsonNode traffic) {
    long bad =
        traffic.path("malformed").asLong()
            + traffic.path("unproved").asLong()
            + traffic.path("dropped").asLong();
    return "received %d, passed on %d, sent %d (%d bytes), bad or dropped %d"
        .formatted(
            traffic.path("received").asLong(),
            traffic.path("forwarded").asLong(),
            traffic.path("sent").asLong(),
            traffic.path("sent_bytes").asLong(),
            bad);
  }

  private static String kinds(JsonNode kinds) {
    return kinds
        .valueStream()
        .map(kind -> "%s (%s)".formatted(text(kind, "name"), text(kind, "model")))
        .collect(Collectors.joining(", "));
  }

  private static void neighbours(JsonNode status, PrintWriter out) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("NEIGHBOUR", "PEER"));
    numbered("predecessor", status.path("predecessors"), rows);
    numbered("successor", status.path("successors"), rows);
    for (var finger : status.path("fingers")) {
      boolean isPlace = !text(finger, "place").equals(text(finger, "peer"));
      rows.add(
          List.of(
              isPlace ? "finger to " + text(finger, "place").substring(0, 8) + "…" : "peer",
              text(finger, "peer")));
    }
    out.println();
    if (rows.size() > 1) Table.print(rows, out);
    else out.println("no neighbours");
  }

  private static void numbered(String name, JsonNode ids, List<List<String>> rows) {
    int number = 0;
    for (var id : ids) rows.add(List.of(name + " " + ++number, id.asString()));
  }

  private static void links(JsonNode links, PrintWriter out) {
    if (links.isEmpty()) return;
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("LINK TO", "ADDRESS", "KIND", "BEGUN BY"));
    for (var link : links) {
      rows.add(
          List.of(
              text(link, "peer"),
              PeerText.address(link),
              text(link, "kind"),
              link.path("dialled").asBoolean() ? "this peer" : "the other"));
    }
    out.println();
    Table.print(rows, out);
  }
}

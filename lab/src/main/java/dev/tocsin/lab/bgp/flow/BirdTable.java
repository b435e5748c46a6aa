// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp.flow;

import dev.tocsin.lab.bgp.flow.FlowActions.Community;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The flow specifications in what `birdc show route table … all` prints.
///
/// @param leftOut what is in the tables but cannot be read or done, with the reason
public record BirdTable(List<FlowRoute> routes, List<String> leftOut) {

  private static final Pattern ROUTE =
      Pattern.compile("(flow[46] \\{.*?}| ) +\\[(\\S+) [^\\]]*](.*)");
  private static final Pattern COMMUNITIES = Pattern.compile("\\sBGP\\.ext_community: (.*)");
  private static final Pattern GENERIC =
      Pattern.compile("\\(generic, 0x([0-9a-f]{1,8}), 0x([0-9a-f]{1,8})\\)");

  public BirdTable {
    routes = List.copyOf(routes);
    leftOut = List.copyOf(leftOut);
  }

  /// A route in the making.
  private static final class Entry {
    final String text;
    final List<Community> communities = new ArrayList<>();

    Entry(String text) {
      this.text = text;
    }
  }

  /// Of several routes to the same, only the one that BIRD has chosen counts.
  public static BirdTable read(String listing) {
    var entries = new ArrayList<Entry>();
    var text = "";
    @Nullable Entry chosen = null;
    for (var line : listing.lines().toList()) {
      var route = ROUTE.matcher(line);
      if (route.matches()) {
        if (!route.group(1).isBlank()) text = route.group(1);
        chosen = route.group(3).startsWith(" *") ? new Entry(text) : null;
        if (chosen != null) entries.add(chosen);
      } else if (line.startsWith("flow")) {
        // A line that is not understood: what follows belongs to it.
        chosen = new Entry(line);
        entries.add(chosen);
      } else if (chosen != null) {
        addCommunities(line, chosen);
      }
    }
    return of(entries);
  }

  private static void addCommunities(String line, Entry entry) {
    var attribute = COMMUNITIES.matcher(line);
    if (!attribute.matches()) return;
    GENERIC
        .matcher(attribute.group(1))
        .results()
        .map(m -> new Community(Long.parseLong(m.group(1), 16), Long.parseLong(m.group(2), 16)))
        .forEach(entry.communities::add);
  }

  private static BirdTable of(List<Entry> entries) {
    var routes = new ArrayList<FlowRoute>();
    var leftOut = new ArrayList<String>();
    for (var entry : entries) {
      try {
        routes.add(FlowText.read(entry.text, FlowActions.of(entry.communities)));
      } catch (IllegalArgumentException e) {
        leftOut.add(entry.text + ": " + e.getMessage());
      }
    }
    return new BirdTable(routes, leftOut);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources.topology;

import dev.tocsin.alto.core.topology.Topology;
import dev.tocsin.alto.sources.SourceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The link-state database of OSPFv2 as routers print it: what `show ip ospf database router`,
/// `network` and `summary` say, with whatever else a terminal's log has around it. Routers are
/// named by their router id, networks by the address of their designated router (RFC 2328 §12.4).
public final class OspfText {

  private static final String ADDRESS = "(\\d{1,3}(?:\\.\\d{1,3}){3})";
  private static final Pattern LSA_TYPE = Pattern.compile("LS Type: *(.+)");
  private static final Pattern LINK_STATE_ID = Pattern.compile("Link State ID: *" + ADDRESS + ".*");
  private static final Pattern ADVERTISER = Pattern.compile("Advertising Router: *" + ADDRESS);
  private static final Pattern LINKS = Pattern.compile("Number of Links: *(\\d+)");
  private static final Pattern CONNECTED = Pattern.compile("Link connected to: *(.+)");
  private static final Pattern LINK_ID = Pattern.compile("\\(Link ID\\).*: *" + ADDRESS);
  private static final Pattern LINK_DATA = Pattern.compile("\\(Link Data\\).*: *" + ADDRESS);
  private static final Pattern TOS_METRIC = Pattern.compile("TOS 0 Metrics?: *(\\d+)");
  private static final Pattern MASK = Pattern.compile("Network Mask: */(\\d{1,2})");
  private static final Pattern DOTTED_MASK = Pattern.compile("Network Mask: *" + ADDRESS);
  private static final Pattern ATTACHED = Pattern.compile("Attached Router: *" + ADDRESS);
  private static final Pattern SUMMARY_METRIC =
      Pattern.compile("(?:MTID: *0\\s+Metric|TOS: *0\\s+Metric): *(\\d+)");

  private enum Lsa {
    NONE,
    ROUTER,
    NETWORK,
    SUMMARY
  }

  private enum Connection {
    NONE,
    POINT_TO_POINT,
    TRANSIT,
    STUB,
    VIRTUAL
  }

  private final String name;
  private final OspfLsas topology = new OspfLsas();
  private final Map<String, Integer> linksExpected = new HashMap<>();
  private final Map<String, Integer> linksFound = new HashMap<>();
  private int line;
  private int lsas;
  private Lsa lsa = Lsa.NONE;
  private Connection connection = Connection.NONE;
  private String linkStateId = "";
  private String advertiser = "";
  private String linkId = "";
  private String linkData = "";
  private int maskBits = -1;

  private OspfText(String name) {
    this.name = name;
  }

  /// @param name of the source, for complaints
  /// @throws SourceException if there is no LSA in the text, or one is cut off or cannot be read
  public static Topology read(String name, List<String> lines) {
    var reader = new OspfText(name);
    for (var text : lines) {
      reader.line++;
      try {
        reader.line(text.strip());
      } catch (IllegalArgumentException e) {
        throw reader.complaint(String.valueOf(e.getMessage()));
      }
    }
    return reader.finished();
  }

  private Topology finished() {
    if (lsas == 0) {
      throw complaint("expected what 'show ip ospf database router' prints, found no LSA");
    }
    linksExpected.forEach(
        (router, expected) -> {
          int found = linksFound.getOrDefault(router, 0);
          if (found < expected) {
            throw complaint(
                "expected %d links in the router LSA of %s, found %d"
                    .formatted(expected, router, found));
          }
        });
    return topology.build();
  }

  private void line(String text) {
    if (begins(text) || header(text)) return;
    switch (lsa) {
      case ROUTER -> routerLine(text);
      case NETWORK -> networkLine(text);
      case SUMMARY -> summaryLine(text);
      case NONE -> {}
    }
  }

  private boolean begins(String text) {
    var type = value(LSA_TYPE, text);
    if (type == null) return false;
    lsas++;
    lsa =
        switch (type) {
          case "Router Links", "router-LSA" -> Lsa.ROUTER;
          case "Network Links", "network-LSA" -> Lsa.NETWORK;
          case "Summary Links(Network)", "summary-LSA" -> Lsa.SUMMARY;
          default -> Lsa.NONE;
        };
    connection = Connection.NONE;
    maskBits = -1;
    return true;
  }

  private boolean header(String text) {
    var id = value(LINK_STATE_ID, text);
    if (id != null) linkStateId = id;
    var router = value(ADVERTISER, text);
    if (router == null) return id != null;
    advertiser = router;
    if (lsa == Lsa.ROUTER) topology.router(router);
    return true;
  }

  // RFC 2328 §12.4.1
  private void routerLine(String text) {
    var links = value(LINKS, text);
    if (links != null) {
      // A router has one router LSA in each area.
      linksExpected.merge(advertiser, Integer.parseInt(links), Integer::sum);
      return;
    }
    var connected = value(CONNECTED, text);
    if (connected != null) {
      connection = connection(connected);
      return;
    }
    var id = value(LINK_ID, text);
    if (id != null) linkId = id;
    var data = value(LINK_DATA, text);
    if (data != null) linkData = data;
    var metric = value(TOS_METRIC, text);
    if (metric != null) link(Integer.parseInt(metric));
  }

  private Connection connection(String text) {
    if (text.startsWith("another Router")) return Connection.POINT_TO_POINT;
    if (text.startsWith("a Transit Network")) return Connection.TRANSIT;
    if (text.startsWith("a Stub Network") || text.startsWith("Stub Network")) {
      return Connection.STUB;
    }
    if (text.startsWith("a Virtual Link")) return Connection.VIRTUAL;
    throw complaint("a link connected to '" + text + "' is not one of RFC 2328");
  }

  private void link(int metric) {
    if (connection == Connection.NONE) return;
    linksFound.merge(advertiser, 1, Integer::sum);
    switch (connection) {
      case POINT_TO_POINT, VIRTUAL -> topology.pointToPoint(advertiser, linkId, metric);
      case TRANSIT -> topology.transit(advertiser, linkId, metric);
      case STUB -> topology.stub(advertiser, linkId, linkData, metric);
      case NONE -> {}
    }
    connection = Connection.NONE;
  }

  private void networkLine(String text) {
    var mask = value(MASK, text);
    if (mask != null) {
      topology.network(linkStateId, Integer.parseInt(mask));
      return;
    }
    var router = value(ATTACHED, text);
    if (router != null) topology.attached(linkStateId, router);
  }

  private void summaryLine(String text) {
    var mask = value(MASK, text);
    if (mask != null) maskBits = Integer.parseInt(mask);
    var dotted = value(DOTTED_MASK, text);
    if (dotted != null) maskBits = OspfLsas.bits(dotted);
    var metric = value(SUMMARY_METRIC, text);
    if (metric == null) return;
    if (maskBits < 0) throw complaint("a metric before the network's mask");
    topology.summary(advertiser, linkStateId, maskBits, Integer.parseInt(metric));
  }

  private static @Nullable String value(Pattern pattern, String text) {
    Matcher match = pattern.matcher(text);
    return match.matches() ? match.group(1) : null;
  }

  private SourceException complaint(String text) {
    return new SourceException(name, "line " + line, text);
  }
}

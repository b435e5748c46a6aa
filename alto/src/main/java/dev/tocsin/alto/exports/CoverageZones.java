// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.exports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Coverage zone files of Apache Traffic Control: the networks of each zone, which are PIDs here.
final class CoverageZones {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private CoverageZones() {}

  static String json(ExportFormat.Head head, List<ExportRow> rows) {
    Map<String, Map<String, List<String>>> zones = new TreeMap<>();
    for (var row : rows) {
      zones
          .computeIfAbsent(row.pid(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(row.prefix().isIpv4() ? "network" : "network6", _ -> new ArrayList<>())
          .add(row.prefix().toString());
    }
    var file = new LinkedHashMap<String, Object>();
    file.put("revision", head.tag());
    file.put("customerName", head.map());
    file.put("coverageZones", zones);
    return JSON.writeValueAsString(file) + "\n";
  }
}

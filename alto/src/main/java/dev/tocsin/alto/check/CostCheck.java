// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.TypedAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// Cost maps and answers of an endpoint cost service: names, and values that fit their cost type.
final class CostCheck {

  private final Findings findings;
  private final boolean isMulti;
  private final List<CostType> types;
  private final Set<Integer> intervals;

  private CostCheck(Members meta, List<CostType> types) {
    this.findings = meta.findings();
    this.types = types;
    this.isMulti = meta.object().has("multi-cost-types");
    // RFC 8896 §5.1.2: which of several costs has which calendar, names of the directory tell.
    this.intervals = CalendarCheck.told(meta);
  }

  static void costMap(Members document) {
    var rule = "RFC 7285 §11.2.3.6";
    var meta = document.object("meta", rule);
    if (meta.isPresent()) {
      var tags = MetaCheck.dependent(meta.get(), rule, true);
      if (meta.get().object().path("dependent-vtags").isArray() && tags.size() != 1) {
        document
            .findings()
            .error("meta/dependent-vtags", rule, "expected one tag, found " + tags.size());
      }
    }
    values(document, meta, rule, "cost-map", Names::isPid, "RFC 7285 §10.1");
  }

  static void endpointCosts(Members document) {
    var rule = "RFC 7285 §11.5.1.6";
    var meta = document.object("meta", rule);
    values(
        document,
        meta,
        rule,
        "endpoint-cost-map",
        text -> TypedAddress.parse(text).isPresent(),
        "RFC 7285 §10.4.1");
  }

  private static void values(
      Members document,
      java.util.Optional<Members> meta,
      String rule,
      String name,
      Predicate<String> isName,
      String nameRule) {
    var map = document.object(name, rule);
    if (meta.isEmpty()) return;
    var check = new CostCheck(meta.get(), MetaCheck.costTypes(meta.get(), rule));
    if (map.isEmpty()) return;
    for (var src : map.get().object().properties()) {
      check.name(map.get().pathOf(src.getKey()), src.getKey(), isName, nameRule);
      var row = map.get().object(src.getKey(), rule);
      if (row.isEmpty()) continue;
      for (var dst : row.get().object().properties()) {
        var path = row.get().pathOf(dst.getKey());
        check.name(path, dst.getKey(), isName, nameRule);
        check.cost(path, dst.getValue());
      }
    }
  }

  private void name(String path, String name, Predicate<String> isName, String rule) {
    if (!isName.test(name)) findings.error(path, rule, "no name of this kind: '" + name + "'");
  }

  private void cost(String path, JsonNode cost) {
    if (!isMulti) {
      if (!types.isEmpty()) value(path, types.getFirst(), true, cost);
      return;
    }
    if (!cost.isArray() || cost.size() != types.size()) {
      findings.error(
          path,
          "RFC 8189 §4.1.3",
          "expected an array of %d costs, found %s".formatted(types.size(), Findings.shown(cost)));
      return;
    }
    for (int i = 0; i < types.size(); i++) {
      // RFC 8189 §4.1.3: null where there is none.
      if (!cost.get(i).isNull()) value(path, types.get(i), true, cost.get(i));
    }
  }

  private void value(String path, CostType type, boolean mayBeCalendar, JsonNode cost) {
    if (mayBeCalendar && !intervals.isEmpty() && cost.isArray()) {
      if (!intervals.contains(cost.size())) {
        findings.error(
            path,
            "RFC 8896 §5.1.2",
            "expected %s values, found %d".formatted(intervals, cost.size()));
      }
      for (var each : cost) if (!each.isNull()) value(path, type, false, each);
      return;
    }
    switch (type.mode()) {
      case CostType.ORDINAL -> {
        if (!cost.isIntegralNumber() || cost.bigIntegerValue().signum() < 0) {
          findings.error(
              path,
              "RFC 7285 §6.1.2.2",
              "expected a whole number of at least 0, found " + Findings.shown(cost));
        }
      }
      case CostType.NUMERICAL -> {
        if (!cost.isNumber()) {
          findings.error(
              path, "RFC 7285 §11.2.3.6", "expected a number, found " + Findings.shown(cost));
        }
      }
      default -> {}
    }
  }
}

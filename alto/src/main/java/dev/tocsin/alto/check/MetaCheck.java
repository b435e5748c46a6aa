// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.VersionTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Version tags and cost types, wherever they stand.
final class MetaCheck {

  private static final Set<String> MODES =
      Set.of(CostType.NUMERICAL, CostType.ORDINAL, CostType.ARRAY);
  // RFC 7285 §14.3, RFC 9275 §12.3, RFC 9439 §6
  private static final Set<String> METRICS =
      Set.of(
          "routingcost",
          "ane-path",
          "delay-ow",
          "delay-rt",
          "delay-variation",
          "lossrate",
          "hopcount",
          "tput",
          "bw-residual",
          "bw-available");

  private MetaCheck() {}

  static Optional<VersionTag> tag(Members in) {
    var id = in.text("resource-id", "RFC 7285 §10.3");
    var tag = in.text("tag", "RFC 7285 §10.3");
    if (id.isPresent() && !Names.isResourceId(id.get())) {
      in.findings()
          .error(in.pathOf("resource-id"), "RFC 7285 §10.2", "no resource id: '" + id.get() + "'");
    }
    if (tag.isPresent() && !Names.isTag(tag.get())) {
      in.findings()
          .error(
              in.pathOf("tag"),
              "RFC 7285 §10.3",
              "expected 1 to 64 characters from ! to ~, found '" + tag.get() + "'");
    }
    return tag(in.object());
  }

  /// @return empty if it is none
  static Optional<VersionTag> tag(JsonNode tag) {
    var id = tag.path("resource-id").asString("");
    var text = tag.path("tag").asString("");
    return Names.isResourceId(id) && Names.isTag(text)
        ? Optional.of(new VersionTag(id, text))
        : Optional.empty();
  }

  static List<VersionTag> dependent(Members meta, String rule, boolean isRequired) {
    var tags = new ArrayList<VersionTag>();
    var array = meta.array("dependent-vtags", rule, isRequired);
    if (array.isEmpty()) return tags;
    for (var each : array.get()) {
      var path = meta.pathOf("dependent-vtags");
      if (each.isObject()) {
        tag(new Members(each, path, meta.findings())).ifPresent(tags::add);
      } else {
        meta.findings().error(path, rule, "expected objects, found " + Findings.shown(each));
      }
    }
    return tags;
  }

  /// Several if there are several (RFC 8189 §4.1.3).
  static List<CostType> costTypes(Members meta, String rule) {
    var several = meta.array("multi-cost-types", "RFC 8189 §4.1.3", false);
    if (several.isEmpty()) {
      return meta.object("cost-type", rule).flatMap(MetaCheck::costType).stream().toList();
    }
    var single = meta.object().get("cost-type");
    if (single == null || !single.isObject() || !single.isEmpty()) {
      meta.findings()
          .error(
              meta.pathOf("cost-type"), "RFC 8189 §4.1.3", "expected {} beside 'multi-cost-types'");
    }
    var types = new ArrayList<CostType>();
    for (JsonNode each : several.get()) {
      costType(new Members(each, meta.pathOf("multi-cost-types"), meta.findings()))
          .ifPresent(types::add);
    }
    return types;
  }

  static Optional<CostType> costType(Members in) {
    var mode = in.text("cost-mode", "RFC 7285 §10.7");
    var metric = in.text("cost-metric", "RFC 7285 §10.7");
    in.optionalText("description", "RFC 7285 §10.7");
    if (mode.isEmpty() || metric.isEmpty()) return Optional.empty();
    if (!Names.isCostMode(mode.get())) {
      in.findings()
          .error(in.pathOf("cost-mode"), "RFC 9274 §3.1", "no cost mode: '" + mode.get() + "'");
      return Optional.empty();
    }
    if (!Names.isCostMetric(metric.get())) {
      in.findings()
          .error(
              in.pathOf("cost-metric"), "RFC 7285 §10.6", "no cost metric: '" + metric.get() + "'");
      return Optional.empty();
    }
    registered(in, mode.get(), metric.get());
    return Optional.of(CostType.of(mode.get(), metric.get()));
  }

  private static void registered(Members in, String mode, String metric) {
    if (!MODES.contains(mode) && !Names.isPrivate(mode)) {
      in.findings()
          .warn(
              in.pathOf("cost-mode"),
              "RFC 9274 §3.1",
              "'" + mode + "' is neither registered nor private");
    }
    int suffix = metric.indexOf(':');
    var base = suffix < 0 ? metric : metric.substring(0, suffix);
    if (!METRICS.contains(base) && !Names.isPrivate(metric)) {
      in.findings()
          .warn(
              in.pathOf("cost-metric"),
              "RFC 7285 §10.6",
              "'" + metric + "' is neither registered nor private");
    }
  }
}

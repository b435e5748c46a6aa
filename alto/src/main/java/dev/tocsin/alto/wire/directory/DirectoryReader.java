// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.directory;

import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.answer.CostTypes;
import dev.tocsin.alto.wire.json.Fields;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Directories from JSON. What a capability means that is not known here is of no concern.
public final class DirectoryReader {

  private static final String MAX_COST_TYPES = "max-cost-types";

  private final JsonText json;

  public DirectoryReader(JsonBounds bounds) {
    this.json = JsonText.ofServers(bounds);
  }

  /// @throws AltoRefusedException with the path of what is wrong
  public Directory read(byte[] body) {
    return read(
        body,
        wrong -> {
          throw wrong;
        });
  }

  /// For clients, which take from a directory what they understand (RFC 7285 §9.2.2).
  ///
  /// @param skipped hears of each cost type and each resource that is left out
  /// @throws AltoRefusedException if it is no directory at all
  public Directory read(byte[] body, Consumer<AltoRefusedException> skipped) {
    var in = Fields.parse(json, body);
    var meta = in.optionalObject("meta");
    var costTypes = new LinkedHashMap<String, CostType>();
    meta.flatMap(fields -> fields.optionalObjectMap("cost-types"))
        .orElse(Map.of())
        .forEach((name, type) -> tried(skipped, () -> costTypes.put(name, CostTypes.read(type))));
    var resources = new LinkedHashMap<String, Directory.Entry>();
    var all = in.object("resources");
    for (var id : all.names()) {
      tried(
          skipped,
          () -> {
            if (!Names.isResourceId(id)) throw in.invalid("resources", id);
            resources.put(id, entry(all.object(id)));
          });
    }
    return new Directory(
        costTypes,
        meta.flatMap(fields -> fields.optionalText("default-alto-network-map")),
        resources);
  }

  private static void tried(Consumer<AltoRefusedException> skipped, Runnable read) {
    try {
      read.run();
    } catch (AltoRefusedException wrong) {
      skipped.accept(wrong);
    }
  }

  private static Directory.Entry entry(Fields in) {
    return new Directory.Entry(
        in.text("uri"),
        in.text("media-type"),
        in.optionalText("accepts"),
        in.optionalObject("capabilities")
            .map(DirectoryReader::capabilities)
            .orElse(Directory.Capabilities.NONE),
        in.optionalTexts("uses").orElse(List.of()));
  }

  private static Directory.Capabilities capabilities(Fields in) {
    var mappings = new LinkedHashMap<String, List<String>>();
    in.optionalObject("mappings")
        .ifPresent(
            domains -> {
              for (var domain : domains.names()) mappings.put(domain, domains.texts(domain));
            });
    return new Directory.Capabilities(
        costs(in), in.optionalTexts("prop-types").orElse(List.of()), mappings, stream(in));
  }

  private static Directory.Costs costs(Fields in) {
    return new Directory.Costs(
        in.optionalTexts("cost-type-names").orElse(List.of()),
        in.flag("cost-constraints", false),
        in.json(MAX_COST_TYPES).map(node -> count(in, MAX_COST_TYPES, node)).orElse(0),
        in.optionalTexts("testable-cost-type-names").orElse(List.of()),
        in.optionalObjects("calendar-attributes").orElse(List.of()).stream()
            .map(DirectoryReader::calendar)
            .toList());
  }

  private static Directory.Calendar calendar(Fields in) {
    var size = in.json("time-interval-size").filter(JsonNode::isNumber);
    var intervals = in.json("number-of-intervals");
    if (size.isEmpty()) throw in.invalid("time-interval-size", "no number");
    if (intervals.isEmpty()) throw in.invalid("number-of-intervals", "nothing");
    return new Directory.Calendar(
        in.texts("cost-type-names"),
        size.get().asDouble(),
        count(in, "number-of-intervals", intervals.get()));
  }

  private static int count(Fields in, String name, JsonNode node) {
    if (!node.isNumber() || !node.canConvertToInt() || node.asInt() < 0) {
      throw in.invalid(name, node.toString());
    }
    return node.asInt();
  }

  private static Directory.Stream stream(Fields in) {
    var types = new LinkedHashMap<String, String>();
    in.optionalObject("incremental-change-media-types")
        .ifPresent(
            resources -> {
              for (var id : resources.names()) types.put(id, resources.text(id));
            });
    return new Directory.Stream(types, in.flag("support-stream-control", false));
  }
}

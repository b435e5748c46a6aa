// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.answer;

import dev.tocsin.alto.wire.AltoError;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.CostType;
import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.VersionTag;
import dev.tocsin.alto.wire.json.Fields;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import dev.tocsin.base.net.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What a server answered, to records. Liberal where the RFC lets servers extend the protocol; what
/// does not follow it is refused with the path of the element.
///
/// Every method throws {@link AltoRefusedException}.
public final class AltoAnswerReader {

  private static final List<String> TYPES = List.of(TypedAddress.IPV4, TypedAddress.IPV6);
  // A table has room for all pairs: many rows of one cost each would make a large one of few bytes.
  private static final long PAIRS_MAX = 1 << 24;

  private final JsonText json;

  public AltoAnswerReader(JsonBounds bounds) {
    this.json = JsonText.ofServers(bounds);
  }

  public AltoAnswer.NetworkMapAnswer networkMap(byte[] body) {
    return networkMap(body, _ -> {});
  }

  /// @param ignored hears of each address type that is not known here and left out
  public AltoAnswer.NetworkMapAnswer networkMap(byte[] body, Consumer<String> ignored) {
    var in = Fields.parse(json, body);
    var pids = new LinkedHashMap<String, List<Prefix>>();
    var map = in.object("network-map");
    for (var pid : map.names()) {
      if (!Names.isPid(pid)) throw in.invalid("network-map", pid);
      var groups = map.object(pid);
      for (var type : groups.names()) {
        if (!TYPES.contains(type)) ignored.accept(type);
      }
      pids.put(pid, prefixes(groups));
    }
    return new AltoAnswer.NetworkMapAnswer(tag(in.object("meta").object("vtag")), pids);
  }

  // RFC 7285 §11.2.1.7: groups of unknown types are ignored.
  private static List<Prefix> prefixes(Fields groups) {
    var prefixes = new ArrayList<Prefix>();
    for (var type : TYPES) {
      for (var text : groups.optionalTexts(type).orElse(List.of())) {
        prefixes.add(TypedAddress.prefix(type, text).orElseThrow(() -> groups.invalid(type, text)));
      }
    }
    return prefixes;
  }

  private static VersionTag tag(Fields in) {
    String resourceId = in.text("resource-id");
    String tag = in.text("tag");
    if (!Names.isResourceId(resourceId)) throw in.invalid("resource-id", resourceId);
    if (!Names.isTag(tag)) throw in.invalid("tag", tag);
    return new VersionTag(resourceId, tag);
  }

  private static List<VersionTag> dependent(Fields meta) {
    return meta.optionalObjects("dependent-vtags").orElse(List.of()).stream()
        .map(AltoAnswerReader::tag)
        .toList();
  }

  public AltoAnswer.CostMapAnswer costMap(byte[] body) {
    var in = Fields.parse(json, body);
    var meta = in.object("meta");
    var tags = dependent(meta);
    // RFC 7285 §11.2.3.6: exactly one.
    if (tags.size() != 1) throw meta.invalid("dependent-vtags", tags.size() + " tags");
    var costs = new Costs(meta, in.object("cost-map"));
    return new AltoAnswer.CostMapAnswer(
        tags.getFirst(), costs.isMulti, costs.srcs(), costs.dsts(), costs.table());
  }

  public AltoAnswer.EndpointCostAnswer endpointCosts(byte[] body) {
    var in = Fields.parse(json, body);
    var meta = in.object("meta");
    var costs = new Costs(meta, in.object("endpoint-cost-map"));
    return new AltoAnswer.EndpointCostAnswer(
        meta.optionalObject("vtag").map(AltoAnswerReader::tag),
        costs.isMulti,
        costs.srcs(),
        costs.dsts(),
        costs.table());
  }

  public AltoAnswer.EndpointPropertyAnswer endpointProperties(byte[] body) {
    var in = Fields.parse(json, body);
    var properties = new LinkedHashMap<String, Map<String, String>>();
    in.object("endpoint-properties");
    in.optionalObjectMap("endpoint-properties")
        .orElseThrow()
        .forEach(
            (endpoint, each) -> {
              var values = new LinkedHashMap<String, String>();
              for (var name : each.names()) values.put(name, each.text(name));
              properties.put(endpoint, values);
            });
    // RFC 7285 §11.4.1.6 lets "meta" go when there is nothing in it.
    var tags = in.optionalObject("meta").map(AltoAnswerReader::dependent).orElse(List.of());
    return new AltoAnswer.EndpointPropertyAnswer(tags, properties);
  }

  public AltoAnswer.PropertyMapAnswer propertyMap(byte[] body) {
    var in = Fields.parse(json, body);
    var entities = new LinkedHashMap<String, Map<String, JsonNode>>();
    in.object("property-map");
    in.optionalObjectMap("property-map")
        .orElseThrow()
        .forEach(
            (entity, each) -> {
              var values = new LinkedHashMap<String, JsonNode>();
              for (var name : each.names()) values.put(name, each.json(name).orElseThrow());
              entities.put(entity, values);
            });
    var tags = in.optionalObject("meta").map(AltoAnswerReader::dependent).orElse(List.of());
    return new AltoAnswer.PropertyMapAnswer(tags, entities);
  }

  public AltoError error(byte[] body) {
    var meta = Fields.parse(json, body).object("meta");
    String code = meta.text("code");
    return new AltoError(
        Arrays.stream(AltoError.Code.values())
            .filter(each -> each.name().equals(code))
            .findFirst()
            .orElseThrow(() -> meta.invalid("code", code)),
        meta.optionalText("field"),
        meta.has("field") ? meta.optionalText("value") : Optional.empty(),
        meta.optionalText("syntax-error"));
  }

  /// Rows and columns in the order in which the answer first names them.
  private static final class Costs {
    private final Fields map;
    private final List<CostType> types;
    private final boolean isMulti;
    private final List<CalendarAttributes> calendars;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final List<String> rows;
    private final Map<Integer, double[][]> overTime = new TreeMap<>();

    Costs(Fields meta, Fields map) {
      this.map = map;
      this.isMulti = meta.has("multi-cost-types");
      this.types = CostTypes.all(meta);
      this.calendars =
          meta.optionalObjects("calendar-response-attributes").orElse(List.of()).stream()
              .map(CalendarAttributes::read)
              .toList();
      this.rows = map.names();
      var names = new LinkedHashSet<String>();
      for (var src : rows) names.addAll(map.object(src).names());
      for (var name : names) columns.put(name, columns.size());
    }

    List<String> srcs() {
      return rows;
    }

    List<String> dsts() {
      return List.copyOf(columns.keySet());
    }

    CostTable table() {
      long all = (long) rows.size() * columns.size();
      if (all * types.size() > PAIRS_MAX) {
        throw new AltoRefusedException(
            AltoError.syntax("expected at most " + PAIRS_MAX + " costs, found " + all + " pairs"));
      }
      int pairs = Math.toIntExact(all);
      var layers = new double[types.size()][pairs];
      for (var layer : layers) Arrays.fill(layer, Double.NaN);
      var told = new boolean[pairs];
      for (int row = 0; row < rows.size(); row++) {
        var line = map.object(rows.get(row));
        for (var name : line.names()) {
          int pair = row * columns.size() + columns.getOrDefault(name, 0);
          told[pair] = true;
          cell(line, name, layers, pair);
        }
      }
      return new CostTable(types, columns.size(), layers, told, calendars());
    }

    private Map<Integer, CalendarLayer> calendars() {
      var found = new TreeMap<Integer, CalendarLayer>();
      overTime.forEach(
          (layer, intervals) -> {
            var attributes = attributes(layer);
            if (attributes.intervals() != intervals.length) throw noCalendar(layer);
            found.put(layer, new CalendarLayer(attributes, intervals));
          });
      return found;
    }

    private AltoRefusedException noCalendar(int layer) {
      return new AltoRefusedException(
          AltoError.value(
              "meta/calendar-response-attributes", "none for " + types.get(layer).metric()));
    }

    /// RFC 8896 §5.1.2 tells types and calendars apart by the directory's names, which nobody here
    /// knows: they come in the order of the types that have one, or one is for all.
    private CalendarAttributes attributes(int layer) {
      if (calendars.size() == 1) return calendars.getFirst();
      int place = 0;
      for (int at : overTime.keySet()) {
        if (at < layer) place++;
      }
      int named = 0;
      for (var each : calendars) {
        named += Math.max(1, each.typeNames().size());
        if (place < named) return each;
      }
      throw noCalendar(layer);
    }

    private void cell(Fields line, String name, double[][] layers, int pair) {
      var cost = line.json(name).orElseThrow();
      if (!isMulti) {
        layers[0][pair] = cost(line, name, cost, new Place(0, pair, layers[0].length));
        return;
      }
      if (!cost.isArray() || cost.size() != layers.length) {
        throw line.invalid(name, cost.toString());
      }
      for (int layer = 0; layer < layers.length; layer++) {
        var place = new Place(layer, pair, layers[layer].length);
        layers[layer][pair] = cost(line, name, cost.get(layer), place);
      }
    }

    private record Place(int layer, int pair, int pairs) {}

    private double cost(Fields line, String name, JsonNode cost, Place at) {
      if (!cost.isArray() || calendars.isEmpty()) return number(line, name, cost);
      int length = cost.size();
      if (calendars.stream().noneMatch(each -> each.intervals() == length)
          || (long) at.pairs() * length * types.size() > PAIRS_MAX) {
        throw line.invalid(name, length + " intervals");
      }
      var intervals =
          overTime.computeIfAbsent(
              at.layer(),
              _ -> {
                var empty = new double[length][at.pairs()];
                for (var costs : empty) Arrays.fill(costs, Double.NaN);
                return empty;
              });
      if (intervals.length != length) throw line.invalid(name, length + " intervals");
      for (int i = 0; i < length; i++) intervals[i][at.pair()] = number(line, name, cost.get(i));
      return Double.NaN;
    }

    private static double number(Fields line, String name, JsonNode cost) {
      if (cost.isNull()) return Double.NaN;
      if (!cost.isNumber()) throw line.invalid(name, cost.toString());
      return cost.asDouble();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.request;

import dev.tocsin.alto.wire.Names;
import dev.tocsin.alto.wire.TypedAddress;
import dev.tocsin.alto.wire.json.Fields;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.alto.wire.json.JsonText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Bodies of requests to records. What depends on the resource, such as which cost types it has, is
/// not looked at here.
///
/// Every method throws {@link dev.tocsin.alto.wire.AltoRefusedException} with the first fault.
public final class AltoRequestReader {

  private static final String PIDS = "pids";
  private static final String ENDPOINTS = "endpoints";
  private static final String ENDPOINT_FLOWS = "endpoint-flows";
  private static final String PROPERTIES = "properties";

  private final JsonText json;

  public AltoRequestReader(JsonBounds bounds) {
    this.json = new JsonText(bounds);
  }

  public AltoRequest.NetworkMapFilter networkMapFilter(byte[] body) {
    var in = Fields.parse(json, body);
    return new AltoRequest.NetworkMapFilter(
        once(in.texts(PIDS)), once(in.optionalTexts("address-types").orElse(List.of())));
  }

  public AltoRequest.CostMapFilter costMapFilter(byte[] body) {
    var in = Fields.parse(json, body);
    var costs = CostQueryReader.read(in);
    // RFC 7285 §11.3.2.3: without the field both lists are all PIDs.
    var pids = in.optionalObject(PIDS);
    return new AltoRequest.CostMapFilter(costs, pidList(pids, "srcs"), pidList(pids, "dsts"));
  }

  private static Set<String> pidList(Optional<Fields> pids, String name) {
    return once(pids.flatMap(in -> in.optionalTexts(name)).orElse(List.of()));
  }

  public AltoRequest.EndpointProperties endpointProperties(byte[] body) {
    var in = Fields.parse(json, body);
    var properties = in.texts(PROPERTIES);
    if (properties.isEmpty()) throw in.invalid(PROPERTIES, "[]");
    var endpoints = addresses(in, ENDPOINTS, in.texts(ENDPOINTS));
    if (endpoints.isEmpty()) throw in.invalid(ENDPOINTS, "[]");
    return new AltoRequest.EndpointProperties(once(properties), endpoints);
  }

  public AltoRequest.EndpointCosts endpointCosts(byte[] body) {
    var in = Fields.parse(json, body);
    var costs = CostQueryReader.read(in);
    // A client in use writes the other name.
    var endpoints =
        in.object(in.has(ENDPOINTS) || !in.has(ENDPOINT_FLOWS) ? ENDPOINTS : ENDPOINT_FLOWS);
    var srcs = addresses(endpoints, "srcs", endpoints.optionalTexts("srcs").orElse(List.of()));
    var dsts = addresses(endpoints, "dsts", endpoints.optionalTexts("dsts").orElse(List.of()));
    // RFC 7285 §11.5.1.3: not both are empty.
    if (srcs.isEmpty() && dsts.isEmpty()) throw in.invalid(ENDPOINTS, endpoints.json().toString());
    return new AltoRequest.EndpointCosts(costs, srcs, dsts);
  }

  // RFC 7285 §11.4.1.3, §11.5.1.3: what stands there twice is taken once.
  private static List<TypedAddress> addresses(Fields in, String name, List<String> texts) {
    var addresses = new ArrayList<TypedAddress>(texts.size());
    for (var text : once(texts)) {
      addresses.add(TypedAddress.parse(text).orElseThrow(() -> in.invalid(name, text)));
    }
    return addresses;
  }

  public AltoRequest.PropertyMapFilter propertyMapFilter(byte[] body) {
    var in = Fields.parse(json, body);
    return new AltoRequest.PropertyMapFilter(
        once(in.texts("entities")), in.optionalTexts(PROPERTIES).map(AltoRequestReader::once));
  }

  /// Opens a stream: there has to be something to add (RFC 8895 §6.5).
  public AltoRequest.StreamChange streamParameters(byte[] body) {
    var in = Fields.parse(json, body);
    in.object("add");
    return new AltoRequest.StreamChange(substreams(in), Optional.empty());
  }

  /// Adds to a stream or removes from it (RFC 8895 §7.1).
  public AltoRequest.StreamChange streamControl(byte[] body) {
    var in = Fields.parse(json, body);
    var remove = in.optionalTexts("remove").map(AltoRequestReader::once);
    if (!in.has("add") && remove.isEmpty()) in.object("add");
    return new AltoRequest.StreamChange(substreams(in), remove);
  }

  private static LinkedHashMap<String, AltoRequest.Substream> substreams(Fields in) {
    var substreams = new LinkedHashMap<String, AltoRequest.Substream>();
    in.optionalObjectMap("add")
        .ifPresent(
            added ->
                added.forEach(
                    (id, each) -> {
                      // RFC 8895 §6.5: a substream's name looks like a PID's.
                      if (!Names.isPid(id)) throw in.invalid("add", id);
                      substreams.put(id, substream(each));
                    }));
    return substreams;
  }

  private static AltoRequest.Substream substream(Fields in) {
    return new AltoRequest.Substream(
        in.text("resource-id"),
        in.optionalText("tag"),
        in.flag("incremental-changes", true),
        in.optionalObject("input").map(Fields::json));
  }

  private static Set<String> once(List<String> texts) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(texts));
  }
}

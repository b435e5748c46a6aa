// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.data.capability.AddressFamily;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.capability.ForwardingAction;
import dev.tocsin.dots.wire.data.capability.MatchField;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/// What a server can filter on (RFC 8783 §7.1). Only what it can do is written.
final class CapabilitiesJson {

  private static final int LIST_MAX = 256;
  private static final List<String> HEADERS = List.of("ipv4", "ipv6", "tcp", "udp", "icmp");

  private CapabilitiesJson() {}

  static Capabilities read(Container in) {
    var families =
        in.leafList("address-family", LIST_MAX, node -> node.label(AddressFamily.values()));
    var actions =
        in.leafList(
            "forwarding-actions", LIST_MAX, node -> node.identity(ForwardingAction.values()));
    boolean rateLimit = in.take("rate-limit").map(Node::flag).orElse(false);
    var protocols = in.leafList("transport-protocols", LIST_MAX, node -> node.number(0, 255));
    var fields = EnumSet.noneOf(MatchField.class);
    for (var header : HEADERS) {
      in.take(header).ifPresent(node -> fields.addAll(fields(header, node.container())));
    }
    return new Capabilities(
        new HashSet<>(families),
        new HashSet<>(actions),
        rateLimit,
        new HashSet<>(protocols),
        fields);
  }

  private static Set<MatchField> fields(String header, Container in) {
    var fields = EnumSet.noneOf(MatchField.class);
    for (var field : MatchField.values()) {
      if (!field.header().equals(header)) continue;
      if (in.take(field.label()).map(Node::flag).orElse(false)) fields.add(field);
    }
    in.end();
    return fields;
  }

  /// Writes the object behind `capabilities`.
  static void write(JsonGenerator out, Capabilities capabilities) {
    out.writeStartObject();
    out.writeArrayPropertyStart("address-family");
    for (var family : AddressFamily.values()) {
      if (capabilities.addressFamilies().contains(family)) out.writeString(family.label());
    }
    out.writeEndArray();
    out.writeArrayPropertyStart("forwarding-actions");
    for (var action : ForwardingAction.values()) {
      if (capabilities.forwardingActions().contains(action)) out.writeString(action.label());
    }
    out.writeEndArray();
    out.writeBooleanProperty("rate-limit", capabilities.rateLimit());
    out.writeArrayPropertyStart("transport-protocols");
    capabilities.transportProtocols().stream().sorted().forEach(out::writeNumber);
    out.writeEndArray();
    for (var header : HEADERS) writeFields(out, header, capabilities.fields());
    out.writeEndObject();
  }

  private static void writeFields(JsonGenerator out, String header, Set<MatchField> fields) {
    if (fields.stream().noneMatch(field -> field.header().equals(header))) return;
    out.writeObjectPropertyStart(header);
    for (var field : MatchField.values()) {
      if (field.header().equals(header) && fields.contains(field)) {
        out.writeBooleanProperty(field.label(), true);
      }
    }
    out.writeEndObject();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Actions;
import dev.tocsin.dots.wire.data.Statistics;
import dev.tocsin.dots.wire.data.match.Matches;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/// Writes ACLs and ACEs. Identities go without their module's name, as in all figures of RFC 8783.
final class AclWriter {

  private final JsonGenerator out;
  private final ContentFilter content;
  private final MatchWriter matches;

  AclWriter(JsonGenerator out, ContentFilter content) {
    this.out = out;
    this.content = content;
    this.matches = new MatchWriter(out);
  }

  void acl(Acl acl) {
    out.writeStartObject();
    out.writeStringProperty("name", acl.name());
    if (content != ContentFilter.NON_CONFIG) {
      acl.type().ifPresent(type -> out.writeStringProperty("type", type.label()));
      out.writeStringProperty("activation-type", acl.activation().label());
    }
    BodyWriter.pendingLifetime(out, content, acl.pendingLifetimeMinutes());
    if (!acl.aces().isEmpty()) aces("", acl.aces());
    out.writeEndObject();
  }

  void aces(String prefix, List<Ace> aces) {
    BodyWriter.container(out, prefix + "aces", "ace", aces, this::ace);
  }

  private void ace(Ace ace) {
    out.writeStartObject();
    out.writeStringProperty("name", ace.name());
    if (content != ContentFilter.NON_CONFIG) {
      if (!ace.matches().equals(Matches.ANY)) matches.write(ace.matches());
      actions(ace.actions());
    }
    if (content != ContentFilter.CONFIG && !ace.statistics().isUnknown()) {
      statistics(ace.statistics());
    }
    out.writeEndObject();
  }

  private void actions(Actions actions) {
    out.writeObjectPropertyStart("actions");
    switch (actions) {
      case Actions.Drop() -> out.writeStringProperty("forwarding", "drop");
      case Actions.Accept(var rate) -> {
        out.writeStringProperty("forwarding", "accept");
        rate.ifPresent(limit -> out.writeStringProperty("rate-limit", limit.toPlainString()));
      }
    }
    out.writeEndObject();
  }

  private void statistics(Statistics statistics) {
    out.writeObjectPropertyStart("statistics");
    counter("matched-packets", statistics.matchedPackets());
    counter("matched-octets", statistics.matchedOctets());
    out.writeEndObject();
  }

  // RFC 7951 §6.1: integers of 64 bits are strings.
  private void counter(String name, OptionalLong value) {
    if (value.isEmpty()) return;
    out.writeStringProperty(name, Long.toUnsignedString(value.getAsLong()));
  }
}

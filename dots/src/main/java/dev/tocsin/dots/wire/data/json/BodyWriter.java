// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.ContentFilter;
import dev.tocsin.dots.wire.Scope;
import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.DotsClient;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// Writes bodies with their members in the order of the module, and of those the ones that were
/// asked for. One alias, ACL or ACE stands in its container, as the figures of RFC 8783 have it.
final class BodyWriter {

  private final JsonGenerator out;
  private final ContentFilter content;
  private final AclWriter acls;

  BodyWriter(JsonGenerator out, ContentFilter content) {
    this.out = out;
    this.content = content;
    this.acls = new AclWriter(out, content);
  }

  void write(DataBody body) {
    out.writeStartObject();
    switch (body) {
      case DataBody.Root root -> root(root);
      case DataBody.Capabilities(var capabilities) -> {
        name("capabilities");
        CapabilitiesJson.write(out, capabilities);
      }
      case DataBody.Client(var client) -> clients(InstancePath.MODULE + ":", List.of(client));
      case DataBody.Aliases(var aliases) -> aliases(InstancePath.MODULE + ":", aliases);
      case DataBody.Alias(var alias) -> aliases(InstancePath.MODULE + ":", List.of(alias));
      case DataBody.Acls(var all) -> acls(InstancePath.MODULE + ":", all);
      case DataBody.Acl(var acl) -> acls(InstancePath.MODULE + ":", List.of(acl));
      case DataBody.Aces(var aces) -> acls.aces(InstancePath.MODULE + ":", aces);
      case DataBody.Ace(var ace) -> acls.aces(InstancePath.MODULE + ":", List.of(ace));
      case DataBody.State _ -> throw new IllegalStateException("state is only read");
    }
    out.writeEndObject();
  }

  private void name(String name) {
    out.writeName(InstancePath.MODULE + ":" + name);
  }

  private void root(DataBody.Root root) {
    name("dots-data");
    out.writeStartObject();
    if (!root.clients().isEmpty()) clients("", root.clients());
    if (content != ContentFilter.CONFIG && root.capabilities().isPresent()) {
      out.writeName("capabilities");
      CapabilitiesJson.write(out, root.capabilities().get());
    }
    out.writeEndObject();
  }

  private void clients(String prefix, List<DotsClient> clients) {
    out.writeArrayPropertyStart(prefix + "dots-client");
    for (var client : clients) {
      out.writeStartObject();
      out.writeStringProperty("cuid", client.cuid());
      if (content != ContentFilter.NON_CONFIG) {
        client.cdid().ifPresent(cdid -> out.writeStringProperty("cdid", cdid));
      }
      if (!client.aliases().isEmpty()) aliases("", client.aliases());
      if (!client.acls().isEmpty()) acls("", client.acls());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void acls(String prefix, List<Acl> all) {
    container(out, prefix + "acls", "acl", all, acls::acl);
  }

  private void aliases(String prefix, List<Alias> aliases) {
    container(out, prefix + "aliases", "alias", aliases, this::alias);
  }

  private void alias(Alias alias) {
    out.writeStartObject();
    out.writeStringProperty("name", alias.name());
    if (content != ContentFilter.NON_CONFIG) target(alias.target());
    pendingLifetime(out, content, alias.pendingLifetimeMinutes());
    out.writeEndObject();
  }

  private void target(Scope target) {
    array("target-prefix", target.prefixes(), prefix -> out.writeString(prefix.toString()));
    array(
        "target-port-range",
        target.ports(),
        range -> {
          out.writeStartObject();
          out.writeNumberProperty("lower-port", range.lower());
          if (range.upper() != range.lower()) out.writeNumberProperty("upper-port", range.upper());
          out.writeEndObject();
        });
    array("target-protocol", target.protocols(), out::writeNumber);
    array("target-fqdn", target.fqdns(), out::writeString);
    array("target-uri", target.uris(), out::writeString);
  }

  private <T> void array(String name, List<T> values, Consumer<T> write) {
    if (values.isEmpty()) return;
    out.writeArrayPropertyStart(name);
    values.forEach(write);
    out.writeEndArray();
  }

  /// A container of a list; an empty list is left out.
  static <T> void container(
      JsonGenerator out, String name, String list, List<T> entries, Consumer<T> write) {
    out.writeObjectPropertyStart(name);
    if (!entries.isEmpty()) {
      out.writeArrayPropertyStart(list);
      entries.forEach(write);
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  static void pendingLifetime(JsonGenerator out, ContentFilter content, OptionalInt minutes) {
    if (content == ContentFilter.CONFIG || minutes.isEmpty()) return;
    out.writeNumberProperty("pending-lifetime", minutes.getAsInt());
  }
}

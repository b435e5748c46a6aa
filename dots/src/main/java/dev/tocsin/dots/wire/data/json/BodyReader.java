// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.Alias;
import dev.tocsin.dots.wire.data.DotsClient;
import dev.tocsin.dots.wire.data.json.Node.Strictness;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataRefusedException;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.ErrorTag;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.util.List;

/// Reads the bodies of requests and answers: one member with the module's name (RFC 7951 §4), and
/// below it a part of the tree.
final class BodyReader {

  private final DataLimits limits;
  private final AclReader acls;
  private final Strictness strictness;

  BodyReader(DataLimits limits, Strictness strictness) {
    this.limits = limits;
    this.acls = new AclReader(limits.acesMax());
    this.strictness = strictness;
  }

  /// The children that a POST brings.
  DataBody created(DataTarget parent, JsonValue json) {
    var in = new TopLevel(json, InstancePath.of(parent), strictness);
    return switch (parent) {
      case DataTarget.Root _ -> {
        var top = in.only("dots-client");
        yield new DataBody.Client(one(top, "dots-client", clients(top)));
      }
      case DataTarget.Client _ -> createdBelowClient(in.only("aliases", "acls"));
      case DataTarget.Aliases _ -> {
        var top = in.only("alias");
        yield new DataBody.Alias(one(top, "alias", aliases(top)));
      }
      case DataTarget.Acls _ -> {
        var top = in.only("acl");
        yield new DataBody.Acl(one(top, "acl", acls(top)));
      }
      case DataTarget.Acl _ -> {
        var below = in.only("aces").need("aces").container();
        yield new DataBody.Aces(some(below, "ace", acls.aces(below)));
      }
      case DataTarget.Aces _ -> {
        var top = in.only("ace");
        yield new DataBody.Ace(one(top, "ace", acls.aces(top)));
      }
      case DataTarget.Alias _, DataTarget.Ace _, DataTarget.Capabilities _ ->
          throw new IllegalStateException("nothing is created below " + parent);
    };
  }

  private DataBody createdBelowClient(Container top) {
    if (top.has("aliases")) {
      var below = top.need("aliases").container();
      return new DataBody.Aliases(some(below, "alias", aliases(below)));
    }
    var below = top.need("acls").container();
    return new DataBody.Acls(some(below, "acl", acls(below)));
  }

  /// The target itself, as a PUT brings it and a GET tells it.
  DataBody whole(DataTarget.OfClient target, JsonValue json) {
    String cuid = target.cuid();
    return switch (target) {
      case DataTarget.Client _ -> {
        var top = new TopLevel(json, InstancePath.ROOT, strictness).only("dots-client");
        var client = one(top, "dots-client", clients(top));
        sameKey(target, "cuid", cuid, client.cuid());
        yield new DataBody.Client(client);
      }
      case DataTarget.Aliases _ -> new DataBody.Aliases(aliases(below(target, json, "aliases")));
      case DataTarget.Acls _ -> new DataBody.Acls(acls(below(target, json, "acls")));
      case DataTarget.Aces _ -> new DataBody.Aces(acls.aces(below(target, json, "aces")));
      case DataTarget.Alias(_, var name) -> {
        var list = listOf(new DataTarget.Aliases(cuid), json, "aliases", "alias");
        var alias = one(list, "alias", aliases(list));
        sameKey(target, "name", name, alias.name());
        yield new DataBody.Alias(alias);
      }
      case DataTarget.Acl(_, var name) -> {
        var list = listOf(new DataTarget.Acls(cuid), json, "acls", "acl");
        var acl = one(list, "acl", acls(list));
        sameKey(target, "name", name, acl.name());
        yield new DataBody.Acl(acl);
      }
      case DataTarget.Ace(_, var acl, var name) -> {
        var list = listOf(new DataTarget.Aces(cuid, acl), json, "aces", "ace");
        var ace = one(list, "ace", acls.aces(list));
        sameKey(target, "name", name, ace.name());
        yield new DataBody.Ace(ace);
      }
    };
  }

  /// `dots-data` as a GET tells it.
  DataBody root(JsonValue json) {
    var in = TopLevel.root(json, strictness);
    var clients = clients(in);
    var capabilities = in.take("capabilities").map(node -> CapabilitiesJson.read(node.container()));
    return new DataBody.Root(clients, capabilities);
  }

  DataBody capabilities(JsonValue json) {
    var top = new TopLevel(json, InstancePath.ROOT, strictness).only("capabilities");
    return new DataBody.Capabilities(CapabilitiesJson.read(top.need("capabilities").container()));
  }

  private Container below(DataTarget target, JsonValue json, String name) {
    var parent = InstancePath.of(target).parent();
    return new TopLevel(json, parent, strictness).only(name).need(name).container();
  }

  /// The container of a list with one entry. RFC 8040 §4.5 has the entry at the top, the figures of
  /// RFC 8783 the container: both are read.
  private Container listOf(DataTarget parent, JsonValue json, String container, String list) {
    return TopLevel.isWrapped(json, container)
        ? below(parent, json, container)
        : new TopLevel(json, InstancePath.of(parent), strictness).only(list);
  }

  private List<DotsClient> clients(Container in) {
    return in.list("dots-client", "cuid", DataLimits.CLIENTS_MAX, this::client);
  }

  private DotsClient client(Container in) {
    var cuidNode = in.need("cuid");
    var cuid = cuidNode.text(DotsClient.CUID_CHARS_MAX);
    if (!DotsClient.isCuid(cuid)) throw cuidNode.expected("visible ASCII characters without '/'");
    var cdid = in.take("cdid").map(node -> node.text(DotsClient.CUID_CHARS_MAX));
    var aliases = in.take("aliases").map(node -> aliases(node.container())).orElse(List.of());
    var lists = in.take("acls").map(node -> acls(node.container())).orElse(List.of());
    return new DotsClient(cuid, cdid, aliases, lists);
  }

  private List<Alias> aliases(Container in) {
    var aliases = in.list("alias", "name", limits.aliasesMax(), TargetReader::alias);
    in.end();
    return aliases;
  }

  private List<Acl> acls(Container in) {
    var all = in.list("acl", "name", limits.aclsMax(), acls::acl);
    in.end();
    return all;
  }

  // RFC 8040 §4.4.1: exactly one instance; RFC 8783 §5.1: one client per request.
  private static <T> T one(Container in, String list, List<T> entries) {
    if (entries.size() > 1) {
      throw in.need(list).invalid("expected exactly one entry, found " + entries.size());
    }
    return some(in, list, entries).getFirst();
  }

  private static <T> List<T> some(Container in, String list, List<T> entries) {
    if (entries.isEmpty())
      throw DataRefusedException.at(
          in.path().child(list), ErrorTag.MISSING_ATTRIBUTE, "expected an entry");
    return entries;
  }

  // RFC 8040 §4.5: the key in the body is that of the URI.
  private static void sameKey(DataTarget target, String key, String asked, String found) {
    if (asked.equals(found)) return;
    throw DataRefusedException.at(
        InstancePath.of(target).child(key),
        ErrorTag.INVALID_VALUE,
        "expected " + JsonValue.shown(asked) + " as in the URI, found " + JsonValue.shown(found));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.json;

import dev.tocsin.dots.wire.data.Acl;
import dev.tocsin.dots.wire.data.DataState;
import dev.tocsin.dots.wire.data.DataState.AceState;
import dev.tocsin.dots.wire.data.DataState.AclState;
import dev.tocsin.dots.wire.data.DataState.AliasState;
import dev.tocsin.dots.wire.data.DotsClient;
import dev.tocsin.dots.wire.data.json.Node.Strictness;
import dev.tocsin.dots.wire.data.rest.DataBody;
import dev.tocsin.dots.wire.data.rest.DataTarget;
import dev.tocsin.dots.wire.data.rest.InstancePath;
import java.util.List;

/// Reads answers to `content=nonconfig` (RFC 8783 Figure 31): keys, and what only the server knows.
final class StateReader {

  private final DataLimits limits;

  StateReader(DataLimits limits) {
    this.limits = limits;
  }

  /// Whatever the target is: the members say how deep they are.
  DataBody.State read(DataTarget.OfClient target, JsonValue json) {
    var parent = InstancePath.of(new DataTarget.Client(target.cuid()));
    var top =
        new TopLevel(json, parent, Strictness.ANSWER)
            .only("dots-client", "aliases", "alias", "acls", "acl", "aces", "ace");
    var states =
        top.list("dots-client", "cuid", DataLimits.CLIENTS_MAX, this::below).stream().findFirst();
    return new DataBody.State(states.orElseGet(() -> below(top, target)));
  }

  private DataState below(Container top, DataTarget.OfClient target) {
    var below = below(top);
    var aliases = aliases(top);
    var acls = acls(top);
    var aces = top.take("aces").map(node -> aces(node.container())).orElseGet(() -> aces(top));
    if (!aces.isEmpty()) {
      acls = List.of(new AclState(aclOf(target), java.util.OptionalInt.empty(), aces));
    }
    return new DataState(
        aliases.isEmpty() ? below.aliases() : aliases, acls.isEmpty() ? below.acls() : acls);
  }

  private static String aclOf(DataTarget.OfClient target) {
    return switch (target) {
      case DataTarget.Aces(_, var acl) -> acl;
      case DataTarget.Ace(_, var acl, _) -> acl;
      case DataTarget.Client _,
          DataTarget.Aliases _,
          DataTarget.Alias _,
          DataTarget.Acls _,
          DataTarget.Acl _ ->
          "";
    };
  }

  /// A client, or what stands in one.
  private DataState below(Container client) {
    client.take("cuid").ifPresent(node -> node.text(DotsClient.CUID_CHARS_MAX));
    return new DataState(
        client.take("aliases").map(node -> aliases(node.container())).orElse(List.of()),
        client.take("acls").map(node -> acls(node.container())).orElse(List.of()));
  }

  private List<AliasState> aliases(Container in) {
    return in.list(
        "alias",
        "name",
        limits.aliasesMax(),
        alias ->
            new AliasState(
                TargetReader.aliasName(alias.need("name")), alias.state("pending-lifetime")));
  }

  private List<AclState> acls(Container in) {
    return in.list(
        "acl",
        "name",
        limits.aclsMax(),
        acl ->
            new AclState(
                acl.need("name").text(Acl.NAME_CHARS_MAX),
                acl.state("pending-lifetime"),
                acl.take("aces").map(node -> aces(node.container())).orElse(List.of())));
  }

  private List<AceState> aces(Container in) {
    return in.list(
        "ace",
        "name",
        limits.acesMax(),
        ace -> new AceState(ace.need("name").text(Acl.NAME_CHARS_MAX), AclReader.statistics(ace)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.Usage;
import dev.tocsin.app.cli.dots.options.DataOptions;
import dev.tocsin.app.cli.dots.options.ScopeOptions;
import dev.tocsin.dots.core.client.data.ResourceChange;
import dev.tocsin.dots.core.client.data.ResourceText;
import dev.tocsin.dots.core.client.data.Resources;
import dev.tocsin.dots.wire.data.Alias;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "alias",
    description = "Names for resources, kept by the server (RFC 8783).",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots alias list -c client.yaml")
final class AliasCommand {

  private static final String NAME = "What later requests call it.";

  private static final Kept<Alias> ALIASES =
      new Kept<>(
          "alias",
          Resources::aliases,
          Alias::name,
          ResourceChange.RemoveAlias::new,
          new Kept.View<>(
              List.of("ALIAS", "REMAINS", "TARGET"), AliasCommand::row, AliasCommand::json));

  private static List<String> row(Alias alias) {
    var target =
        ResourceText.of(alias).entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining("; "));
    return List.of(alias.name(), Kept.remains(alias.pendingLifetimeMinutes()), target);
  }

  @Command(
      name = "list",
      description = "Show the aliases at the server.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots alias list -c client.yaml")
  int list(@Mixin DataOptions data) throws IOException {
    return ALIASES.list(data);
  }

  private static Map<String, Object> json(Alias alias) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", alias.name());
    json.putAll(ResourceText.of(alias));
    alias.pendingLifetimeMinutes().ifPresent(minutes -> json.put("pending-lifetime", minutes));
    return json;
  }

  @Command(
      name = "set",
      description = "Create or replace an alias.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots alias set -c client.yaml web --prefix 192.0.2.10 --port 443")
  int set(
      @Mixin DataOptions data,
      @Mixin ScopeOptions scope,
      @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws IOException {
    var alias = Usage.check(data.command(), () -> new Alias(name, scope.scope()));
    return data.run(
        resources -> {
          var standing = resources.standing();
          if (standing.isEmpty()) resources.register();
          var before = ALIASES.find(standing.orElse(Resources.NONE), name);
          resources.make(new ResourceChange.PutAlias(alias, before));
          data.out().println((before.isEmpty() ? "created" : "replaced") + " alias '" + name + "'");
          return 0;
        });
  }

  @Command(
      name = "remove",
      description = "Remove an alias from the server.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots alias remove -c client.yaml web")
  int remove(
      @Mixin DataOptions data, @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws IOException {
    return ALIASES.remove(data, name);
  }
}

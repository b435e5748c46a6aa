// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.Table;
import dev.tocsin.app.cli.dots.options.DataOptions;
import dev.tocsin.dots.core.client.data.ResourceChange;
import dev.tocsin.dots.core.client.data.ResourceText;
import dev.tocsin.dots.core.client.data.Resources;
import dev.tocsin.dots.wire.data.Ace;
import dev.tocsin.dots.wire.data.Acl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "acl",
    description = "Access control lists, kept by the server (RFC 8783).",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots acl list -c client.yaml")
final class AclCommand {

  private static final String NAME = "The list's name.";

  private static final Kept<Acl> LISTS =
      new Kept<>(
          "list",
          Resources::lists,
          Acl::name,
          ResourceChange.RemoveList::new,
          new Kept.View<>(
              List.of("LIST", "ACTIVATION", "REMAINS", "ENTRIES"),
              AclCommand::row,
              AclCommand::json));

  private static List<String> row(Acl list) {
    return List.of(
        list.name(),
        list.activation().label(),
        Kept.remains(list.pendingLifetimeMinutes()),
        Integer.toString(list.aces().size()));
  }

  @Command(
      name = "list",
      description = "Show the lists at the server, in the order in which they are tried.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots acl list -c client.yaml")
  int list(@Mixin DataOptions data) throws IOException {
    return LISTS.list(data);
  }

  @Command(
      name = "show",
      description = "Show a list with its entries, in the order in which they are tried.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots acl show -c client.yaml partners")
  int show(
      @Mixin DataOptions data, @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws IOException {
    return data.run(
        resources -> {
          var list = LISTS.required(resources, name);
          if (data.isJson()) data.printJson(json(list));
          else print(list, data);
          return 0;
        });
  }

  private static void print(Acl list, DataOptions data) {
    var out = data.out();
    list.type().ifPresent(type -> out.println("type: " + type.label()));
    out.println("activation: " + list.activation().label());
    out.println("remains: " + Kept.remains(list.pendingLifetimeMinutes()));
    if (list.aces().isEmpty()) {
      out.println("no entries");
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("ENTRY", "ACTION", "PACKETS", "BYTES", "MATCH"));
    for (var ace : list.aces()) {
      rows.add(
          List.of(
              ace.name(),
              ResourceText.of(ace.actions()),
              counter(ace.statistics().matchedPackets()),
              counter(ace.statistics().matchedOctets()),
              ResourceText.of(ace.matches())));
    }
    Table.print(rows, out);
  }

  private static String counter(OptionalLong counter) {
    return counter.isEmpty() ? "-" : Long.toUnsignedString(counter.getAsLong());
  }

  @Command(
      name = "remove",
      description = "Remove a list from the server.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots acl remove -c client.yaml partners")
  int remove(
      @Mixin DataOptions data, @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws IOException {
    return LISTS.remove(data, name);
  }

  private static Map<String, Object> json(Acl list) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", list.name());
    list.type().ifPresent(type -> json.put("type", type.label()));
    json.put("activation", list.activation().label());
    list.pendingLifetimeMinutes().ifPresent(minutes -> json.put("pending-lifetime", minutes));
    json.put("entries", list.aces().stream().map(AclCommand::json).toList());
    return json;
  }

  private static Map<String, Object> json(Ace ace) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", ace.name());
    json.put("action", ResourceText.of(ace.actions()));
    json.put("match", ResourceText.of(ace.matches()));
    ace.statistics()
        .matchedPackets()
        .ifPresent(count -> json.put("matched-packets", Long.toUnsignedString(count)));
    ace.statistics()
        .matchedOctets()
        .ifPresent(count -> json.put("matched-octets", Long.toUnsignedString(count)));
    return json;
  }
}

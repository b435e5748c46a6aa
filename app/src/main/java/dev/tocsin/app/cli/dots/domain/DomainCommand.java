// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.domain;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `tocsin dots domain`: the customers of a running server.
@Command(
    name = "domain",
    description = "Manage the customers of a running server.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = DomainIssueCommand.class,
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots domain add -c server.yaml acme --prefix 203.0.113.0/24")
public final class DomainCommand {

  private static final String NAME = "The customer.";

  static String path(String name) {
    return "/v1/domains/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  @Command(
      name = "add",
      description = "Add a customer; 'issue' lets somebody speak for it.",
      footerHeading = "%nExample:%n",
      footer =
          "  tocsin dots domain add -c server.yaml acme --prefix 203.0.113.0/24 --mitigator edge")
  int add(
      @Mixin ServerLink server,
      @Mixin DomainOptions options,
      @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws IOException {
    var domain = options.applyTo(JsonNodeFactory.instance.objectNode().put("name", name));
    print(server, server.ask("POST", "/v1/domains", domain, null).body(), "added " + name);
    return 0;
  }

  @Command(
      name = "set",
      description = "Change a customer; what is not named stays as it is.",
      footerHeading = "%nExample:%n",
      footer =
          "  tocsin dots domain set -c server.yaml acme --add-prefix 192.0.2.0/24 --sessions 20")
  int set(
      @Mixin ServerLink server,
      @Mixin DomainOptions options,
      @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws IOException {
    var before = server.ask("GET", path(name));
    if (!(before.body().path("domain") instanceof ObjectNode domain)) {
      throw new IOException("the server shows no domain '" + name + "'");
    }
    var changed =
        server.ask("PUT", path(name), options.applyTo(domain), before.etag().orElseThrow());
    print(server, changed.body(), "changed " + name);
    return 0;
  }

  private static void print(ServerLink server, JsonNode body, String line) {
    server.out().println(server.json ? body.toString() : line);
    server.out().flush();
  }

  @Command(
      name = "list",
      description = "Show all customers.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots domain list -c server.yaml")
  int list(@Mixin ServerLink server) throws IOException {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("DOMAIN", "FROM", "IDENTITIES", "PREFIXES", "MITIGATORS"));
    var after = "";
    while (true) {
      var page =
          server
              .ask(
                  "GET",
                  "/v1/domains?limit=1000&after="
                      + URLEncoder.encode(after, StandardCharsets.UTF_8))
              .body();
      for (var each : page.path("domains")) {
        after = each.path("domain").path("name").asString();
        if (server.json) server.out().println(each);
        else rows.add(row(each));
      }
      if (!page.path("more").asBoolean()) break;
    }
    if (!server.json && rows.size() == 1) server.out().println("no domains");
    else if (!server.json) server.table(rows);
    server.out().flush();
    return 0;
  }

  private static List<String> row(JsonNode customer) {
    var domain = customer.path("domain");
    int identities =
        domain.path("certificate-names").size()
            + domain.path("key-fingerprints").size()
            + domain.path("psk-identities").size();
    var mitigators =
        domain.has("mitigators") ? texts(domain.path("mitigators")) : "by what is asked for";
    return List.of(
        domain.path("name").asString(),
        customer.path("place").asString("managed"),
        Integer.toString(identities),
        brief(domain.path("prefixes")),
        mitigators);
  }

  private static String brief(JsonNode prefixes) {
    if (prefixes.size() <= 3) return texts(prefixes);
    return prefixes.get(0).asString() + " and " + (prefixes.size() - 1) + " more";
  }

  private static String texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonNode::asString)
        .collect(Collectors.joining(", "));
  }

  @Command(
      name = "show",
      description = "Show a customer as JSON.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots domain show -c server.yaml acme")
  int show(
      @Mixin ServerLink server, @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws IOException {
    var body = server.ask("GET", path(name)).body();
    server.out().println(server.json ? body.toString() : body.toPrettyString());
    server.out().flush();
    return 0;
  }

  @Command(
      name = "remove",
      description = "Remove a customer and close its sessions.",
      footerHeading = "%nExample:%n",
      footer = "  tocsin dots domain remove -c server.yaml acme --force")
  int remove(
      @Mixin ServerLink server,
      @Option(names = "--force", description = "Also when mitigations are left; they end.")
          boolean force,
      @Parameters(paramLabel = "NAME", description = NAME) String name)
      throws IOException {
    var body = server.ask("DELETE", path(name) + "?force=" + force).body();
    int ended = body.path("mitigations-ended").asInt();
    print(server, body, "removed " + name + (ended == 0 ? "" : "; mitigations ended: " + ended));
    return 0;
  }
}

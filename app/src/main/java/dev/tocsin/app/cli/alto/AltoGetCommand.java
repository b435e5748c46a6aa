// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.client.directory.Closure;
import dev.tocsin.alto.client.directory.Resource;
import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.Table;
import dev.tocsin.base.observe.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "get",
    description = {
      "Show what a server has, or one of its resources.",
      "With --json a resource comes as the server sent it."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tocsin alto get http://localhost:8080/",
      "  tocsin alto get http://localhost:8080/ endpoint-costs --destination 198.51.100.7,203.0.113.9"
    })
final class AltoGetCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private RemoteOptions remote;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Output output;

  @ArgGroup(exclusive = false, heading = "%nWhat of a resource:%n")
  private GetFilter filter = new GetFilter();

  @Parameters(index = "0", paramLabel = "URI", description = "The server's directory.")
  @SuppressWarnings("NullAway.Init")
  private URI directory;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RESOURCE",
      description = "A resource's id, as the directory has it (default: the directory itself).")
  @Nullable
  private String id;

  @Override
  public Integer call() throws IOException {
    try (var client = remote.open(List.of(directory))) {
      var server = client.servers().getFirst();
      var found = server.directory();
      if (id == null) {
        directory(found);
        return 0;
      }
      var resource = found.resource(id);
      var received = server.ask(resource, filter.request(resource));
      if (output.isJson()) {
        var text = StandardCharsets.UTF_8.decode(received.body()).toString();
        output.printJson(JsonMapper.shared().readTree(text));
      } else {
        AnswerText.print(received.answer(), out());
      }
      return 0;
    } finally {
      out().flush();
    }
  }

  private PrintWriter out() {
    return remote.out();
  }

  private void directory(Closure found) {
    if (output.isJson()) {
      output.printJson(json(found));
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("RESOURCE", "BY", "TYPE", "COSTS, PROPERTIES", "USES"));
    for (var each : found.resources().values()) {
      rows.add(
          List.of(
              each.id(),
              each.isWhole() ? "GET" : "POST",
              AnswerText.shortType(each.entry().mediaType()),
              String.join(", ", content(each)),
              String.join(", ", each.entry().uses())));
    }
    Table.print(rows, out());
    found.defaultNetworkMap().ifPresent(map -> out().println("default network map: " + map));
    var errors = remote.spec().commandLine().getErr();
    found.notes().forEach(note -> errors.println("note: " + note));
  }

  private static List<String> content(Resource resource) {
    var content = new ArrayList<String>();
    resource.costTypes().forEach(type -> content.add(type.mode() + " " + type.metric()));
    content.addAll(resource.entry().capabilities().propertyTypes());
    resource
        .entry()
        .capabilities()
        .mappings()
        .forEach((domain, names) -> content.add(domain + ": " + String.join(" ", names)));
    return content.stream().map(Printable::escape).toList();
  }

  private static Map<String, Object> json(Closure found) {
    var json = new LinkedHashMap<String, Object>();
    json.put("directory", found.root().toString());
    found.defaultNetworkMap().ifPresent(map -> json.put("default-network-map", map));
    var resources = new LinkedHashMap<String, Object>();
    found.resources().forEach((name, each) -> resources.put(name, json(each)));
    json.put("resources", resources);
    json.put("notes", found.notes());
    return json;
  }

  private static Map<String, Object> json(Resource resource) {
    var json = new LinkedHashMap<String, Object>();
    json.put("uri", resource.uri().toString());
    json.put("media-type", resource.entry().mediaType());
    resource.entry().accepts().ifPresent(type -> json.put("accepts", type));
    json.put(
        "cost-types",
        resource.costTypes().stream()
            .map(type -> Map.of("cost-mode", type.mode(), "cost-metric", type.metric()))
            .toList());
    Optional.of(resource.entry().capabilities().propertyTypes())
        .filter(types -> !types.isEmpty())
        .ifPresent(types -> json.put("prop-types", types));
    json.put("uses", resource.entry().uses());
    return json;
  }
}

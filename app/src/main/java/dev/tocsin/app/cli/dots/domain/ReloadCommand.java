// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.domain;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `tocsin dots reload`
@Command(
    name = "reload",
    description = {
      "Have a running server read its configuration file again, and show what changed.",
      "Domains, pre-shared keys and raw public keys hold at once; what needs a restart is named."
    },
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots reload -c server.yaml")
public final class ReloadCommand implements Callable<Integer> {

  @Mixin private final ServerLink server = new ServerLink();

  @Override
  public Integer call() throws IOException {
    var body = server.ask("POST", "/v1/reload").body();
    if (server.json) server.out().println(body);
    else print(body);
    server.out().flush();
    return 0;
  }

  private void print(JsonNode body) {
    boolean changed = false;
    for (var what : new String[] {"added", "changed", "removed"}) {
      if (body.path(what).isEmpty()) continue;
      changed = true;
      server.out().println(what + ": " + names(body.path(what)));
    }
    if (!changed) server.out().println("the domains are as they were");
    int ended = body.path("mitigations-ended").asInt();
    if (ended > 0) server.out().println("mitigations ended: " + ended);
    if (!body.path("needs-restart").isEmpty()) {
      server.out().println("needs a restart: " + names(body.path("needs-restart")));
    }
  }

  private static String names(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonNode::asString)
        .collect(Collectors.joining(", "));
  }
}

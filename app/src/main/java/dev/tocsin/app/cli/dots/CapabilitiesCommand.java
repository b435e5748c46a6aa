// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots;

import dev.tocsin.app.cli.dots.options.DataOptions;
import dev.tocsin.dots.wire.data.capability.Capabilities;
import dev.tocsin.dots.wire.data.capability.MatchField;
import dev.tocsin.dots.wire.data.match.Labelled;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "capabilities",
    description = "Show what the server can filter on and do (RFC 8783).",
    footerHeading = "%nExample:%n",
    footer = "  tocsin dots capabilities -c client.yaml")
final class CapabilitiesCommand implements Callable<Integer> {

  @Mixin private final DataOptions data = new DataOptions();

  @Override
  public Integer call() throws IOException {
    return data.run(
        resources -> {
          var told = values(resources.capabilities());
          if (data.isJson()) data.printJson(told);
          else told.forEach((name, values) -> data.out().println(name + ": " + line(values)));
          return 0;
        });
  }

  private static String line(Object values) {
    return values instanceof Collection<?> all
        ? String.join(", ", all.stream().map(Object::toString).toList())
        : values.toString();
  }

  private static Map<String, Object> values(Capabilities told) {
    var values = new LinkedHashMap<String, Object>();
    values.put("address-families", labels(told.addressFamilies()));
    values.put("actions", labels(told.forwardingActions()));
    values.put("rate-limit", told.rateLimit());
    values.put("protocols", told.transportProtocols().stream().sorted().toList());
    for (var header : List.of("ipv4", "ipv6", "tcp", "udp", "icmp")) {
      var fields =
          Stream.of(MatchField.values())
              .filter(field -> field.header().equals(header) && told.fields().contains(field))
              .map(MatchField::label)
              .toList();
      if (!fields.isEmpty()) values.put(header, fields);
    }
    return values;
  }

  private static List<String> labels(Collection<? extends Labelled> all) {
    return all.stream().map(Labelled::label).sorted().toList();
  }
}

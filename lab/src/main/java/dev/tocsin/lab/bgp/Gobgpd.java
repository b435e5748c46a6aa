// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A gobgpd with one neighbour, in a folder of its own.
///
/// @param api address and port of its gRPC interface
public record Gobgpd(Path folder, String api) {

  /// Writes its configuration.
  ///
  /// @param global lines for the section `global`, for example a policy
  public static Gobgpd make(Path folder, String api, BgpSession session, String global) {
    var families = new StringBuilder();
    for (var name : List.of("ipv4-unicast", "ipv6-unicast", "ipv4-flowspec", "ipv6-flowspec")) {
      families.append(
          """
            [[neighbors.afi-safis]]
              [neighbors.afi-safis.config]
                afi-safi-name = "%s"
          """
              .formatted(name));
    }
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("gobgpd.toml"),
          configuration(session, global).concat(families.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Gobgpd(folder, api);
  }

  private static String configuration(BgpSession session, String global) {
    return """
        [global.config]
          as = %d
          router-id = "10.255.0.1"
          port = -1
        %s
        [[neighbors]]
          [neighbors.config]
            neighbor-address = "%s"
            peer-as = %d
          [neighbors.transport.config]
            remote-port = %d
            local-address = "%s"
          [neighbors.ebgp-multihop.config]
            enabled = true
            multihop-ttl = 2
          [neighbors.timers.config]
            connect-retry = 1
            idle-hold-time-after-reset = 1
            hold-time = 9
        """
        .formatted(
            session.gobgpd().as(),
            global,
            session.bird().address(),
            session.bird().as(),
            session.port(),
            session.gobgpd().address());
  }

  /// Starts it in the foreground.
  public String[] command() {
    var configuration = folder.resolve("gobgpd.toml").toString();
    return new String[] {
      "gobgpd", "-f", configuration, "--api-hosts", api, "--pprof-disable", "--log-plain"
    };
  }

  /// Its command line tool: `global`, `rib`, `add`, …
  public String[] tool(String... words) {
    int colon = api.lastIndexOf(':');
    var command = new ArrayList<String>();
    command.addAll(List.of("gobgp", "-u", api.substring(0, colon), "-p", api.substring(colon + 1)));
    command.addAll(List.of(words));
    return command.toArray(String[]::new);
  }
}

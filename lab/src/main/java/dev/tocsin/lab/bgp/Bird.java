// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab.bgp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A BIRD that takes what a gobgpd announces, in a folder of its own.
public record Bird(Path folder) {

  /// Writes its configuration.
  public static Bird make(Path folder, BgpSession session) {
    // Flow specifications are only valid beside a unicast route to the same destination from the
    // same neighbour (RFC 8955 §6), of which there are none.
    var configuration =
        """
        router id 10.255.0.2;
        log stderr all;
        flow4 table flow4tab;
        flow6 table flow6tab;
        protocol device {}
        protocol bgp gobgpd {
          local %s port %d as %d;
          neighbor %s as %d;
          multihop;
          passive;
          strict bind;
          ipv4 { import all; export none; };
          ipv6 { import all; export none; };
          flow4 { table flow4tab; import all; export none; validate off; };
          flow6 { table flow6tab; import all; export none; validate off; };
        }
        """
            .formatted(
                session.bird().address(),
                session.port(),
                session.bird().as(),
                session.gobgpd().address(),
                session.gobgpd().as());
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("bird.conf"), configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Bird(folder);
  }

  /// Starts it in the foreground.
  public String[] command() {
    return new String[] {
      "bird", "-f", "-c", in("bird.conf"), "-s", controlSocket(), "-P", in("bird.pid")
    };
  }

  /// Prints all routes with their attributes.
  public String[] routes() {
    return new String[] {"birdc", "-s", controlSocket(), "show", "route", "table", "all", "all"};
  }

  /// Prints the flow specifications with their attributes.
  ///
  /// @param socket a BIRD's {@link #controlSocket}, whose tables are named as here
  public static List<String> flows(String socket) {
    var tables = "show route table flow4tab table flow6tab all";
    return Stream.concat(Stream.of("birdc", "-s", socket), Stream.of(tables.split(" "))).toList();
  }

  /// Prints its flow specifications with their attributes.
  public String[] flows() {
    return flows(controlSocket()).toArray(String[]::new);
  }

  /// Prints how its sessions are.
  public String[] sessions() {
    return new String[] {"birdc", "-s", controlSocket(), "show", "protocols"};
  }

  /// Where it takes commands.
  public String controlSocket() {
    return in("bird.ctl");
  }

  private String in(String file) {
    return folder.resolve(file).toString();
  }
}

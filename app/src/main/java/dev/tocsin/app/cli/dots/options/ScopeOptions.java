// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.dots.options;

import dev.tocsin.base.net.PortRange;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.dots.wire.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/// What a mitigation is for, on the command line. A single address stands for its /32 or /128.
public final class ScopeOptions {

  private static final Map<String, Integer> PROTOCOLS =
      Map.of("icmp", 1, "tcp", 6, "udp", 17, "gre", 47, "esp", 50, "icmpv6", 58, "sctp", 132);

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "Address or prefix under attack; repeatable.")
  public List<String> prefixes = new ArrayList<>();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port or range like 8000-8080; repeatable.")
  public List<String> ports = new ArrayList<>();

  @Option(
      names = "--protocol",
      paramLabel = "PROTO",
      description = "tcp, udp, icmp, … or an IANA number; repeatable.")
  public List<String> protocols = new ArrayList<>();

  @Option(
      names = "--fqdn",
      paramLabel = "NAME",
      description = "Domain name under attack; repeatable.")
  public List<String> fqdns = new ArrayList<>();

  @Option(names = "--uri", paramLabel = "URI", description = "URI under attack; repeatable.")
  public List<String> uris = new ArrayList<>();

  @Option(
      names = "--alias",
      paramLabel = "ALIAS",
      description = "Name of resources known to the server; repeatable.")
  public List<String> aliases = new ArrayList<>();

  public boolean isEmpty() {
    return !scope().hasTarget() && ports.isEmpty() && protocols.isEmpty();
  }

  /// @throws IllegalArgumentException naming the value that is wrong
  public Scope scope() {
    return new Scope(
        prefixes.stream().map(Prefix::parse).toList(),
        ports.stream().map(PortRange::parse).toList(),
        protocols.stream().map(ScopeOptions::protocol).toList(),
        fqdns,
        uris,
        aliases);
  }

  private static int protocol(String text) {
    var known = PROTOCOLS.get(text.toLowerCase(Locale.ROOT));
    if (known != null) return known;
    try {
      var number = Integer.parseInt(text);
      if (number >= 0 && number <= 255) return number;
    } catch (NumberFormatException e) {
      // Said below, with the names that would have done.
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is no protocol: give a number from 0 to 255 or one of "
            + PROTOCOLS.keySet().stream().sorted().toList());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.alto;

import dev.tocsin.alto.client.discovery.Discovered;
import dev.tocsin.alto.client.discovery.Discovery;
import dev.tocsin.alto.client.discovery.DnsLookup;
import dev.tocsin.alto.client.discovery.LeaseFiles;
import dev.tocsin.app.cli.Output;
import dev.tocsin.app.cli.Usage;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.net.Prefix;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "discover",
    description =
        "Find ALTO servers in the DNS: of this network (RFC 7286), of a domain, or for somebody's address (RFC 8686).",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin alto discover",
      "  tocsin alto discover --domain example.net",
      "  tocsin alto discover --address 198.51.100.3 --dns 192.0.2.53"
    })
final class AltoDiscoverCommand implements Callable<Integer> {

  private static final int DNS_PORT = 53;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Output output;

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      description = "Ask for this domain's servers; repeatable. Default: what DHCP has told.")
  private List<String> domains = new ArrayList<>();

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "Take the domain from this interface's DHCP lease. Default: of all.")
  private @Nullable String network;

  @Option(
      names = "--lease",
      paramLabel = "FILE",
      description = "Take the domain from this lease file of dhclient or systemd-networkd.")
  private @Nullable Path lease;

  @Option(
      names = "--address",
      paramLabel = "PREFIX",
      description = "Ask who guides for this address or prefix, whoever has it.")
  private @Nullable String address;

  @Option(
      names = "--dns",
      paramLabel = "ADDRESS",
      description = "DNS server to ask. Default: the system's.")
  private @Nullable String dns;

  @Override
  public Integer call() throws SocketException {
    var discovery = new Discovery(lookup());
    Discovered found;
    var asked = address;
    if (asked != null) {
      var prefix = Usage.check(spec, () -> Prefix.parse(asked));
      found = Usage.check(spec, () -> discovery.ofPrefix(prefix));
    } else {
      found = discovery.ofDomains(domains());
    }
    print(found);
    return found.servers().isEmpty() ? 1 : 0;
  }

  private DnsLookup lookup() {
    var named = dns;
    if (named == null) return DnsLookup.bySystem();
    var server = Usage.check(spec, () -> HostAndPort.parse(named, DNS_PORT));
    return DnsLookup.by(new InetSocketAddress(server.host(), server.port()));
  }

  private List<String> domains() throws SocketException {
    if (!domains.isEmpty()) return domains;
    var leases = lease != null ? List.of(lease) : leases();
    var found = leases.stream().flatMap(file -> LeaseFiles.domain(file).stream()).distinct();
    var names = found.toList();
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "no domain is known: DHCP has told none (%s), give --domain"
              .formatted(leases.isEmpty() ? "no lease was found" : leases));
    }
    return names;
  }

  private List<Path> leases() throws SocketException {
    if (network != null) {
      var one = NetworkInterface.getByName(network);
      if (one == null) {
        throw new ParameterException(
            spec.commandLine(), "--interface '" + network + "': there is none");
      }
      return LeaseFiles.of(one);
    }
    return NetworkInterface.networkInterfaces()
        .flatMap(each -> LeaseFiles.of(each).stream())
        .toList();
  }

  private void print(Discovered found) {
    if (output.isJson()) {
      var all = new LinkedHashMap<String, Object>();
      all.put("servers", found.servers().stream().map(AltoDiscoverCommand::shown).toList());
      all.put("failures", found.failures());
      output.printJson(all);
      return;
    }
    for (var server : found.servers()) {
      output.line(
          "%s  (order %d, preference %d, from %s)"
              .formatted(server.uri(), server.order(), server.preference(), server.name()));
    }
    var err = spec.commandLine().getErr();
    found.failures().forEach(failure -> err.println("not answered: " + failure));
    if (found.servers().isEmpty()) err.println("no ALTO server was found");
  }

  private static Map<String, Object> shown(Discovered.Server server) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("uri", server.uri().toString());
    shown.put("order", server.order());
    shown.put("preference", server.preference());
    shown.put("name", server.name());
    return shown;
  }
}

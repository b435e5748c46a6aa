// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.discovery;

import dev.tocsin.app.cli.ServerRefusal;
import dev.tocsin.app.cli.Usage;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.reload.io.discovery.Discovered;
import dev.tocsin.reload.io.discovery.DiscoverySettings;
import dev.tocsin.reload.io.discovery.DnsServers;
import dev.tocsin.reload.io.discovery.EnrolmentServers;
import dev.tocsin.reload.io.discovery.OverlayDiscovery;
import dev.tocsin.reload.io.discovery.mdns.MulticastPort;
import dev.tocsin.reload.io.discovery.mdns.MulticastServers;
import dev.tocsin.reload.wire.config.OverlayConfiguration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How a command finds an overlay's enrolment server, and whom it believes there.
public final class DiscoveryOptions {

  private static final int DNS_PORT = 53;
  private static final int HTTPS_PORT = 443;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "ADDRESS",
      description = "Ask this enrolment server (port 443 if none is given); look nothing up.")
  private @Nullable String server;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "Authorities whose certificates count, PEM. Default: those of the system.")
  private @Nullable Path trust;

  @Option(
      names = "--dns",
      paramLabel = "ADDRESS",
      description = "DNS server to ask. Default: the system's.")
  private @Nullable String dns;

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description =
          "Ask the neighbours on this interface for names in .local; repeatable. Default: on all "
              + "with multicast.")
  private List<String> interfaces = new ArrayList<>();

  /// Whose certificates a server may show; empty for those that the system believes.
  public List<X509Certificate> authorities() {
    return trust == null ? List.of() : Pem.certificates(trust);
  }

  /// Asks for what holds for an overlay.
  ///
  /// @throws ServerRefusal if that cannot be had
  public OverlayConfiguration found(String overlay) throws IOException {
    return switch (discovered(overlay)) {
      case Discovered.Found found -> found.overlay();
      case Discovered.Failed(var reason) -> throw new ServerRefusal(List.of(reason));
    };
  }

  private Discovered discovered(String overlay) throws IOException {
    var discovery =
        new OverlayDiscovery(
            DiscoverySettings.of(authorities()), dns(), local(), InstantSource.system());
    if (server == null) return Usage.check(spec, () -> discovery.find(overlay));
    var addresses = List.of(address(server, HTTPS_PORT));
    return Usage.check(spec, () -> discovery.ask(overlay, addresses));
  }

  private EnrolmentServers dns() throws UnknownHostException {
    var random = new SecureRandom();
    return dns == null
        ? DnsServers.bySystem(random)
        : DnsServers.by(address(dns, DNS_PORT), random);
  }

  private InetSocketAddress address(String text, int port) throws UnknownHostException {
    var host = Usage.check(spec, () -> HostAndPort.parse(text, port));
    var address = new InetSocketAddress(host.host(), host.port());
    if (address.isUnresolved()) throw new UnknownHostException(host.host());
    return address;
  }

  private EnrolmentServers local() throws SocketException {
    var random = new SecureRandom();
    if (interfaces.isEmpty()) return MulticastServers.everywhere(random);
    var links = new ArrayList<NetworkInterface>();
    for (var each : interfaces) {
      var link = NetworkInterface.getByName(each);
      if (link == null) {
        throw new ParameterException(
            spec.commandLine(), "--interface '" + each + "': there is none");
      }
      links.add(link);
    }
    return new MulticastServers(links, MulticastPort.STANDARD, random);
  }
}

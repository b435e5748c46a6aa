// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.net.handshake.Handshakes;
import dev.tocsin.base.observe.ObserveSettings;
import dev.tocsin.base.store.postgres.SharedStore;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Domain;
import dev.tocsin.dots.core.server.Node;
import dev.tocsin.dots.core.server.ServerParameters;
import dev.tocsin.dots.io.dtls.DtlsSetup;
import dev.tocsin.dots.io.security.ServerLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A DOTS server's configuration. Every key stands in `docs/running.md` with its unit and reason.
///
/// @param customers of the configuration; others are looked after while the server runs
/// @param mitigators by the operator's names for them, at least one
/// @param parameters what the machine is told
public record ServerSettings(
    Endpoint endpoint,
    Folders folders,
    ObserveSettings observe,
    List<Customer> customers,
    Map<String, MitigatorSettings> mitigators,
    ServerParameters parameters,
    ManagementSettings management) {

  /// RFC 9132 §3.
  public static final int PORT = 4646;

  private static final Duration SECOND = Duration.ofSeconds(1);

  /// @param dtls where datagrams are taken
  /// @param tls where connections are taken
  /// @param pathMtu bytes of the largest IP packet that is sure to reach clients unfragmented
  /// @param limits of each of these addresses but that of the data channel
  public record Endpoint(
      List<HostAndPort> dtls,
      List<HostAndPort> tls,
      DataChannelSettings data,
      KeySettings keys,
      int pathMtu,
      ServerLimits limits) {
    Endpoint with(KeySettings changed) {
      return new Endpoint(dtls, tls, data, changed, pathMtu, limits);
    }
  }

  /// @param state what must survive a restart
  /// @param shared the database that holds most of it instead, for several servers
  /// @param control Unix domain socket for the operator's command line; absent where the path would
  ///   be too long
  /// @param written the configuration itself
  public record Folders(
      Path state, Optional<SharedStore> shared, Optional<Path> control, Written written) {}

  public Path stateFolder() {
    return folders.state();
  }

  /// The one server on its store, or which one of several.
  public Node node() {
    if (folders.shared().isEmpty()) return Node.ONLY;
    var local =
        mitigators.values().stream()
            .filter(MitigatorSettings::hostLocal)
            .map(MitigatorSettings::name)
            .collect(Collectors.toSet());
    return new Node(folders.shared().get().node(), local);
  }

  public ServerSettings {
    customers = List.copyOf(customers);
    mitigators = Collections.unmodifiableMap(new LinkedHashMap<>(mitigators));
  }

  public List<Domain> domains() {
    return customers.stream().map(Customer::domain).toList();
  }

  /// These, with what a later reading says of domains, pre-shared and raw public keys: what a
  /// server takes in while it runs.
  public ServerSettings takingIn(ServerSettings later) {
    var listening = endpoint.with(endpoint.keys().takingIn(later.endpoint.keys()));
    return new ServerSettings(
        listening, folders, observe, later.customers, mitigators, parameters, management);
  }

  /// @throws dev.tocsin.base.config.ConfigException with every mistake and its line
  public static ServerSettings read(Path file) {
    return ConfigFile.read(file, ServerSettings::read);
  }

  static ServerSettings read(Section root) {
    var keys = root.section("keys");
    var keySettings = KeySettings.read(keys);
    refuseUnauthenticated(root, keySettings);
    var endpoint = endpoint(root, keySettings);
    var mitigators = root.named("mitigators", MitigatorSettings::read);
    var names = root.names("mitigators");
    if (names.isEmpty()) {
      root.complain("mitigators", "expected at least one; its type may be 'none'");
    }
    var domains = new DomainSettings(keySettings, names, false);
    var customers =
        root.each(
            "domains", section -> Customer.configured(domains.read(section), section.place()));
    return new ServerSettings(
        endpoint,
        folders(root),
        ObserveSettings.read(root.section("observe"), 9646),
        customers,
        mitigators,
        ParameterSettings.read(root, endpoint.data().settings()),
        ManagementSettings.read(root.section("management"), keySettings));
  }

  private static Folders folders(Section root) {
    var state = root.path("state-folder", "state");
    var usual = state.resolve("control.sock");
    var written = root.path("control-socket").orDefault(usual, "control.sock in the state folder");
    if (root.has("control-socket")) SocketPath.checked(root, written);
    var shared = StoreSettings.read(root.section("store"));
    return new Folders(
        state,
        shared,
        Optional.of(written).filter(SocketPath::fits),
        new Written(root.file(), root.written()));
  }

  // RFC 9132 §8: DOTS agents authenticate each other before anything else is said.
  private static void refuseUnauthenticated(Section root, KeySettings keys) {
    if (!keys.recognisesPeers()) {
      root.complain(
          "keys",
          "no client could prove who it is, and a server without authentication is not started:"
              + " give 'trusted-authorities', 'raw-public-keys' or 'pre-shared-keys'");
    }
    if (!keys.provesItself()) {
      root.complain(
          "keys",
          "the server could not prove who it is: give 'key' (with 'certificate', or as a raw public"
              + " key) or 'pre-shared-keys'");
    }
  }

  private static Endpoint endpoint(Section root, KeySettings keys) {
    var usual = List.of(new HostAndPort("127.0.0.1", PORT), new HostAndPort("::1", PORT));
    var listen = root.section("listen");
    var dtls = listen.list("dtls", Kind.address(PORT)).orDefault(usual);
    var tls = listen.list("tls", Kind.address(PORT)).orDefault(usual);
    int pathMtu = root.integer("path-mtu", 576, 65_535).orDefault(DtlsSetup.MTU);
    if (dtls.isEmpty() && tls.isEmpty()) {
      listen.complain("dtls", "the server would listen nowhere: give 'dtls' or 'tls' an address");
    }
    var data = DataChannelSettings.read(root.section("data-channel"), keys);
    return new Endpoint(dtls, tls, data, keys, pathMtu, limits(root.section("limits")));
  }

  private static ServerLimits limits(Section section) {
    var usual = ServerLimits.defaults();
    return new ServerLimits(
        section.integer("sessions", 1, 10_000_000).orDefault(usual.sessionsMax()),
        handshakes(section),
        section.integer("waiting-requests", 1, 10_000_000).orDefault(usual.waitingRequestsMax()),
        section
            .duration("heartbeat-wait", SECOND, Duration.ofMinutes(4))
            .orDefault(usual.heartbeatWait()),
        section
            .duration("idle", Duration.ofSeconds(30), Duration.ofDays(1))
            .orDefault(usual.idleMax()));
  }

  private static Handshakes handshakes(Section section) {
    var usual = Handshakes.DEFAULT;
    return new Handshakes(
        section.integer("handshakes", 1, 1_000_000).orDefault(usual.max()),
        section.integer("handshakes-per-source", 1, 1_000_000).orDefault(usual.perSourceMax()),
        section.decimal("handshake-rate", 0.1, 1e6).orDefault(usual.perSecond()),
        section
            .decimal("handshake-rate-per-source", 0.1, 1e6)
            .orDefault(usual.perSourcePerSecond()),
        section
            .duration("handshake-time", SECOND, Duration.ofMinutes(10))
            .orDefault(usual.timeMax()));
  }
}

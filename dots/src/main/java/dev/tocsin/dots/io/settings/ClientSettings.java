// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.settings;

import dev.tocsin.base.config.ConfigFile;
import dev.tocsin.base.config.Kind;
import dev.tocsin.base.config.Section;
import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.base.identity.SharedSecrets;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.ObserveSettings;
import dev.tocsin.dots.core.TransportKind;
import dev.tocsin.dots.core.client.ClientParameters;
import dev.tocsin.dots.core.client.ClientParameters.Connecting;
import dev.tocsin.dots.core.client.ClientParameters.NamedRequest;
import dev.tocsin.dots.core.client.ClientParameters.Requesting;
import dev.tocsin.dots.core.client.ClientParameters.Timings;
import dev.tocsin.dots.triggers.thresholds.ThresholdSettings;
import dev.tocsin.dots.wire.SessionConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A DOTS client agent's configuration. Every key stands in `docs/running.md` with its unit and
/// reason.
///
/// @param servers most preferred first, at least one
/// @param triggers each starts one of the named requests
public record ClientSettings(
    List<RemoteServer> servers,
    Identity identity,
    Folders folders,
    ObserveSettings observe,
    Agent agent,
    List<ThresholdSettings> triggers) {

  /// @param host name or address literal
  /// @param expectedName what the server's certificate must name
  /// @param dataChannel where the server's data channel (RFC 8783) is
  public record RemoteServer(
      String host,
      int port,
      String expectedName,
      Set<TransportKind> transports,
      HostAndPort dataChannel) {
    public RemoteServer {
      transports = Set.copyOf(transports);
    }
  }

  /// @param preSharedIdentity which of the pre-shared keys is this client's
  /// @param cuid only when it must not be derived from the key
  public record Identity(
      KeySettings keys, Optional<String> preSharedIdentity, Optional<String> cuid) {

    /// This client's own pre-shared key, if it uses one.
    ///
    /// @throws dev.tocsin.base.config.ConfigException naming the file that cannot be used
    public Optional<SharedSecret> secret() {
      return preSharedIdentity.flatMap(
          identity ->
              keys.preSharedKeys().stream()
                  .flatMap(file -> SharedSecrets.read(file).stream())
                  .filter(secret -> secret.identity().equals(identity))
                  .findFirst());
    }

    /// The configured one; otherwise that of the key (RFC 9132 §4.4.1.1), or of the pre-shared
    /// key's identity.
    public String clientIdentifier() {
      return cuid.or(() -> keys.ownKey().map(own -> Fingerprints.cuid(own.publicKey())))
          .or(() -> preSharedIdentity.map(Fingerprints::cuid))
          .orElseThrow(() -> new IllegalStateException("a client that cannot prove itself"));
    }
  }

  /// @param control Unix domain socket for the command line and detectors
  /// @param resources what the servers are kept in step with
  public record Folders(Path state, Path control, Optional<Path> resources) {}

  /// @param session wishes; absent takes what the server proposes
  /// @param pathMtu bytes of the largest IP packet that arrives
  public record Agent(
      List<NamedRequest> requests, Optional<SessionConfig> session, Timings timings, int pathMtu) {
    public Agent {
      requests = List.copyOf(requests);
    }
  }

  private static final int HTTPS_PORT = 443;

  public ClientSettings {
    servers = List.copyOf(servers);
    triggers = List.copyOf(triggers);
  }

  /// @throws dev.tocsin.base.config.ConfigException with every mistake and its line
  public static ClientSettings read(Path file) {
    return ConfigFile.read(file, ClientSettings::read);
  }

  static ClientSettings read(Section root) {
    var servers = root.each("servers", ClientSettings::server);
    if (servers.isEmpty()) root.complain("servers", "expected at least one");
    var requests = root.each("requests", new RequestSettings()::read);
    var names = new LinkedHashSet<String>();
    requests.forEach(request -> names.add(request.name()));
    return new ClientSettings(
        servers,
        identity(root),
        folders(root),
        ObserveSettings.read(root.section("observe"), 9647),
        new Agent(
            requests,
            SessionSettings.wanted(root.section("session")),
            timings(root.section("timing")),
            root.integer("path-mtu", 576, 65_535).orDefault(1_280)),
        root.each("triggers", trigger -> ThresholdSettings.read(trigger, names)));
  }

  /// What the agent's machine is told.
  public ClientParameters parameters(String clientIdentifier) {
    return new ClientParameters(
        clientIdentifier,
        servers.stream()
            .map(s -> new ClientParameters.Server(s.host() + ":" + s.port(), s.transports()))
            .toList(),
        agent.requests(),
        agent.session(),
        agent.timings(),
        // What IP, UDP, DTLS and CoAP with a cuid and a mid in its path take of 1280 bytes.
        agent.pathMtu() - (1_280 - ClientParameters.PAYLOAD_BYTES));
  }

  /// What the transport is told.
  public dev.tocsin.dots.io.coap.ClientSettings transport() {
    var usual = dev.tocsin.dots.io.coap.ClientSettings.defaults();
    return new dev.tocsin.dots.io.coap.ClientSettings(
        usual.localAddress(),
        agent.timings().connecting().attemptMax(),
        usual.answerWait(),
        usual.resumptionsMax(),
        agent.pathMtu());
  }

  private static RemoteServer server(Section section) {
    var host = section.string("host").check(h -> !h.contains(" "), "a name or address").required();
    return new RemoteServer(
        host,
        section.integer("port", 1, 65_535).orDefault(ServerSettings.PORT),
        section.string("expected-name").orDefault(unscoped(host), "host"),
        Set.copyOf(
            section
                .list("transports", Kind.choice(TransportKind.class))
                .check(list -> !list.isEmpty(), "dtls, tls or both")
                .orDefault(List.of(TransportKind.DTLS, TransportKind.TLS))),
        // RFC 8783 §3.1: HTTPS, whose port is 443.
        section
            .value("data-channel", Kind.address(HTTPS_PORT))
            .orDefault(new HostAndPort(unscoped(host), HTTPS_PORT), "host:443"));
  }

  /// No certificate names the interface through which an address is reached.
  private static String unscoped(String host) {
    int zone = host.indexOf('%');
    return zone < 0 ? host : host.substring(0, zone);
  }

  private static Identity identity(Section root) {
    var section = root.section("keys");
    var keys = KeySettings.read(section);
    var own = section.string("pre-shared-identity").optional();
    if (own.isPresent() && keys.preSharedKeys().isEmpty()) {
      section.complain("pre-shared-identity", "its key is missing: give 'pre-shared-keys', too");
    }
    // RFC 9132 §8: DOTS agents authenticate each other before anything else is said.
    if (keys.key().isEmpty() && own.isEmpty()) {
      root.complain(
          "keys",
          "the client could not prove who it is: give 'key' (with 'certificate', or as a raw public"
              + " key) or 'pre-shared-identity'");
    }
    if (keys.key().isPresent() && keys.authorities().isEmpty() && keys.rawPublicKeys().isEmpty()) {
      root.complain(
          "keys",
          "no server could prove who it is: give 'trusted-authorities' or 'raw-public-keys'");
    }
    if (root.has("resources") && (keys.certificate().isEmpty() || keys.authorities().isEmpty())) {
      root.complain(
          "resources",
          "the data channel needs 'keys.certificate', 'keys.key' and 'keys.trusted-authorities'");
    }
    return new Identity(keys, own, root.value("cuid", ClientSettings::cuid).optional());
  }

  private static String cuid(String text) {
    // RFC 9132 §4.4.1.1: it stands in a path, percent-encoded where needed; these never need to be.
    if (text.matches("[A-Za-z0-9._~-]{1,64}")) return text;
    throw new IllegalArgumentException(
        "expected 1 to 64 letters, digits, '.', '_', '~', '-', found '" + text + "'");
  }

  private static Folders folders(Section root) {
    var state = root.path("state-folder", "state");
    var control = SocketPath.checked(root, root.path("control-socket", "control.sock"));
    return new Folders(state, control, root.path("resources").optional());
  }

  private static Timings timings(Section section) {
    var connecting = Connecting.DEFAULT;
    var requesting = Requesting.DEFAULT;
    var day = Duration.ofDays(1);
    var milli = Duration.ofMillis(10);
    var second = Duration.ofSeconds(1);
    return new Timings(
        new Connecting(
            // RFC 9132 §4.7: not more frequently than every 60 seconds.
            section
                .duration("reconnect", Duration.ofSeconds(60), day)
                .orDefault(connecting.reconnect()),
            section.duration("attempt-delay", milli, day).orDefault(connecting.attemptDelay()),
            section
                .duration("attempt-delay-in-attack", milli, day)
                .orDefault(connecting.attemptDelayInAttack()),
            section.duration("attempt-max", second, day).orDefault(connecting.attemptMax()),
            section.duration("winner-kept", Duration.ZERO, day).orDefault(connecting.winnerKept()),
            // RFC 9132 §4.3: not more frequently than every 5 minutes.
            section
                .duration("udp-probe", Duration.ofMinutes(5), Duration.ofDays(30))
                .orDefault(connecting.udpProbe())),
        new Requesting(
            section
                .duration("next-server-after", second, day)
                .orDefault(requesting.nextServerAfter()),
            section
                .duration("new-session-after", Duration.ofSeconds(3), day)
                .orDefault(requesting.newSessionAfter()),
            section
                .duration("ask-again", Duration.ofSeconds(3), day)
                .orDefault(requesting.askAgain()),
            section
                .duration("ask-again-idle", Duration.ofSeconds(3), day)
                .orDefault(requesting.askAgainIdle())));
  }
}

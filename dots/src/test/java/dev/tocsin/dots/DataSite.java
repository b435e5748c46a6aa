// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.control.ControlClient;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.FileTrust;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.SharedSecret;
import dev.tocsin.base.identity.Trust;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.ServerProfile;
import dev.tocsin.dots.io.settings.ClientSettings;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server with a data channel in a folder, two customers' clients and a stranger.
final class DataSite {

  static final String DATA = "/restconf/data/ietf-dots-data-channel:dots-data";

  private static final String SERVER =
      """
      keys:
        certificate: server.pem
        key: server-key.pem
        trusted-authorities: ca.pem
      listen: {dtls: ["127.0.0.1:0"], tls: ["127.0.0.1:0"]}
      data-channel: {listen: "127.0.0.1:0", via-name: tocsin.example}
      mitigators: {edge: {type: none}}
      domains:
        - name: customer
          certificate-names: [client.example]
          prefixes: [198.51.100.0/24, "2001:db8::/64"]
        - name: neighbour
          certificate-names: [neighbour.example]
          prefixes: [203.0.113.0/24]
      """;
  private static final String OBSERVE = "observe: {metrics: false}\n";

  final HttpClient client;
  final HttpClient neighbour;
  final HttpClient stranger;
  private final Path folder;
  private final CertificateAuthority authority =
      CertificateAuthority.create("test", KeyKind.P256, Duration.ofDays(1), Instant.now());

  DataSite(Path folder) throws Exception {
    this.folder = folder;
    authority.save(folder, true);
    KeyFiles.in(folder, "server").write(issue("server", CertificateOrder.Role.SERVER), true);
    var own = issue("client.example", CertificateOrder.Role.CLIENT);
    KeyFiles.in(folder, "client").write(own, true);
    client = client(own);
    neighbour = client(issue("neighbour.example", CertificateOrder.Role.CLIENT));
    stranger = client(issue("stranger.example", CertificateOrder.Role.CLIENT));
    Files.writeString(folder.resolve("server.yaml"), SERVER + OBSERVE);
  }

  private OwnKey issue(String name, CertificateOrder.Role role) {
    var names = new CertificateOrder.Names(List.of(name), List.of("127.0.0.1"), List.of());
    return authority.issue(
        new CertificateOrder(name, role, names, Duration.ofDays(1)), KeyKind.P256, Instant.now());
  }

  private HttpClient client(OwnKey key) throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", authority.certificate());
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    var own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        "own", key.privateKey(), new char[] {'x'}, key.chain().toArray(Certificate[]::new));
    var keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(own, new char[] {'x'});
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  DotsServer start() {
    return DotsServer.start(ServerSettings.read(folder.resolve("server.yaml")));
  }

  /// The same configuration with more keys, in a file of its own.
  ///
  /// @param more in place of `observe`, which says that nothing is to be observed
  ServerSettings settings(String name, String more) throws IOException {
    var file = folder.resolve(name + ".yaml");
    Files.writeString(file, SERVER + more);
    return ServerSettings.read(file);
  }

  /// As {@link #settings(String, String)}, with another mitigator.
  ///
  /// @param edge in place of one that does nothing
  ServerSettings settings(String name, String edge, String more) throws IOException {
    var file = folder.resolve(name + ".yaml");
    Files.writeString(file, SERVER.replace("{type: none}", edge) + more);
    return ServerSettings.read(file);
  }

  /// Another client of the first customer, on its way to the signal channel.
  ServerProfile profile() {
    var own = issue("client.example", CertificateOrder.Role.CLIENT);
    return new ServerProfile(Credentials.of(own, trust()), Optional.of("server"));
  }

  /// Whoever has this pre-shared key.
  ServerProfile profile(SharedSecret secret) {
    return new ServerProfile(Credentials.of(secret, trust()), Optional.empty());
  }

  private Trust trust() {
    return FileTrust.read(
        new FileTrust.Sources(List.of(folder.resolve("ca.pem")), List.of(), List.of()));
  }

  static HttpResponse<String> ask(
      HttpClient by, DotsServer server, String method, String path, String body)
      throws IOException, InterruptedException {
    return by.send(request(server, method, path, body).build(), BodyHandlers.ofString());
  }

  static HttpRequest.Builder request(DotsServer server, String method, String path, String body) {
    int port = server.dataChannel().orElseThrow().getPort();
    var request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, BodyPublishers.ofString(body));
    if (!body.isEmpty()) request.header("Content-Type", "application/yang-data+json");
    return request;
  }

  /// A client of the signal channel, beside its control socket.
  DotsClient agent(DotsServer server) throws IOException {
    var yaml =
        """
        keys:
          certificate: client.pem
          key: client-key.pem
          trusted-authorities: ca.pem
        cuid: cuid-1
        state-folder: agent
        control-socket: control.sock
        observe: {metrics: false}
        servers: [{host: 127.0.0.1, port: %d, transports: [dtls], expected-name: server}]
        """;
    var file = folder.resolve("client.yaml");
    Files.writeString(file, yaml.formatted(server.local().getFirst().getPort()));
    return DotsClient.start(ClientSettings.read(file));
  }

  ControlClient control() throws IOException {
    return ControlClient.connect(folder.resolve("control.sock"));
  }

  /// The last reply to a command, in which ' stands for ".
  static JsonNode told(ControlClient control, String command) throws IOException {
    control.send(JsonMapper.shared().readTree(command.replace('\'', '"')));
    while (true) {
      var reply = control.receive().orElseThrow();
      if (reply.path("last").asBoolean(false)) return reply;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static java.util.stream.Collectors.joining;

import dev.tocsin.base.identity.FileTrust;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.OwnKeys;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.base.identity.SharedSecrets;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.security.ServerProfile;
import dev.tocsin.lab.postgres.PostgresServer;
import dev.tocsin.systemtests.lab.LabKeys;
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
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Real servers on one real PostgreSQL, all on loopback, and two clients of one customer.
final class SharedNodes implements AutoCloseable {

  static final String DATA = "/restconf/data/ietf-dots-data-channel:dots-data";

  /// One of the servers, and where it listens.
  record Node(String name, TocsinProcess process, int port, int dataPort, int observePort) {}

  final PostgresServer database = PostgresServer.start();
  final Path folder;
  private final List<String> mitigators;
  private final List<Node> nodes = new ArrayList<>();

  /// @param mitigators of the configuration, each `NAME: {…}`; all of them enforce each request
  SharedNodes(Path folder, String... mitigators) {
    this.folder = folder;
    this.mitigators = List.of(mitigators);
    new LabKeys(folder).server("server", "127.0.0.1").client("alice").client("bob");
    SharedSecrets.add(folder.resolve("scrubber.psk"), SharedSecrets.generate("scrubber"), false);
  }

  /// A mitigator for {@link #SharedNodes}, which calls this service.
  static String webhook(String name, Scrubber scrubber) {
    var settings = "{url: \"http://127.0.0.1:%d/\", secret-file: scrubber.psk, lists: mandatory}";
    return name + ": {type: webhook, settings: " + settings.formatted(scrubber.port()) + "}";
  }

  /// Starts one and waits until it listens. The first one makes the key to secrets that all have.
  Node start(String name) throws IOException {
    int dataPort = Quickstarted.freePort();
    int observePort = Quickstarted.freePort();
    int port = Quickstarted.freePort();
    var file = folder.resolve(name + ".yaml");
    Files.writeString(file, yaml(name, port, dataPort, observePort));
    var state = Files.createDirectories(folder.resolve(name + "-state"));
    if (!nodes.isEmpty()) {
      var first = folder.resolve(nodes.getFirst().name() + "-state");
      Files.copy(first.resolve("secrets.key"), state.resolve("secrets.key"));
    }
    var process = TocsinProcess.start("dots", "server", "-c", file.toString());
    process.awaitOut("listening on");
    var node = new Node(name, process, port, dataPort, observePort);
    nodes.add(node);
    return node;
  }

  private String yaml(String name, int port, int dataPort, int observePort) {
    return """
    listen: {dtls: ["127.0.0.1:%2$d"], tls: ["127.0.0.1:%2$d"]}
    data-channel: {listen: "127.0.0.1:%3$d", via-name: tocsin.example}
    observe: {port: %4$d}
    keys: {certificate: server.pem, key: server-key.pem, trusted-authorities: [ca/ca.pem]}
    state-folder: %1$s-state
    store: {type: postgresql, url: "%5$s", user: %6$s, node: %1$s}
    mitigators:
      %7$s
    domains:
      - name: customer
        certificate-names: [alice.example, bob.example]
        prefixes: [198.51.100.0/24]
        mitigator-choices: [{use: [%8$s]}]
        limits: {requests-per-second: 10000}
        policy: {terminating: 1s, terminating-max: 1s}
    """
        .formatted(
            name,
            port,
            dataPort,
            observePort,
            database.url(),
            database.user(),
            String.join("\n  ", mitigators),
            mitigators.stream().map(each -> each.replaceFirst(":.*", "")).collect(joining(", ")));
  }

  /// A session of one of the clients, whose cuid is its name.
  SignalClient client(String name, Node at) {
    var trust =
        FileTrust.read(
            new FileTrust.Sources(List.of(folder.resolve("ca/ca.pem")), List.of(), List.of()));
    var profile = new ServerProfile(Credentials.of(key(name), trust), Optional.of("127.0.0.1"));
    return new SignalClient(name, profile, at.port());
  }

  private OwnKey key(String name) {
    return OwnKeys.read(folder.resolve(name + "-key.pem"), folder.resolve(name + ".pem"));
  }

  /// What one of the clients asks on the data channel.
  HttpResponse<String> data(String client, Node at, String method, String path, String body)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + at.dataPort() + DATA + path))
            .timeout(TocsinProcess.PATIENCE)
            .header("Content-Type", "application/yang-data+json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try (var http = HttpClient.newBuilder().sslContext(tls(client)).build()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }

  private SSLContext tls(String client) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    var own = key(client);
    var authority = Pem.certificates(folder.resolve("ca/ca.pem"));
    store.setCertificateEntry("ca", authority.getFirst());
    store.setKeyEntry(
        "own", own.privateKey(), new char[] {'x'}, own.chain().toArray(Certificate[]::new));
    var keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, new char[] {'x'});
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /// `metrics` or `readyz` of one of the servers.
  static HttpResponse<String> page(Node at, String name) throws Exception {
    var address = URI.create("http://127.0.0.1:" + at.observePort() + "/" + name);
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
  }

  /// Which of the servers drives a mitigator, as the database has it.
  Optional<String> driver(String mitigator) throws SQLException {
    var query = "SELECT holder FROM lease WHERE name = ? AND expires > clock_timestamp()";
    try (var connection = DriverManager.getConnection(database.url(), database.user(), "");
        var statement = connection.prepareStatement(query)) {
      statement.setString(1, "mitigator:" + mitigator);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.process().close());
    database.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.dots.io.control.ControlClient;
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
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The data channel of a whole server, over HTTPS, with its store.
class DataChannelTest {

  private static final String DATA = "/restconf/data/ietf-dots-data-channel:dots-data";
  private static final String CLIENT = DATA + "/dots-client=cuid-1";
  private static final String REGISTRATION =
      "{\"ietf-dots-data-channel:dots-client\":[{\"cuid\":\"cuid-1\"}]}";
  private static final String ALIAS =
      "{\"ietf-dots-data-channel:aliases\":{\"alias\":[{\"name\":\"web\","
          + "\"target-prefix\":[\"198.51.100.1/32\"]}]}}";

  private static final String ACL =
      "{\"ietf-dots-data-channel:acls\":{\"acl\":[{\"name\":\"drops\",\"type\":\"ipv4-acl-type\","
          + "\"activation-type\":\"deactivate\",\"aces\":{\"ace\":[{\"name\":\"one\",\"matches\":"
          + "{\"ipv4\":{\"destination-ipv4-network\":\"198.51.100.0/24\"}},"
          + "\"actions\":{\"forwarding\":\"drop\"}}]}}]}}";

  @TempDir Path folder;
  private final CertificateAuthority authority =
      CertificateAuthority.create("test", KeyKind.P256, Duration.ofDays(1), Instant.now());
  private HttpClient client;
  private HttpClient stranger;

  @BeforeEach
  void makeKeys() throws Exception {
    authority.save(folder, true);
    KeyFiles.in(folder, "server").write(issue("server", CertificateOrder.Role.SERVER), true);
    var own = issue("client.example", CertificateOrder.Role.CLIENT);
    KeyFiles.in(folder, "client").write(own, true);
    client = client(own);
    stranger = client(issue("stranger.example", CertificateOrder.Role.CLIENT));
    Files.writeString(
        folder.resolve("server.yaml"),
        """
        keys:
          certificate: server.pem
          key: server-key.pem
          trusted-authorities: ca.pem
        listen: {dtls: ["127.0.0.1:0"], tls: ["127.0.0.1:0"]}
        data-channel: {listen: "127.0.0.1:0"}
        observe: {metrics: false}
        mitigators: {edge: {type: none}}
        domains:
          - name: customer
            certificate-names: [client.example]
            prefixes: [198.51.100.0/24]
        """);
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

  private DotsServer start() {
    return DotsServer.start(ServerSettings.read(folder.resolve("server.yaml")));
  }

  private HttpResponse<String> ask(DotsServer server, String method, String path, String body)
      throws IOException, InterruptedException {
    return ask(client, server, method, path, body);
  }

  private static HttpResponse<String> ask(
      HttpClient by, DotsServer server, String method, String path, String body)
      throws IOException, InterruptedException {
    int port = server.dataChannel().orElseThrow().getPort();
    var request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofString(body));
    if (!body.isEmpty()) request.header("Content-Type", "application/yang-data+json");
    return by.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void keepsWhatItConfirmedOverARestart() throws Exception {
    try (var server = start()) {
      // given
      var registered = ask(server, "POST", DATA, REGISTRATION);
      var created = ask(server, "POST", CLIENT, ALIAS);
      assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
      assertThat(registered.headers().firstValue("Location")).contains(CLIENT);
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    }
    try (var server = start()) {
      // when
      var read = ask(server, "GET", CLIENT + "/aliases?content=all", "");

      // then
      assertThat(read.statusCode()).isEqualTo(200);
      assertThat(read.headers().firstValue("Content-Type")).contains("application/yang-data+json");
      assertThat(read.body())
          .contains("\"name\":\"web\"", "198.51.100.1/32", "\"pending-lifetime\":10080");
      assertThat(ask(server, "DELETE", CLIENT, "").statusCode()).isEqualTo(204);
      assertThat(ask(server, "GET", CLIENT, "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void namesWhatTheSignalChannelProtectsAndFilters() throws Exception {
    try (var server = start()) {
      // given
      ask(server, "POST", DATA, REGISTRATION);
      ask(server, "POST", CLIENT, ALIAS);
      var acl = ask(server, "POST", CLIENT, ACL);
      assertThat(acl.statusCode()).as(acl.body()).isEqualTo(201);

      // when
      try (var _ = DotsClient.start(ClientSettings.read(agent(server)));
          var control = ControlClient.connect(folder.resolve("control.sock"))) {
        var mitigate =
            "{'command':'mitigate','label':'%s','scope':{'aliases':['%s']},'acls':{'%s':'immediate'}}";
        var granted = told(control, mitigate.formatted("web", "web", "drops"));
        var unknown = told(control, mitigate.formatted("mail", "mail", "drops"));

        // then
        assertThat(granted.path("reply").asString("")).as("%s", granted).isEqualTo("granted");
        assertThat(unknown.toString()).contains("refused", "alias-name 'mail' is not known");
        assertThat(ask(server, "GET", CLIENT + "/acls?content=all", "").body())
            .contains("\"activation-type\":\"immediate\"");
      }
    }
  }

  /// Its configuration.
  private Path agent(DotsServer server) throws IOException {
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
    return Files.writeString(
        folder.resolve("client.yaml"), yaml.formatted(server.local().getFirst().getPort()));
  }

  private static JsonNode told(ControlClient control, String command) throws IOException {
    control.send(JsonMapper.shared().readTree(command.replace('\'', '"')));
    while (true) {
      var reply = control.receive().orElseThrow();
      if (reply.path("last").asBoolean(false)) return reply;
    }
  }

  @Test
  void isFoundFromTheHostAlone() throws Exception {
    try (var server = start()) {
      var meta = ask(server, "GET", "/.well-known/host-meta", "");

      assertThat(meta.headers().firstValue("Content-Type")).contains("application/xrd+xml");
      assertThat(meta.body()).contains("<Link rel=\"restconf\" href=\"/restconf\"/>");
      assertThat(ask(server, "GET", "/restconf", "").body()).contains("yang-library-version");
      assertThat(ask(server, "GET", DATA + "/capabilities", "").body())
          .contains("\"forwarding-actions\"", "\"ipv4\"");
    }
  }

  @Test
  void refusesWithTheElementAndTheReason() throws Exception {
    try (var server = start()) {
      ask(server, "POST", DATA, REGISTRATION);
      var foreign = ask(server, "POST", CLIENT, ALIAS.replace("198.51.100.1", "203.0.113.1"));
      assertThat(foreign.statusCode()).isEqualTo(400);
      assertThat(foreign.body())
          .contains(
              "\"error-tag\":\"invalid-value\"",
              "alias[name='web']/target-prefix[.='203.0.113.1/32']",
              "not within the client's domain");

      var wrongType = ask(server, "PUT", CLIENT + "/acls", "[]");
      assertThat(wrongType.statusCode()).isEqualTo(400);

      var patch = ask(server, "PATCH", CLIENT, ALIAS);
      assertThat(patch.statusCode()).isEqualTo(405);
      assertThat(patch.headers().firstValue("Allow")).get().asString().contains("PUT", "POST");

      var options = ask(server, "OPTIONS", CLIENT + "/acls", "");
      assertThat(options.headers().firstValue("Allow")).get().asString().contains("GET", "PUT");
    }
  }

  @Test
  void servesNobodyWithoutADomain() throws Exception {
    try (var server = start()) {
      var answer = ask(stranger, server, "POST", DATA, REGISTRATION);

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("access-denied", "no domain has this identity");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.Fingerprints;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.identity.OwnKey;
import dev.tocsin.base.identity.Pem;
import dev.tocsin.dots.io.manage.OpenApi;
import dev.tocsin.dots.io.settings.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Customers of a whole server, managed over HTTPS; every answer is held against the description
/// that the server gives of itself.
class ManagementTest {

  private static final String TOKEN = "a-token-of-many-random-characters";
  private static final String ACME =
      "{\"name\":\"acme\",\"certificate-names\":[\"acme.example\"],"
          + "\"prefixes\":[\"203.0.113.0/24\"]}";
  private static final String KEY = "00112233445566778899aabbccddeeff";

  @TempDir Path folder;
  private final CertificateAuthority authority =
      CertificateAuthority.create("test", KeyKind.P256, Duration.ofDays(1), Instant.now());
  private HttpClient plain;
  private HttpClient operator;
  private HttpClient stranger;
  private DotsServer server;
  private OpenApi description;

  @BeforeEach
  void start() throws Exception {
    authority.save(folder, true);
    KeyFiles.in(folder, "server").write(issue("server", CertificateOrder.Role.SERVER), true);
    plain = client(null);
    operator = client(issue("operator.example", CertificateOrder.Role.CLIENT));
    stranger = client(issue("client.example", CertificateOrder.Role.CLIENT));
    var hash = MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(StandardCharsets.UTF_8));
    Files.writeString(folder.resolve("tokens"), "olga:" + HexFormat.of().formatHex(hash) + "\n");
    write("");
    run();
    description = new OpenApi(json(send(plain, "GET", "/v1/openapi.json", null, token())));
  }

  private void write(String more) throws IOException {
    Files.writeString(
        folder.resolve("server.yaml"),
        """
        keys:
          certificate: server.pem
          key: server-key.pem
          trusted-authorities: ca.pem
        listen: {dtls: ["127.0.0.1:0"], tls: ["127.0.0.1:0"]}
        management:
          listen: "127.0.0.1:0"
          clients: {certificate-names: [operator.example]}
          tokens-file: tokens
          authority: .
          failed-logins-per-minute: 3
        observe: {metrics: false}
        mitigators: {edge: {type: none}, scrubber: {type: none}}
        domains:
          - name: customer
            certificate-names: [client.example]
            prefixes: [198.51.100.0/24]
        """
            + more);
  }

  private void run() {
    server = DotsServer.start(ServerSettings.read(folder.resolve("server.yaml")));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private OwnKey issue(String name, CertificateOrder.Role role) {
    var names = new CertificateOrder.Names(List.of(name), List.of("127.0.0.1"), List.of());
    return authority.issue(
        new CertificateOrder(name, role, names, Duration.ofDays(1)), KeyKind.P256, Instant.now());
  }

  private HttpClient client(@Nullable OwnKey key) throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", authority.certificate());
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    var own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (key != null) {
      own.setKeyEntry(
          "own", key.privateKey(), new char[] {'x'}, key.chain().toArray(Certificate[]::new));
    }
    var keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(own, new char[] {'x'});
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static Map<String, String> token() {
    return Map.of("Authorization", "Bearer " + TOKEN);
  }

  private HttpResponse<String> send(
      HttpClient by, String method, String path, @Nullable String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    var port = server.management().orElseThrow().getPort();
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
            .method(method, publisher);
    if (body != null && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    return by.send(request.build(), BodyHandlers.ofString());
  }

  /// Sends it as an operator, and holds the answer against the description.
  private HttpResponse<String> ask(
      String method, String path, @Nullable String body, String... headers)
      throws IOException, InterruptedException {
    var all = new java.util.HashMap<String, String>();
    for (int i = 0; i < headers.length; i += 2) all.put(headers[i], headers[i + 1]);
    var answer = send(operator, method, path, body, all);
    var type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    var content = type.equals("application/json") ? json(answer) : text(answer);
    assertThat(description.faults(method, path, answer.statusCode(), type, content))
        .as("%s %s: %s %s", method, path, answer.statusCode(), answer.body())
        .isEmpty();
    return answer;
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private static JsonNode text(HttpResponse<String> answer) {
    return JsonMapper.shared().getNodeFactory().stringNode(answer.body());
  }

  private static void assertRefused(
      HttpResponse<String> answer, int status, String element, String message) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("errors"))
        .as(answer.body())
        .anySatisfy(
            error -> {
              assertThat(error.path("element").asString("")).isEqualTo(element);
              assertThat(error.path("message").asString()).contains(message);
            });
  }

  private String audit() throws IOException {
    server.close();
    return Files.readString(folder.resolve("state/audit.jsonl"));
  }

  @Test
  void servesEveryOperationOfItsDescriptionAsDescribed() throws Exception {
    var added = ask("POST", "/v1/domains", ACME);
    assertThat(added.statusCode()).isEqualTo(201);
    assertThat(added.headers().firstValue("Location")).contains("/v1/domains/acme");
    var shown = ask("GET", "/v1/domains/acme", null);
    assertThat(json(shown).path("domain").path("mitigators").toString())
        .isEqualTo("[\"edge\",\"scrubber\"]");
    var tag = shown.headers().firstValue("ETag").orElseThrow();
    var wider = ACME.replace("203.0.113.0/24", "203.0.113.0/24\",\"192.0.2.0/24");
    var changed = ask("PUT", "/v1/domains/acme", wider, "If-Match", tag);
    assertThat(changed.statusCode()).isEqualTo(200);
    var issued =
        ask(
            "POST",
            "/v1/domains/acme/credentials",
            "{\"psk-identity\":\"acme-1\",\"psk-key\":\"" + KEY + "\"}");
    assertThat(issued.statusCode()).isEqualTo(200);
    assertThat(issued.body()).contains("acme-1").doesNotContain(KEY);
    var own = KeyKind.P256.generate();
    assertThat(ask("POST", "/v1/domains/acme/certificates", request(own)).statusCode())
        .isEqualTo(200);
    var all = json(ask("GET", "/v1/domains?limit=1", null));
    assertThat(all.path("more").asBoolean()).isTrue();
    assertThat(all.path("domains").get(0).path("domain").path("name").asString()).isEqualTo("acme");
    assertThat(ask("GET", "/v1/mitigations?waiting=true", null).statusCode()).isEqualTo(200);
    assertThat(ask("POST", "/v1/mitigations/acme/c/1/approval", "{\"approve\":true}").statusCode())
        .isEqualTo(409);
    assertThat(ask("DELETE", "/v1/domains/acme?force=true", null).statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/v1/domains/acme", null).statusCode()).isEqualTo(404);
    ask("GET", "/v1/openapi.json", null);
    assertThat(ask("POST", "/v1/reload", null).statusCode()).isEqualTo(200);

    assertThat(description.unasked()).isEmpty();
    var audit = audit();
    assertThat(audit)
        .contains("domain-add", "domain-set", "domain-issue", "domain-remove")
        .contains("by certificate operator.example")
        .doesNotContain(KEY);
  }

  /// The body that asks for a certificate for the key.
  private static String request(KeyPair pair) throws Exception {
    return body(der(pair));
  }

  private static byte[] der(KeyPair pair) throws Exception {
    var subject = new X500Name("CN=anybody");
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    return new JcaPKCS10CertificationRequestBuilder(subject, pair.getPublic())
        .build(signer)
        .getEncoded();
  }

  private static String body(byte[] csr) {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(csr);
    var pem =
        "-----BEGIN CERTIFICATE REQUEST-----\n%s\n-----END CERTIFICATE REQUEST-----\n"
            .formatted(base64);
    return JsonNodeFactory.instance.objectNode().put("csr", pem).put("days", 7).toString();
  }

  @Test
  void certifiesAKeyThatItNeverSees() throws Exception {
    ask("POST", "/v1/domains", ACME);
    var pair = KeyKind.P256.generate();

    var answer = json(ask("POST", "/v1/domains/acme/certificates", request(pair)));

    var certificate = Pem.certificate("answer", answer.path("certificate").asString());
    certificate.verify(authority.certificate().getPublicKey());
    assertThat(certificate.getPublicKey()).isEqualTo(pair.getPublic());
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=acme");
    // As long as the request says, but not longer than the authority itself.
    assertThat(certificate.getNotAfter()).isEqualTo(authority.certificate().getNotAfter());
    assertThat(Pem.certificate("answer", answer.path("authority").asString()))
        .isEqualTo(authority.certificate());
    var fingerprint = Fingerprints.of(pair.getPublic());
    assertThat(answer.path("key-fingerprint").asString()).isEqualTo(fingerprint);
    assertThat(json(ask("GET", "/v1/domains/acme", null)).toString()).contains(fingerprint);
    assertThat(audit()).contains("domain-issue", fingerprint);
  }

  @Test
  void certifiesOnlyWhatARequestProves() throws Exception {
    ask("POST", "/v1/domains", ACME);
    var certificates = "/v1/domains/acme/certificates";
    var good = request(KeyKind.P256.generate());
    var bytes = der(KeyKind.P256.generate());
    bytes[bytes.length - 1] ^= 1;

    assertRefused(ask("POST", certificates, body(bytes)), 400, "csr", "csr:1: CERTIFICATE REQUEST");
    assertRefused(ask("POST", certificates, "{\"csr\":\"x\"}"), 400, "csr", "found no PEM block");
    assertRefused(ask("POST", certificates, "{}"), 400, "csr", "missing");
    assertRefused(
        ask("POST", certificates, good.replace("\"days\":7", "\"days\":0")),
        400,
        "days",
        "from 1 to 3650");
    assertRefused(ask("POST", "/v1/domains/nobody/certificates", good), 404, "name", "nobody");
    assertRefused(
        ask("POST", "/v1/domains/customer/certificates", good), 409, "name", "server.yaml:");
    assertThat(json(ask("GET", "/v1/domains/acme", null)).path("domain").has("key-fingerprints"))
        .isFalse();
  }

  @Test
  void certifiesNobodyWithAnAuthorityThatIsNotTrusted() throws Exception {
    server.close();
    var other =
        CertificateAuthority.create("other", KeyKind.P256, Duration.ofDays(1), Instant.now());
    other.save(folder.resolve("other"), true);
    var file = folder.resolve("server.yaml");
    Files.writeString(file, Files.readString(file).replace("authority: .", "authority: other"));

    assertThatThrownBy(this::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("other")
        .hasMessageContaining("'keys.trusted-authorities' does not name it");
  }

  @Test
  void saysWhichElementIsWrong() throws Exception {
    assertRefused(ask("POST", "/v1/domains", "{"), 400, "", "expected JSON");
    assertRefused(ask("POST", "/v1/domains", "[]"), 400, "", "expected a JSON object");
    assertRefused(ask("POST", "/v1/domains", "{\"name\":1,\"name\":2}"), 400, "", "Duplicate");
    assertRefused(ask("POST", "/v1/domains", "{\"prefixes\":[]}"), 400, "name", "missing");
    var typo = ACME.replace("prefixes", "prefixs");
    assertRefused(ask("POST", "/v1/domains", typo), 400, "prefixes", "owns nothing");
    var prefix = ACME.replace("203.0.113.0/24", "203.0.113.0/33");
    assertRefused(ask("POST", "/v1/domains", prefix), 400, "prefixes", "203.0.113.0/33");
    var mitigator = ACME.replace("{\"name", "{\"mitigators\":[\"none\"],\"name");
    assertRefused(ask("POST", "/v1/domains", mitigator), 400, "mitigators", "[edge, scrubber]");
    var limit = ACME.replace("{\"name", "{\"limits\":{\"sessions\":0},\"name");
    assertRefused(ask("POST", "/v1/domains", limit), 400, "limits.sessions", "1");
    var deep = "{\"a\":".repeat(100) + "1" + "}".repeat(100);
    assertRefused(ask("POST", "/v1/domains", deep), 400, "", "nesting depth");
    assertRefused(
        ask("POST", "/v1/domains/customer/credentials", "{\"psk-identity\":\"x\"}"),
        400,
        "psk-key",
        "missing");
    var shortKey = "{\"psk-identity\":\"x\",\"psk-key\":\"abcdef\"}";
    var refused = ask("POST", "/v1/domains/customer/credentials", shortKey);
    assertRefused(refused, 400, "psk-key", "16 to 64 bytes");
    assertThat(refused.body()).doesNotContain("abcdef");
    assertRefused(ask("GET", "/v1/domains?limit=0", null), 400, "limit", "from 1 to 1000");
  }

  @Test
  void refusesWithTheStatusThatSaysWhy() throws Exception {
    assertThat(ask("POST", "/v1/domains", ACME).statusCode()).isEqualTo(201);

    assertRefused(
        ask("POST", "/v1/domains", ACME, "Content-Type", "text/plain"),
        415,
        "Content-Type",
        "text/plain");
    assertThat(ask("POST", "/v1/domains", " ".repeat(600_000)).statusCode()).isEqualTo(413);
    assertRefused(ask("POST", "/v1/domains", ACME), 409, "name", "is there already");
    assertRefused(ask("PUT", "/v1/domains/acme", ACME), 428, "If-Match", "ETag");
    assertRefused(
        ask("PUT", "/v1/domains/acme", ACME, "If-Match", "\"1\""), 412, "", "somebody else");
    assertRefused(ask("DELETE", "/v1/domains/customer", null), 409, "name", "server.yaml:");
    assertRefused(ask("DELETE", "/v1/domains/nobody", null), 404, "name", "nobody");
    var stolen = ACME.replace("acme\"", "other\"");
    assertRefused(
        ask("POST", "/v1/domains", stolen), 409, "certificate-names", "the domain 'acme'");
    var patch = send(operator, "PATCH", "/v1/domains", "{}", Map.of());
    assertThat(patch.statusCode()).isEqualTo(405);
    assertThat(patch.headers().firstValue("Allow")).contains("GET, POST");
    assertThat(send(operator, "GET", "/v2/domains", null, Map.of()).statusCode()).isEqualTo(404);
  }

  @Test
  void letsInOnlyThoseThatTheSettingsName() throws Exception {
    assertThat(send(plain, "GET", "/v1/domains", null, token()).statusCode()).isEqualTo(200);
    var unknown = send(stranger, "GET", "/v1/domains", null, Map.of());
    assertThat(unknown.statusCode()).isEqualTo(403);
    var nobody = send(plain, "GET", "/v1/domains", null, Map.of());
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    var wrong = Map.of("Authorization", "Bearer wrong-token");
    assertThat(send(plain, "GET", "/v1/domains", null, wrong).statusCode()).isEqualTo(401);

    assertThat(send(plain, "GET", "/v1/domains", null, wrong).statusCode()).isEqualTo(429);
  }

  @Test
  void keepsManagedDomainsAndTheirSecretsOverARestart() throws Exception {
    ask("POST", "/v1/domains", ACME);
    ask(
        "POST",
        "/v1/domains/acme/credentials",
        "{\"psk-identity\":\"acme-1\",\"psk-key\":\"" + KEY + "\"}");
    var before = json(ask("GET", "/v1/domains/acme", null));
    server.close();
    run();

    assertThat(json(ask("GET", "/v1/domains/acme", null))).isEqualTo(before);
    server.close();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("state/secrets.key"))))
        .isEqualTo("rw-------");
    try (var files = Files.walk(folder.resolve("state"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var bytes = HexFormat.of().formatHex(Files.readAllBytes(file));
        assertThat(bytes).as("%s", file).doesNotContain(KEY);
      }
    }
  }

  private Path issueAndStop() throws Exception {
    ask("POST", "/v1/domains", ACME);
    ask(
        "POST",
        "/v1/domains/acme/credentials",
        "{\"psk-identity\":\"acme-1\",\"psk-key\":\"" + KEY + "\"}");
    server.close();
    return folder.resolve("state/secrets.key");
  }

  private void assertKeyRefused(String reason) {
    assertThatThrownBy(this::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("secrets.key")
        .hasMessageContaining(reason)
        .hasMessageContaining("the store holds 1 pre-shared key that only it opens");
  }

  @Test
  void refusesToStartWithoutTheKeyToWhatItsStoreHolds() throws Exception {
    var file = issueAndStop();
    var key = Files.readAllBytes(file);
    Files.delete(file);
    assertKeyRefused("no such file");
    assertThat(file).doesNotExist();

    Files.write(file, new byte[31]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertKeyRefused("expected a key of 32 bytes, found 31");
    Files.write(file, new byte[32]);
    assertKeyRefused("not the key that they were sealed with");

    Files.write(file, key);
    run();
    assertThat(ask("GET", "/v1/domains/acme", null).body()).contains("acme-1");
  }

  @Test
  void makesANewKeyWhereNothingWasSealedWithTheOld() throws Exception {
    ask("POST", "/v1/domains", ACME);
    server.close();
    Files.delete(folder.resolve("state/secrets.key"));

    run();

    assertThat(folder.resolve("state/secrets.key")).hasSize(32);
  }

  @Test
  void givesUpOnlyTheSecretsThatNobodyCanRead() throws Exception {
    var file = issueAndStop();
    Files.write(file, new byte[7]);

    var settings = ServerSettings.read(folder.resolve("server.yaml"));
    assertThat(LostSecrets.forget(settings, Instant::now)).containsExactly("acme");
    assertThat(LostSecrets.forget(settings, Instant::now)).isEmpty();
    run();

    var acme = json(ask("GET", "/v1/domains/acme", null));
    assertThat(acme.path("stored-psk-identities")).isEmpty();
    assertThat(acme.path("domain").path("psk-identities").toString()).isEqualTo("[\"acme-1\"]");
    assertThat(file.resolveSibling("secrets.key.unusable")).hasSize(7);
    assertThat(audit()).contains("secrets-lost");
  }

  @Test
  void refusesToStartWithADomainThatIsManagedAlready() throws Exception {
    ask("POST", "/v1/domains", ACME);
    server.close();
    write("  - {name: acme, certificate-names: [a.example], prefixes: [203.0.113.0/24]}\n");

    assertThatThrownBy(this::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("server.yaml:18")
        .hasMessageContaining("'acme' is managed already");
  }

  private JsonNode reload(String old, String with) throws Exception {
    var file = folder.resolve("server.yaml");
    assertThat(Files.readString(file)).contains(old);
    Files.writeString(file, Files.readString(file).replace(old, with));
    var answer = ask("POST", "/v1/reload", null);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  @Test
  void readsItsDomainsAgainAndNamesWhatNeedsARestart() throws Exception {
    var added = "      - {name: late, certificate-names: [late.example], prefixes: [192.0.2.0/24]}";
    write(added.substring(4) + "\n");
    assertThat(json(ask("POST", "/v1/reload", null)).toString())
        .isEqualTo(
            "{\"added\":[\"late\"],\"changed\":[],\"removed\":[],\"mitigations-ended\":0,\"needs-restart\":[]}");

    var changed = reload("198.51.100.0/24", "198.51.100.0/25");
    assertThat(changed.path("changed").toString()).isEqualTo("[\"customer\"]");
    assertThat(json(ask("GET", "/v1/domains/customer", null)).path("domain").path("prefixes"))
        .hasSize(1)
        .first()
        .hasToString("\"198.51.100.0/25\"");
    assertThat(reload("failed-logins-per-minute: 3", "failed-logins-per-minute: 4").toString())
        .contains("\"changed\":[]", "\"needs-restart\":[\"management.failed-logins-per-minute\"]");

    assertThat(reload("- {name: late", "- {name: later").toString())
        .contains("\"added\":[\"later\"]", "\"removed\":[\"late\"]");
    assertThat(ask("GET", "/v1/domains/late", null).statusCode()).isEqualTo(404);
    assertThat(audit())
        .contains("\"action\":\"domain-add\",\"domain\":\"late\"")
        .contains("\"action\":\"domain-remove\",\"domain\":\"late\"", "not configured any more");
  }

  @Test
  void changesNothingWhenTheFileHasAMistake() throws Exception {
    var before = json(ask("GET", "/v1/domains", null));
    write(
        "  - {name: good, certificate-names: [g.example], prefixes: [192.0.2.0/24]}\n  - {name: bad}\n");

    var refused = ask("POST", "/v1/reload", null);

    assertRefused(refused, 409, "", "server.yaml:19:");
    assertThat(json(ask("GET", "/v1/domains", null))).isEqualTo(before);
    write(
        "  - {name: other, certificate-names: [o.example], prefixes: [192.0.2.0/24], mitigators: [new]}\n");
    var file = folder.resolve("server.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("mitigators: {edge", "mitigators: {new: {type: none}, edge"));
    assertRefused(
        ask("POST", "/v1/reload", null), 409, "", "which starts only when the server is restarted");
    ask("POST", "/v1/domains", ACME);
    write("  - {name: acme, certificate-names: [a.example], prefixes: [192.0.2.0/24]}\n");
    assertRefused(
        ask("POST", "/v1/reload", null),
        409,
        "name",
        "server.yaml:18: the domain 'acme' is managed already");
  }

  @Test
  void keepsServingADomainWhoseMitigatorIsGone() throws Exception {
    ask("POST", "/v1/domains", ACME);
    server.close();
    write("");
    var file = folder.resolve("server.yaml");
    Files.writeString(file, Files.readString(file).replace(", scrubber: {type: none}", ""));
    run();

    var domain = json(ask("GET", "/v1/domains/acme", null)).path("domain");

    assertThat(domain.path("mitigators").toString()).isEqualTo("[\"edge\"]");
  }
}

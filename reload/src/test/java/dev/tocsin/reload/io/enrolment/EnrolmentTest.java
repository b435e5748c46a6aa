// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.http.WebSettings.ClientCertificate;
import dev.tocsin.base.http.client.ClientTlsContext;
import dev.tocsin.base.http.digest.Challenge;
import dev.tocsin.base.http.digest.Digest;
import dev.tocsin.base.http.digest.DigestAlgorithm;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.base.observe.AuditLog;
import dev.tocsin.reload.core.enrolment.Account;
import dev.tocsin.reload.core.enrolment.Account.Standing;
import dev.tocsin.reload.core.enrolment.EnrolmentRules;
import dev.tocsin.reload.core.security.OverlayTrust;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.io.enrolment.client.Enrolling;
import dev.tocsin.reload.io.enrolment.client.Enrolling.Outcome;
import dev.tocsin.reload.io.enrolment.client.Login;
import dev.tocsin.reload.io.enrolment.server.EnrolmentServer;
import dev.tocsin.reload.io.enrolment.server.LoginRules;
import dev.tocsin.reload.io.enrolment.server.Published;
import dev.tocsin.reload.io.enrolment.users.Users;
import dev.tocsin.reload.wire.enrolment.CertificatesOnly;
import dev.tocsin.reload.wire.enrolment.CertificationRequest;
import dev.tocsin.reload.wire.id.Id;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real enrolment server on loopback, asked by our client and by hand.
class EnrolmentTest {

  private static final String OVERLAY = "test.example";
  private static final String PASSWORD = "Circle of Life";
  private static final Login ALICE = new Login("alice", PASSWORD);
  // The TLS of the server is checked by the real clock.
  private static final Instant NOW = Instant.now();
  private static final OverlayAuthority ROOT = authority("root");
  private static final CertificateAuthority WEB =
      CertificateAuthority.create("web", KeyKind.P256, Duration.ofDays(1), NOW);
  private static final KeyPair PAIR = pair();

  private final MovedClock clock = new MovedClock();
  @TempDir Path folder;
  private EnrolmentServer server;
  private HttpClient http;

  private static final class MovedClock implements InstantSource {
    volatile Instant now = NOW;

    @Override
    public Instant instant() {
      return now;
    }
  }

  private static OverlayAuthority authority(String name) {
    var root = CertificateAuthority.create(name, KeyKind.P256, Duration.ofDays(30), NOW);
    return new OverlayAuthority(root, OVERLAY);
  }

  private static KeyPair pair() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() {
    server = server();
    var users = users();
    users.add(account("alice", "alice@test.example", "al@test.example"), PASSWORD, NOW);
    users.add(account("bob", "bob@test.example"), "another password", NOW);
    http =
        HttpClient.newBuilder()
            .sslContext(ClientTlsContext.of(Optional.empty(), List.of(WEB.certificate())))
            .build();
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  private EnrolmentServer server() {
    var names = new CertificateOrder.Names(List.of(OVERLAY), List.of("127.0.0.1"), List.of());
    var order =
        new CertificateOrder(OVERLAY, CertificateOrder.Role.SERVER, names, Duration.ofDays(1));
    var own = WEB.issue(order, KeyKind.P256, NOW);
    var tls = new WebSettings.Tls(own, List.of(), ClientCertificate.IGNORED);
    var rules = new EnrolmentRules(Duration.ofMinutes(1), Duration.ofDays(1), 3, 1, 20);
    return EnrolmentServer.start(
        ROOT,
        new EnrolmentServer.Terms(rules, new LoginRules(true, 3)),
        new EnrolmentServer.Keeping(folder.resolve("state"), AuditLog.Options.DEFAULT),
        new Published(Bytes.of("<overlay/>"), Bytes.of("<grammar/>")),
        new WebSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.of(tls),
            WebSettings.Limits.DEFAULT),
        clock);
  }

  private Users users() {
    return Users.open(folder.resolve("state"), OVERLAY);
  }

  private static Account account(String user, String... names) {
    return new Account(user, List.of(names), Standing.ADMITTED);
  }

  private URI uri(String path) {
    return URI.create("https://127.0.0.1:" + server.local().getPort() + path);
  }

  private Enrolling enrolling(String device, OverlayTrust trust, String... names) {
    // Making keys takes long.
    var files = KeyFiles.in(folder.resolve(device), "peer");
    if (!Files.exists(files.key())) files.writeKey(PAIR);
    return client(device, trust, names);
  }

  private Enrolling client(String device, OverlayTrust trust, String... names) {
    var servers = List.of(uri(EnrolmentServer.CREDENTIAL_PATH));
    var where = new Enrolling.Where(trust, servers, List.of(WEB.certificate()));
    return new Enrolling(where, List.of(names), folder.resolve(device));
  }

  private Enrolling enrolling(String device) {
    return enrolling(device, ROOT.trust());
  }

  private static Outcome.Enrolled enrolled(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Enrolled.class);
    return (Outcome.Enrolled) outcome;
  }

  private HttpResponse<byte[]> post(String type, byte[] body, Optional<String> authorization)
      throws Exception {
    var request =
        HttpRequest.newBuilder(uri(EnrolmentServer.CREDENTIAL_PATH))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body));
    authorization.ifPresent(field -> request.header("Authorization", field));
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private Digest digest(String user, String password) throws Exception {
    var challenge = post("text/plain", new byte[0], Optional.empty());
    assertThat(challenge.statusCode()).isEqualTo(401);
    var first = Challenge.of(challenge.headers()).getFirst();
    return new Digest(first, DigestAlgorithm.SHA_256, user, password);
  }

  private HttpResponse<byte[]> asAlice(String type, byte[] body) throws Exception {
    return post(type, body, Optional.of(field(digest("alice", PASSWORD))));
  }

  private String field(Digest digest) {
    return digest.answer("POST", uri(EnrolmentServer.CREDENTIAL_PATH), "c");
  }

  private static byte[] request(List<String> names, String... uris) {
    return CertificationRequest.write(PAIR, names, List.of(uris)).toArray();
  }

  @Test
  void givesAUserACertificateThatTheOverlayBelieves() throws Exception {
    var own = enrolled(enrolling("laptop").enrol(ALICE, NOW)).credentials();

    assertThat(ROOT.trust().refusal(own.certificate())).isEmpty();
    assertThat(own.certificate().users()).containsExactly("alice@test.example", "al@test.example");
    assertThat(own.certificate().peers()).containsExactly(own.peer());
    assertThat(own.peer().isPeer()).isTrue();
    assertThat(own.certificate().certificate().getNotAfter().toInstant())
        .isBetween(NOW.plusSeconds(59), NOW.plusSeconds(60));
  }

  @Test
  void renewsBeforeTheEndAndStaysTheSamePeer() throws Exception {
    // CE-2: a certificate of 60 s
    var enrolling = enrolling("laptop");
    var first = enrolled(enrolling.current(ALICE, NOW)).credentials();

    var early = enrolled(enrolling.current(ALICE, NOW.plusSeconds(30))).credentials();
    clock.now = NOW.plusSeconds(45);
    var renewed = enrolled(enrolling.current(ALICE, clock.now)).credentials();

    assertThat(early.certificate()).isEqualTo(first.certificate());
    assertThat(renewed.certificate()).isNotEqualTo(first.certificate());
    assertThat(renewed.peer()).isEqualTo(first.peer());
    assertThat(renewed.key()).isEqualTo(first.key());
  }

  @Test
  void knowsPeersAgainAfterARestart() throws Exception {
    var enrolling = enrolling("laptop");
    var first = enrolled(enrolling.enrol(ALICE, NOW)).credentials();
    server.close();
    server = server();

    var again = enrolled(enrolling("laptop").enrol(ALICE, NOW)).credentials();

    assertThat(again.peer()).isEqualTo(first.peer());
  }

  @Test
  void keepsKeyAndCertificateForTheNextStart() throws Exception {
    var first = enrolled(client("laptop", ROOT.trust()).enrol(ALICE, NOW)).credentials();

    assertThat(enrolling("laptop").kept(NOW))
        .get()
        .extracting(Outcome.Enrolled::credentials)
        .isEqualTo(first);
    assertThat(enrolling("laptop").kept(NOW.plusSeconds(61))).isEmpty();
    var mode = Files.getPosixFilePermissions(folder.resolve("laptop/peer-key.pem"));
    assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-------");
    var folders = Files.getPosixFilePermissions(folder.resolve("laptop"));
    assertThat(PosixFilePermissions.toString(folders)).isEqualTo("rwx------");
  }

  @Test
  void goesOnWithAValidCertificateWhileTheServerIsDown() throws Exception {
    var enrolling = enrolling("laptop");
    var first = enrolled(enrolling.enrol(ALICE, NOW)).credentials();
    server.close();

    assertThat(enrolled(enrolling.current(ALICE, NOW.plusSeconds(50))).credentials())
        .isEqualTo(first);
    assertThatThrownBy(() -> enrolling.current(ALICE, NOW.plusSeconds(61)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void clientTakesNoCertificateOfAnotherAuthority() throws Exception {
    // EB-9: swap the CA
    var outcome = enrolling("laptop", authority("root").trust()).enrol(ALICE, NOW);

    assertThat(outcome)
        .isEqualTo(new Outcome.Refused("the certificate: no authority of this overlay issued it"));
    assertThat(folder.resolve("laptop/peer.pem")).doesNotExist();
  }

  @Test
  void refusesTheNameOfAnotherUser() throws Exception {
    // EN-4
    var outcome = enrolling("laptop", ROOT.trust(), "bob@test.example").enrol(ALICE, NOW);

    assertThat(outcome)
        .isEqualTo(new Outcome.Refused("403: 'bob@test.example' is not a name of this user"));
  }

  @Test
  void refusesWrongPasswordsAndThenTheirSource() throws Exception {
    var unknown = new Login("mallory", PASSWORD);
    var wrong = new Login("alice", "circle of life");

    for (var login : List.of(wrong, unknown, wrong)) {
      assertThat(enrolling("laptop").enrol(login, NOW))
          .isEqualTo(new Outcome.Refused("user and password do not fit"));
    }

    assertThat(enrolling("laptop").enrol(ALICE, NOW))
        .isEqualTo(new Outcome.Refused("429: too many wrong passwords came from there"));
    clock.now = NOW.plusSeconds(30);
    enrolled(enrolling("laptop").enrol(ALICE, clock.now));
    assertThat(server.failedLogins()).isEqualTo(3);
  }

  @Test
  void asksEverybodyTheSameWhetherHeIsThereOrNot() throws Exception {
    users().remove("bob", NOW.plusSeconds(60));
    for (var user : List.of("alice", "mallory", "bob")) {
      var answer = post("x/y", new byte[0], Optional.of(field(digest(user, "wrong password"))));

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().allValues("WWW-Authenticate"))
          .hasSize(2)
          .noneMatch(field -> field.contains("stale"));
      assertThat(new String(answer.body())).isEqualTo("who asks has to say who it is\n");
    }
  }

  @Test
  void takesNoAnswerOfDigestTwiceAndNoOldNonce() throws Exception {
    var digest = digest("alice", PASSWORD);
    var field = Optional.of(field(digest));
    var body = request(List.of());
    assertThat(post(CertificationRequest.MEDIA_TYPE, body, field).statusCode()).isEqualTo(200);

    var twice = post(CertificationRequest.MEDIA_TYPE, body, field);
    clock.now = NOW.plusSeconds(600);
    var late = post(CertificationRequest.MEDIA_TYPE, body, Optional.of(field(digest)));

    assertThat(List.of(twice, late))
        .allSatisfy(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(401);
              assertThat(answer.headers().firstValue("WWW-Authenticate"))
                  .get()
                  .asString()
                  .contains("stale=true");
            });
    assertThat(server.failedLogins()).isZero();
  }

  @Test
  void takesMd5OfOldClients() throws Exception {
    var challenge = post("x/y", new byte[0], Optional.empty());
    var last = Challenge.of(challenge.headers()).getLast();
    var digest = new Digest(last, DigestAlgorithm.MD5, "alice", PASSWORD);

    var type = CertificationRequest.MEDIA_TYPE;
    var answer = post(type, request(List.of()), Optional.of(field(digest)));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void givesADeniedUserNothingMore() throws Exception {
    enrolled(enrolling("laptop").enrol(ALICE, NOW));
    users().deny("alice", true);

    assertThat(enrolling("laptop").enrol(ALICE, NOW))
        .isEqualTo(new Outcome.Refused("403: user 'alice' gets no certificates"));

    users().deny("alice", false);
    enrolled(enrolling("laptop").enrol(ALICE, NOW));
    users().setPassword("alice", "a fresh password");
    assertThat(enrolling("laptop").enrol(ALICE, NOW)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void refusesWhatIsNoRequest() throws Exception {
    var wrongType = asAlice("application/octet-stream", request(List.of()));
    var garbage = asAlice(CertificationRequest.MEDIA_TYPE, new byte[] {1, 2, 3});
    var foreign =
        asAlice(
            CertificationRequest.MEDIA_TYPE,
            request(List.of(), PeerCertificate.uri(new Id(1, 2), "other.example").toString()));
    var chosen =
        asAlice(
            CertificationRequest.MEDIA_TYPE,
            request(List.of(), PeerCertificate.uri(new Id(1, 2), OVERLAY).toString()));

    assertThat(wrongType.statusCode()).isEqualTo(415);
    assertThat(garbage.statusCode()).isEqualTo(400);
    assertThat(foreign.statusCode()).isEqualTo(400);
    assertThat(chosen.statusCode()).isEqualTo(403);
    assertThat(server.issued()).isZero();
  }

  @Test
  void answersAsCmcWantsIt() throws Exception {
    var answer = asAlice(CertificationRequest.MEDIA_TYPE, request(List.of("al@test.example")));

    assertThat(answer.headers().firstValue("Content-Type"))
        .get()
        .asString()
        .startsWith("application/pkcs7-mime; smime-type=certs-only");
    assertThat(CertificatesOnly.read(answer.body()))
        .singleElement()
        .extracting(der -> PeerCertificate.read(der, OVERLAY).users())
        .isEqualTo(List.of("al@test.example"));
  }

  @Test
  void showsTheDocumentAndItsSchema() throws Exception {
    var document = get("/p2psip/enroll");
    server.publish(new Published(Bytes.of("<overlay>2</overlay>"), Bytes.of("<grammar/>")));

    assertThat(document.headers().firstValue("Content-Type"))
        .contains("application/p2p-overlay+xml; charset=utf-8");
    assertThat(document.body()).isEqualTo("<overlay/>");
    assertThat(get("/p2psip/enroll").body()).isEqualTo("<overlay>2</overlay>");
    assertThat(get("/p2psip/enroll/schema").body()).isEqualTo("<grammar/>");
    assertThat(get("/p2psip/credentials").statusCode()).isEqualTo(405);
    assertThat(get("/").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  @Test
  void writesDownWhatUsersGotAndDidNotGetAndNoSecret() throws Exception {
    enrolled(enrolling("laptop").enrol(ALICE, NOW));
    enrolled(enrolling("laptop").enrol(ALICE, NOW));
    enrolling("laptop", ROOT.trust(), "bob@test.example").enrol(ALICE, NOW);
    enrolling("laptop").enrol(new Login("bob", PASSWORD), NOW);
    server.close();

    var state = folder.resolve("state");
    var lines = Files.readAllLines(state.resolve("audit.jsonl"));
    assertThat(lines)
        .extracting(line -> line.replaceAll(".*\"action\":\"([^\"]+)\".*", "$1"))
        .containsExactly("enrol-issue", "enrol-renew", "enrol-refuse", "enrol-login-failed");
    assertThat(lines.getLast()).contains("\"client\":\"bob\"");
    var hash = DigestAlgorithm.SHA_256.secret("alice", OVERLAY, PASSWORD);
    try (var files = Files.walk(state)) {
      for (var file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
        var content =
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(content).as(file.toString()).doesNotContain(PASSWORD, hash);
      }
    }
  }

  @Test
  void keepsUsersApart() {
    var users = users();

    assertThatThrownBy(() -> users.add(account("carol", "AL@test.example"), "long enough", NOW))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is a name of user 'alice'");
    assertThatThrownBy(() -> users.add(account("carol"), "short", NOW))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected a password of 8");
    assertThatThrownBy(() -> users.deny("carol", true)).hasMessageContaining("no user 'carol'");
    assertThatThrownBy(() -> Users.open(folder.resolve("state"), "other.example"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expected passwords for 'other.example'");
    assertThat(users.list()).extracting(Account::user).containsExactly("alice", "bob");
  }
}

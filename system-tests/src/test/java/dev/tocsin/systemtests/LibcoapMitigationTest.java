// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.app.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A whole life of a mitigation as Debian's libcoap clients ask for it, at the real server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibcoapMitigationTest {

  private static final String SECRET = "0123456789abcdef";
  private static final String IDENTITY = "libcoap";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int IN_PROGRESS = 1;
  private static final int WITHDRAWN = 5;
  // The last two bytes of such a body are the key and the value of the status.
  private static final Pattern BODY =
      Pattern.compile("c:2\\.05 [^\\n]*\\n<<([0-9a-f]+10[0-9a-f]{2})>>");

  @TempDir static Path folder;

  private Quickstarted quick;
  private int dataPort;
  private TocsinProcess server;
  private int mid;

  @BeforeAll
  void start() throws Exception {
    quick = Quickstarted.in(folder.resolve("dots"));
    dataPort = Quickstarted.freePort();
    var secret = HexFormat.of().formatHex(SECRET.getBytes(US_ASCII));
    var psk = Files.writeString(quick.folder().resolve("psk"), "libcoap:" + secret + "\n");
    Files.setPosixFilePermissions(psk, PosixFilePermissions.fromString("rw-------"));
    quick.edit(
        quick.serverFile(),
        "  trusted-authorities",
        "  pre-shared-keys: [psk]\n  trusted-authorities");
    quick.edit(
        quick.serverFile(),
        "    certificate-names: [client.example]",
        "    certificate-names: [client.example]\n    psk-identities: [libcoap]");
    quick.append(
        quick.serverFile(), "data-channel: {listen: \"127.0.0.1:%d\"}\n".formatted(dataPort));
    server = quick.startServer();
  }

  @AfterAll
  void stop() {
    if (server != null) server.close();
  }

  static Stream<Arguments> everyClientOnEveryTransportWithEveryCredential() {
    return Stream.of("coap-client-openssl", "coap-client-gnutls")
        .flatMap(
            client ->
                Stream.of("coaps", "coaps+tcp")
                    .flatMap(
                        scheme ->
                            Stream.of("certificate", "shared key")
                                .map(credential -> Arguments.of(client, scheme, credential))));
  }

  @ParameterizedTest
  @MethodSource("everyClientOnEveryTransportWithEveryCredential")
  void createsRefreshesObservesAndWithdraws(String client, String scheme, String credential)
      throws Exception {
    var asker = new Asker(client, scheme, credentials(credential), cuid(credential), ++mid);

    // create, refresh, and tell how well it works, with an If-Match that says nothing
    assertThat(asker.put(prefix("\"lifetime\":3600"))).contains("c:2.01");
    assertThat(asker.put(prefix("\"lifetime\":1800"))).contains("c:2.04");
    var efficacy = prefix("\"lifetime\":1800,\"attack-status\":\"under-attack\"");
    assertThat(asker.put(efficacy, "-O", "1,")).contains("c:2.04");

    // observe, and withdraw meanwhile
    try (var watching = asker.begin("get", List.of("-s", "25"))) {
      await().atMost(PATIENCE).until(() -> !statuses(watching.output()).isEmpty());
      assertThat(asker.ask("delete")).contains("c:2.02");
      await().atMost(PATIENCE).until(() -> statuses(watching.output()).contains(WITHDRAWN));
      assertThat(statuses(watching.output())).startsWith(IN_PROGRESS);
      // Over UDP nothing that is told is confirmed.
      if (scheme.equals("coaps")) assertThat(watching.output()).contains("t:NON c:2.05");
    }
  }

  @ParameterizedTest
  @MethodSource("everyClientOnEveryTransportWithEveryCredential")
  void isRefusedWithoutTheRightCredential(String client, String scheme, String credential)
      throws Exception {
    var wrong =
        credential.equals("certificate")
            ? List.of("-R", file("ca/ca.pem"))
            : List.of("-u", IDENTITY, "-k", "another key 1234");

    var said =
        new Asker(client, scheme, wrong, cuid(credential), ++mid).put(prefix("\"lifetime\":60"));

    assertThat(said).doesNotContain("c:2.");
  }

  @Test
  void asksByTheNameThatTheDataChannelKnows() throws Exception {
    // given an alias that our own command has made
    quick.append(quick.clientFile(), "cuid: aliased\n");
    quick.edit(
        quick.clientFile(),
        "    port: " + quick.port(),
        "    port: %d\n    data-channel: \"127.0.0.1:%d\"".formatted(quick.port(), dataPort));
    var configuration = quick.clientFile().toString();
    var made =
        TocsinProcess.run(
            "dots", "alias", "set", "-c", configuration, "web", "--prefix", "192.0.2.77");
    assertThat(made.exitCode()).as(made.text()).isZero();

    // when libcoap asks for it, and for one that nobody knows
    var credentials = credentials("certificate");
    var known = new Asker("coap-client-openssl", "coaps", credentials, "aliased", ++mid);
    var unknown = new Asker("coap-client-openssl", "coaps", credentials, "aliased", ++mid);
    var taken = known.put(payload("\"alias-name\":[\"web\"],\"lifetime\":60"));
    var refused = unknown.put(payload("\"alias-name\":[\"nowhere\"],\"lifetime\":60"));

    // then
    assertThat(taken).contains("c:2.01");
    assertThat(refused).contains("c:4.00").contains("nowhere");
  }

  /// No two identities may use the same (RFC 9132 §4.4.1).
  private static String cuid(String credential) {
    return "libcoap-" + credential.replace(' ', '-');
  }

  private List<String> credentials(String kind) {
    return kind.equals("certificate")
        ? List.of("-c", file("client.pem"), "-j", file("client-key.pem"), "-C", file("ca/ca.pem"))
        : List.of("-u", IDENTITY, "-k", SECRET);
  }

  private String file(String name) {
    return quick.folder().resolve(name).toString();
  }

  /// One client, about one mitigation.
  private final class Asker {
    private final String client;
    private final String uri;
    private final List<String> credentials;

    Asker(String client, String scheme, List<String> credentials, String cuid, int mid) {
      this.client = client;
      this.credentials = credentials;
      this.uri =
          "%s://localhost:%d/.well-known/dots/mitigate/cuid=%s/mid=%d"
              .formatted(scheme, quick.port(), cuid, mid);
    }

    String put(Path payload, String... more) throws Exception {
      var words = new ArrayList<>(List.of("-t", "271", "-f", payload.toString()));
      words.addAll(List.of(more));
      return ended("put", words);
    }

    String ask(String method) throws Exception {
      return ended(method, List.of());
    }

    private String ended(String method, List<String> more) throws Exception {
      try (var process = begin(method, more)) {
        return process.ended();
      }
    }

    ForeignProgram begin(String method, List<String> more) throws IOException {
      var words = new ArrayList<>(List.of(client, "-v", "6", "-B", "8", "-m", method));
      words.addAll(credentials);
      words.addAll(more);
      words.add(uri);
      return ForeignProgram.start(folder, words.toArray(String[]::new));
    }
  }

  /// Of its own for each mitigation.
  private Path prefix(String more) throws Exception {
    return payload("\"target-prefix\":[\"192.0.2.%d/32\"],%s".formatted(mid, more));
  }

  private static Path payload(String members) throws Exception {
    var json =
        "{\"ietf-dots-signal-channel:mitigation-scope\":{\"scope\":[{%s}]}}".formatted(members);
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), "dots", "encode", json);
    assertThat(code).as(err.toString()).isZero();
    var bytes = HexFormat.of().parseHex(out.toString().strip());
    return Files.write(Files.createTempFile(folder, "payload", ".cbor"), bytes);
  }

  /// Of the answer and every notification, in their order, by RFC 9132 Table 3. Key 16 is the
  /// status (Table 5); no counter follows it from a mitigator that measures nothing.
  private static List<Integer> statuses(String said) {
    return BODY.matcher(said)
        .results()
        .map(body -> body.group(1))
        .map(hex -> Integer.parseInt(hex.substring(hex.length() - 2), 16))
        .toList();
  }
}

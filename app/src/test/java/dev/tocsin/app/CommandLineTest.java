// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class CommandLineTest {

  private static final JsonMapper JSON = new JsonMapper();

  /// Asks for the DNS name `wanted.example`.
  private static final String REQUEST =
      """
      -----BEGIN CERTIFICATE REQUEST-----
      MIH5MIGgAgEAMBIxEDAOBgNVBAMMB2NsaWVudDIwWTATBgcqhkjOPQIBBggqhkjO
      PQMBBwNCAAS/jByFpqNsZJX4Mvw9aQpdC0nM3+spz0MDaqGyaAODKmK/r9/oNhyA
      ahv6B+FfRorC+s/28up6tqFghdJuPz0aoCwwKgYJKoZIhvcNAQkOMR0wGzAZBgNV
      HREEEjAQgg53YW50ZWQuZXhhbXBsZTAKBggqhkjOPQQDAgNIADBFAiEA+qZyuoqZ
      W+fV58FW0A3TMiQ/E1I+kpfNI8co/Pu40b0CIEx3kHffP/wmyt1JsMmDLLF0hn8i
      BjPJ1Yps2g0p6QUe
      -----END CERTIFICATE REQUEST-----
      """;

  @TempDir private Path folder;

  private record Ran(int code, String out, String err) {
    JsonNode json() {
      return JSON.readTree(out);
    }
  }

  /// `DIR` stands for the temporary folder.
  private Ran run(String line) {
    var out = new StringWriter();
    var err = new StringWriter();
    var arguments = line.replace("DIR", folder.toString()).split(" ");
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  static Stream<String> commands() {
    return Main.commandLine().getSubcommands().values().stream()
        .flatMap(CommandLineTest::withSubcommands);
  }

  private static Stream<String> withSubcommands(picocli.CommandLine command) {
    return Stream.concat(
        Stream.of(command.getCommandSpec().qualifiedName().substring("tocsin ".length())),
        command.getSubcommands().values().stream().flatMap(CommandLineTest::withSubcommands));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItselfWithAnExample(String command) {
    var ran = run(command + " --help");

    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("Usage: tocsin " + command, "Example", "  tocsin ");
  }

  /// picocli takes descriptions as formats, and says so on standard error if one is none.
  @ParameterizedTest
  @MethodSource("commands")
  void noCommandsHelpComesWithAWarning(String command) {
    var complaints = new ByteArrayOutputStream();
    var before = System.err;
    System.setErr(new PrintStream(complaints, true, UTF_8));
    try {
      run(command + " --help");
    } finally {
      System.setErr(before);
    }

    assertThat(complaints.toString(UTF_8)).isEmpty();
  }

  @Test
  void showsHelpAndVersion() {
    assertThat(run("--help").out()).startsWith("Usage: tocsin").contains("keys", "Exit codes:");
    assertThat(run("--version").out()).startsWith("tocsin ").contains("(Java 25");
  }

  @ParameterizedTest
  @CsvSource({
    "frobnicate, Unmatched argument",
    "keys, Missing required subcommand",
    "keys issue, Missing required options",
    "keys ca --out DIR/ca --days many, Invalid value for option '--days'",
    "keys ca --out DIR/ca --days 0, days",
    "keys ca --out DIR/ca --key DSA, expected one of",
    "keys issue --ca DIR --name a --role king --out DIR, expected one of",
    "keys issue --ca DIR --name a --role client --out DIR --ip 1.2.3, '1.2.3'",
    "keys issue --ca DIR --name a --role client --out DIR --dns a..b, 'a..b'",
    "keys issue --ca DIR --name a --role client --out DIR --uri x, 'x'",
    "keys issue --ca DIR --name ../a --role client --out DIR, '../a'",
    "keys issue --ca DIR --name ca --role client --out DIR, authority",
    "keys issue --ca DIR --name a --role client --out DIR --csr DIR/a --key P256, --csr or --key",
    "keys psk --identity #a, identity",
  })
  void answersWrongUsageWithOneLineAndTwo(String line, String complaint) {
    var ran = run(line);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).hasSize(2);
    assertThat(ran.err().lines().findFirst())
        .hasValueSatisfying(first -> assertThat(first).startsWith("tocsin").contains(complaint));
    assertThat(ran.err()).contains("--help'.");
  }

  @ParameterizedTest
  @CsvSource({
    "keys show DIR/none, no such file",
    "keys show DIR, Is a directory",
    "keys show DIR/open, chmod 600",
    "keys show DIR/broken.pem, broken.pem:1:",
    "keys issue --ca DIR/none --name a --role client --out DIR/out, no such file",
    "keys ca --out DIR/open/ca, open",
    "keys psk --identity a --file DIR/none/psk, no such file",
    "keys psk --identity a --file DIR, found a folder",
    "keys show --public DIR/open, expected PEM with a key",
  })
  void answersFailureWithOneLineAndOne(String line, String complaint) throws IOException {
    Files.writeString(folder.resolve("open"), "a:00112233445566778899aabbccddeeff\n");
    Files.writeString(folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\n");

    var ran = run(line);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err())
        .startsWith("tocsin keys ")
        .contains(complaint)
        .doesNotContain("Exception");
  }

  @Test
  void makesAnAuthorityAndCertifiesAClient() {
    var authority = run("keys ca --out DIR/ca --name Example --json");
    var client = run("keys issue --ca DIR/ca --name client1 --role client --out DIR/c --json");

    assertThat(authority.code()).isZero();
    assertThat(authority.json().get("subject").asString()).isEqualTo("CN=Example");
    assertThat(client.code()).isZero();
    assertThat(client.json().get("issuer").asString()).isEqualTo("CN=Example");
    assertThat(client.json().get("names").get(0).asString()).isEqualTo("client1");
    assertThat(client.json().get("cuid").asString()).hasSize(22);
    assertThat(folder.resolve("c/client1-key.pem")).exists();
    assertThat(folder.resolve("c/client1.pem")).exists();
    assertThat(folder.resolve("c/ca.pem")).hasSameTextualContentAs(folder.resolve("ca/ca.pem"));
  }

  @Test
  void certifiesTheKeyOfARequestUnderNamesOfItsOwnChoice() throws IOException {
    run("keys ca --out DIR/ca");
    Files.writeString(folder.resolve("a.csr"), REQUEST);

    var made =
        run(
            "keys issue --ca DIR/ca --name a --role client --dns a.example"
                + " --csr DIR/a.csr --out DIR/a --json");
    var asked = run("keys show DIR/a.csr --json").json().get("entries").get(0);

    assertThat(made.err()).isEmpty();
    assertThat(made.json().get("fingerprint")).isEqualTo(asked.get("fingerprint"));
    assertThat(made.json().get("names"))
        .extracting(JsonNode::asString)
        .containsExactly("a.example");
    assertThat(folder.resolve("a/a-key.pem")).doesNotExist();
    assertThat(folder.resolve("a/a.pem")).exists();
    assertThat(folder.resolve("a/ca.pem")).hasSameTextualContentAs(folder.resolve("ca/ca.pem"));
  }

  @Test
  void printsOnePublicKeyForAKeyItsCertificateAndItsRequest() throws IOException {
    run("keys ca --out DIR/ca");
    run("keys issue --ca DIR/ca --name s --role server --out DIR/s");
    Files.writeString(folder.resolve("a.csr"), REQUEST);

    var ofKey = run("keys show --public DIR/s/s-key.pem").out();

    assertThat(ofKey).startsWith("-----BEGIN PUBLIC KEY-----").doesNotContain("PRIVATE");
    assertThat(run("keys show --public DIR/s/s.pem").out()).isEqualTo(ofKey);
    assertThat(run("keys show --public DIR/a.csr").out())
        .contains("PUBLIC KEY")
        .isNotEqualTo(ofKey);
    Files.writeString(folder.resolve("public.pem"), ofKey);
    var read = run("keys show DIR/public.pem --json").json().get("entries").get(0);
    assertThat(read.get("type").asString()).isEqualTo("public key");
  }

  @Test
  void replacesFilesOnlyIfForced() {
    run("keys ca --out DIR/ca");

    assertThat(run("keys ca --out DIR/ca").code()).isEqualTo(1);
    assertThat(run("keys ca --out DIR/ca --force").code()).isZero();
  }

  @Test
  void showsTheSameIdentifierForAKeyAndItsCertificate() {
    run("keys ca --out DIR/ca");
    run("keys issue --ca DIR/ca --name s --role server --dns dots.example --out DIR/s");

    var key = run("keys show DIR/s/s-key.pem --json").json().get("entries").get(0);
    var certificate = run("keys show DIR/s/s.pem --json").json().get("entries").get(0);

    assertThat(key.get("type").asString()).isEqualTo("private key");
    assertThat(certificate.get("type").asString()).isEqualTo("certificate");
    assertThat(certificate.get("cuid")).isEqualTo(key.get("cuid"));
    assertThat(certificate.get("names").get(0).asString()).isEqualTo("dots.example");
    assertThat(run("keys show DIR/s/s.pem").out()).contains("names: dots.example", "subject: CN=s");
  }

  @Test
  void showsIdentitiesOfPreSharedKeysAndNeverTheirSecrets() throws IOException {
    var made = run("keys psk --identity client1 --file DIR/psk");
    run("keys psk --identity client2 --file DIR/psk --json");
    var secret =
        Files.readString(folder.resolve("psk")).lines().findFirst().orElseThrow().split(":")[1];

    var shown = run("keys show DIR/psk");

    assertThat(secret).hasSize(64);
    assertThat(shown.out()).contains("identity: client1", "identity: client2");
    assertThat(made.out() + shown.out() + run("keys show DIR/psk --json").out())
        .doesNotContain(secret);
  }

  @Test
  void printsAPreSharedKeyThatGoesIntoNoFile() {
    assertThat(run("keys psk --identity client1").out()).matches("client1:[0-9a-f]{64}\\R");
  }
}

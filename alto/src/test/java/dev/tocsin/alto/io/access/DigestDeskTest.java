// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.access;

import static dev.tocsin.base.http.digest.DigestAlgorithm.SHA_256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.digest.DigestDesk;
import dev.tocsin.base.http.digest.DigestDesk.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP Digest at a server (RFC 7616).
class DigestDeskTest {

  private final LongAdder failures = new LongAdder();
  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");
  private static final long NOW = 1_800_000_000_000L;
  private static final String TARGET = "/resource/map?x=1";

  @TempDir Path folder;

  private DigestDesk desk;

  @BeforeEach
  void open() throws IOException {
    desk =
        new DigestDesk(
            users(DigestUsers.line("Mufasa", "alto", "Circle of Life") + "\n"),
            List.of(SHA_256),
            failures);
  }

  private DigestUsers users(String text) throws IOException {
    return DigestUsers.read(Files.writeString(folder.resolve("users"), text), "alto");
  }

  private String nonce(long time) {
    var found = NONCE.matcher(desk.challenges(false, time).getFirst());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static String header(String user, String password, String nonce, String count) {
    var secret = SHA_256.hash(user + ":alto:" + password);
    var response =
        SHA_256.hash(
            secret + ":" + nonce + ":" + count + ":c:auth:" + SHA_256.hash("GET:" + TARGET));
    return ("Digest username=\"%s\", realm=\"alto\", nonce=\"%s\", uri=\"%s\", qop=auth, nc=%s,"
            + " cnonce=\"c\", response=\"%s\", algorithm=SHA-256")
        .formatted(user, nonce, TARGET, count, response);
  }

  private Proof check(String header) {
    return desk.check(header, "GET", TARGET, NOW + 1_000);
  }

  @Test
  void knowsWhoKnowsThePassword() {
    assertThat(check(header("Mufasa", "Circle of Life", nonce(NOW), "00000001")))
        .isEqualTo(new Proof.Of("Mufasa"));
  }

  @Test
  void makesTheHashOfTheRfc() {
    // RFC 7616 §3.9.1 has this user, realm and password; its response rests on this hash
    assertThat(DigestUsers.line("Mufasa", "http-auth@example.org", "Circle of Life"))
        .isEqualTo(
            "Mufasa:http-auth@example.org:"
                + "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232");
  }

  @Test
  void takesNoAnswerTwiceAndManyAtATime() {
    var nonce = nonce(NOW);
    for (var count : new String[] {"00000003", "00000001", "00000002", "00000043"}) {
      assertThat(check(header("Mufasa", "Circle of Life", nonce, count)))
          .isEqualTo(new Proof.Of("Mufasa"));
      assertThat(check(header("Mufasa", "Circle of Life", nonce, count)))
          .isEqualTo(new Proof.Wrong(true));
    }
    // too far behind to be remembered
    assertThat(check(header("Mufasa", "Circle of Life", nonce, "00000002")))
        .isEqualTo(new Proof.Wrong(true));
  }

  @Test
  void takesNoOldNonceAndNoForeignOne() {
    var old = nonce(NOW - 400_000);
    var foreign =
        new DigestDesk(usersOf(""), List.of(SHA_256), new LongAdder())
            .challenges(false, NOW)
            .getFirst();
    var found = NONCE.matcher(foreign);
    assertThat(found.find()).isTrue();

    assertThat(check(header("Mufasa", "Circle of Life", old, "00000001")))
        .isEqualTo(new Proof.Wrong(true));
    assertThat(check(header("Mufasa", "Circle of Life", found.group(1), "00000001")))
        .isEqualTo(new Proof.Wrong(true));
    assertThat(check(header("Mufasa", "Circle of Life", "x", "00000001")))
        .isEqualTo(new Proof.Wrong(true));
    // who does not know the password learns nothing of nonces
    assertThat(check(header("Mufasa", "other", old, "00000001"))).isEqualTo(new Proof.Wrong(false));
  }

  private DigestUsers usersOf(String text) {
    try {
      return users(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void refusesWhatDoesNotProveThisRequest() {
    var nonce = nonce(NOW);
    var right = header("Mufasa", "Circle of Life", nonce, "00000001");
    for (var wrong :
        new String[] {
          header("Mufasa", "Circle of Lif", nonce, "00000001"),
          header("Scar", "Circle of Life", nonce, "00000001"),
          right.replace("GET", "x").replace("qop=auth", "qop=auth-int"),
          right.replace(TARGET, "/other"),
          right.replace("SHA-256", "MD5"),
          right.replace("realm=\"alto\"", "realm=\"other\""),
          right.replace("nc=00000001", "nc=1"),
          "Basic TXVmYXNhOng=",
          "Digest",
          ""
        }) {
      assertThat(check(wrong)).as(wrong).isEqualTo(new Proof.Wrong(false));
    }
    assertThat(desk.check(right, "POST", TARGET, NOW)).isEqualTo(new Proof.Wrong(false));
    assertThat(failures.sum()).isEqualTo(11);
    assertThat(check(right)).isEqualTo(new Proof.Of("Mufasa"));
  }

  @Test
  void saysWhichLineOfItsUsersIsWrong() {
    assertThatThrownBy(() -> users("# users\n\nx:alto:12\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("users:3: expected 64 digits of SHA-256");
    assertThatThrownBy(() -> users("x:alto\n"))
        .hasMessageContaining("users:1: expected user:realm");
    assertThatThrownBy(() -> users(DigestUsers.line("x", "other", "password")))
        .hasMessageContaining("expected the realm 'alto', found 'other'");
    var line = DigestUsers.line("x", "alto", "password") + "\n";
    assertThatThrownBy(() -> users(line + line)).hasMessageContaining("'x' stands twice");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http.digest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.http.digest.DigestDesk.Proof;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A desk that takes several algorithms.
class DigestDeskTest {

  private static final String REALM = "http-auth@example.org";
  private static final String PASSWORD = "Circle of Life";
  private static final long NOW = 1_800_000_000_000L;

  private static final DigestSecrets USERS =
      new DigestSecrets() {
        @Override
        public String realm() {
          return REALM;
        }

        @Override
        public Optional<String> secretOf(String user, DigestAlgorithm algorithm) {
          return user.equals("Mufasa")
              ? Optional.of(algorithm.secret(user, REALM, PASSWORD))
              : Optional.empty();
        }
      };

  private static DigestDesk desk(DigestAlgorithm... algorithms) {
    return new DigestDesk(USERS, List.of(algorithms), new LongAdder());
  }

  private static Proof check(DigestDesk desk, String field) {
    return desk.check(field, "GET", "/dir/index.html", NOW);
  }

  // RFC 7616 §3.9.1: its nonce is not ours, so that the right response shows as "stale".
  @ParameterizedTest
  @CsvSource({
    "MD5, 8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
  })
  void findsTheResponsesOfRfc7616Right(String algorithm, String response) {
    var desk = desk(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);
    var field =
        """
        Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html",
          algorithm=%s, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001,
          cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="%s",
          opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
        """;

    assertThat(check(desk, field.formatted(algorithm, response))).isEqualTo(new Proof.Wrong(true));
    assertThat(check(desk, field.formatted(algorithm, response.replace('5', '6'))))
        .isEqualTo(new Proof.Wrong(false));
  }

  @ParameterizedTest
  @EnumSource(DigestAlgorithm.class)
  void takesTheAnswersOfItsOwnClient(DigestAlgorithm algorithm) {
    var desk = desk(DigestAlgorithm.values());
    var challenge =
        desk.challenges(false, NOW).stream()
            .flatMap(field -> Challenge.parse(field).stream())
            .filter(each -> DigestAlgorithm.of(each).equals(Optional.of(algorithm)))
            .findFirst()
            .orElseThrow();
    var client = new Digest(challenge, algorithm, "Mufasa", PASSWORD);

    var field = client.answer("GET", URI.create("https://example.org/dir/index.html"), "c");

    assertThat(check(desk, field)).isEqualTo(new Proof.Of("Mufasa"));
    assertThat(check(desk, field)).as("the same once more").isEqualTo(new Proof.Wrong(true));
  }

  @Test
  void offersAFieldForEachAlgorithmAndThePreferredFirst() {
    var fields = desk(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5).challenges(true, NOW);

    assertThat(fields).hasSize(2).allSatisfy(field -> assertThat(field).contains("stale=true"));
    assertThat(fields.getFirst()).contains("algorithm=SHA-256");
    assertThat(fields.getLast()).contains("algorithm=MD5");
  }

  @Test
  void takesNoAlgorithmThatItDidNotOffer() {
    var both = desk(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);
    var strict = desk(DigestAlgorithm.SHA_256);
    var challenge = Challenge.parse(both.challenges(false, NOW).getLast()).getFirst();
    var uri = URI.create("https://example.org/dir/index.html");
    var field =
        new Digest(challenge, DigestAlgorithm.MD5, "Mufasa", PASSWORD).answer("GET", uri, "c");

    assertThat(check(strict, field)).isEqualTo(new Proof.Wrong(false));
    // RFC 2617 §3.2.2: it need not be named
    assertThat(check(both, field.replace("algorithm=MD5, ", ""))).isEqualTo(new Proof.Of("Mufasa"));
  }
}

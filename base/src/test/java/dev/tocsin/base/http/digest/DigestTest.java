// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of RFC 7616 §3.9 and RFC 2617 §3.5.
class DigestTest {

  private static String answer(
      String challenge, String user, String password, String uri, String nonce) {
    var parsed = Challenge.parse(challenge).getFirst();
    assertThat(Digest.isAnswerable(parsed)).isTrue();
    return new Digest(parsed, DigestAlgorithm.of(parsed).orElseThrow(), user, password)
        .answer("GET", URI.create(uri), nonce);
  }

  @ParameterizedTest
  @CsvSource({
    "MD5, 8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
  })
  void answersAsRfc7616Shows(String algorithm, String response) {
    var field =
        answer(
            """
            Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=%s,
              nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
              opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
            """
                .formatted(algorithm)
                .replace("\n", " "),
            "Mufasa",
            "Circle of Life",
            "http://www.example.org/dir/index.html",
            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");

    assertThat(field)
        .startsWith("Digest username=\"Mufasa\", realm=\"http-auth@example.org\", ")
        .contains(
            "uri=\"/dir/index.html\"",
            "response=\"" + response + "\"",
            "algorithm=" + algorithm,
            "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
            "qop=auth, nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\"");
  }

  @Test
  void hidesTheUsersNameWhereTheServerAsks() {
    var field =
        answer(
            "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256,"
                + " nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\","
                + " opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", charset=UTF-8,"
                + " userhash=true",
            "J\u00e4s\u00f8n Doe",
            "Secret, or not?",
            "http://api.example.org/doe.json",
            "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm");

    // RFC 7616 §3.9.2 with erratum 4897
    assertThat(field)
        .contains(
            "username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\"",
            "userhash=true")
        .doesNotContain("Doe");
  }

  @Test
  void answersServersThatKnowNoProtection() {
    var field =
        answer(
            "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"",
            "Mufasa",
            "Circle Of Life",
            "http://www.nowhere.org/dir/index.html",
            "x");

    assertThat(field)
        .contains("response=\"670fd8c2df070c60b045671b8b24ff02\"")
        .doesNotContain("qop", "cnonce", "nc=");
  }

  @Test
  void readsSeveralChallengesOfOneField() {
    var all =
        Challenge.parse(
            "Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=simple, Negotiate");

    assertThat(all).extracting(Challenge::scheme).containsExactly("newauth", "basic", "negotiate");
    assertThat(all.getFirst().get("title")).contains("Login to \"apps\"");
    assertThat(all.get(1).get("realm")).contains("simple");
    assertThat(Challenge.parse("Basic realm=\"never ends"))
        .extracting(Challenge::scheme)
        .contains("basic");
    assertThat(Challenge.parse("")).isEmpty();
    assertThat(Challenge.parse("x".repeat(10_000))).isEmpty();
  }
}

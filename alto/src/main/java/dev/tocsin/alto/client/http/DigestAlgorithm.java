// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import java.util.Arrays;
import java.util.Optional;

/// Of HTTP Digest (RFC 7616 §6.1), the strongest first.
enum DigestAlgorithm {
  SHA_512_256("SHA-512-256", "SHA-512/256"),
  SHA_256("SHA-256", "SHA-256"),
  MD5("MD5", "MD5");

  private static final String SESSION = "-sess";

  private final String token;
  private final String digest;

  DigestAlgorithm(String token, String digest) {
    this.token = token;
    this.digest = digest;
  }

  // RFC 7616 §3.3: without one it is MD5.
  static Optional<DigestAlgorithm> of(Challenge challenge) {
    var name = challenge.get("algorithm").orElse(MD5.token);
    return Arrays.stream(values())
        .filter(
            each ->
                name.equalsIgnoreCase(each.token) || name.equalsIgnoreCase(each.token + SESSION))
        .findFirst();
  }

  static boolean isSession(Challenge challenge) {
    var name = challenge.get("algorithm").orElse("");
    return name.regionMatches(true, name.length() - SESSION.length(), SESSION, 0, SESSION.length());
  }

  /// As `java.security.MessageDigest` calls it.
  String digest() {
    return digest;
  }
}

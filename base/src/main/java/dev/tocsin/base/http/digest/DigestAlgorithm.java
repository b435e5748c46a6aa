// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Of HTTP Digest (RFC 7616 §6.1), the strongest first.
public enum DigestAlgorithm {
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
  public static Optional<DigestAlgorithm> of(Challenge challenge) {
    return of(challenge.get("algorithm").orElse(MD5.token));
  }

  private static Optional<DigestAlgorithm> of(String name) {
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

  /// As the header fields call it.
  public String token() {
    return token;
  }

  /// What a server keeps of a password (RFC 7616 §3.4.2).
  public String secret(String user, String realm, String password) {
    return hash(user + ":" + realm + ":" + password);
  }

  /// @return hexadecimal digits
  public String hash(String text) {
    try {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance(digest).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + digest, e);
    }
  }
}

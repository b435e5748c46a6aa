// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import dev.tocsin.alto.client.http.HttpSettings.Credentials;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// Answers to one challenge of HTTP Digest (RFC 7616), counted so that none is like another.
/// Confined to whoever holds its lock.
final class Digest {

  private final Challenge challenge;
  private final DigestAlgorithm algorithm;
  private final Credentials credentials;
  private int count;

  Digest(Challenge challenge, DigestAlgorithm algorithm, Credentials credentials) {
    this.challenge = challenge;
    this.algorithm = algorithm;
    this.credentials = credentials;
  }

  // RFC 7616 §3.4: protection "auth", or that of RFC 2069 where the server names none.
  static boolean isAnswerable(Challenge challenge) {
    return challenge.get("nonce").isPresent()
        && challenge.get("realm").isPresent()
        && challenge.get("qop").map(Digest::hasAuth).orElse(true);
  }

  private static boolean hasAuth(String qop) {
    return Arrays.stream(qop.split(",")).anyMatch(each -> each.strip().equalsIgnoreCase("auth"));
  }

  /// @param clientNonce fresh for every request
  /// @return the value of `Authorization`
  String answer(String method, URI uri, String clientNonce) {
    count++;
    var nonce = parameter("nonce");
    var counted = "%08x".formatted(count);
    boolean isProtected = challenge.get("qop").isPresent();
    var secret = hash(credentials.user() + ":" + parameter("realm") + ":" + credentials.password());
    if (DigestAlgorithm.isSession(challenge)) {
      secret = hash(secret + ":" + nonce + ":" + clientNonce);
    }
    var asked = hash(method + ":" + target(uri));
    var middle = isProtected ? nonce + ":" + counted + ":" + clientNonce + ":auth" : nonce;
    var out = new StringBuilder("Digest ");
    boolean isHidden = challenge.get("userhash").filter("true"::equalsIgnoreCase).isPresent();
    var user = credentials.user();
    quoted(out, "username", isHidden ? hash(user + ":" + parameter("realm")) : user);
    for (var same : new String[] {"realm", "nonce"}) quoted(out, same, parameter(same));
    quoted(out, "uri", target(uri));
    quoted(out, "response", hash(secret + ":" + middle + ":" + asked));
    challenge
        .get("algorithm")
        .ifPresent(name -> out.append("algorithm=").append(name).append(", "));
    challenge.get("opaque").ifPresent(opaque -> quoted(out, "opaque", opaque));
    if (isProtected) {
      out.append("qop=auth, nc=").append(counted).append(", ");
      quoted(out, "cnonce", clientNonce);
    }
    if (isHidden) out.append("userhash=true, ");
    return out.substring(0, out.length() - 2);
  }

  private String parameter(String name) {
    return challenge.get(name).orElse("");
  }

  private static String target(URI uri) {
    var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private static void quoted(StringBuilder out, String name, String value) {
    var escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
    out.append(name).append("=\"").append(escaped).append("\", ");
  }

  private String hash(String text) {
    try {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm.digest()).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm.digest(), e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http.digest;

import java.net.URI;
import java.util.Arrays;

/// Answers to one challenge of HTTP Digest (RFC 7616), counted so that none is like another.
/// Confined to whoever holds its lock.
public final class Digest {

  private final Challenge challenge;
  private final DigestAlgorithm algorithm;
  private final String user;
  private final String secret;
  private int count;

  /// Keeps nothing of the password but its hash.
  public Digest(Challenge challenge, DigestAlgorithm algorithm, String user, String password) {
    this.challenge = challenge;
    this.algorithm = algorithm;
    this.user = user;
    this.secret = algorithm.secret(user, challenge.get("realm").orElse(""), password);
  }

  // RFC 7616 §3.4: protection "auth", or that of RFC 2069 where the server names none.
  public static boolean isAnswerable(Challenge challenge) {
    return challenge.get("nonce").isPresent()
        && challenge.get("realm").isPresent()
        && challenge.get("qop").map(Digest::hasAuth).orElse(true);
  }

  private static boolean hasAuth(String qop) {
    return Arrays.stream(qop.split(",")).anyMatch(each -> each.strip().equalsIgnoreCase("auth"));
  }

  /// @param clientNonce fresh for every request
  /// @return the value of `Authorization`
  public String answer(String method, URI uri, String clientNonce) {
    count++;
    var nonce = parameter("nonce");
    var counted = "%08x".formatted(count);
    boolean isProtected = challenge.get("qop").isPresent();
    var own =
        DigestAlgorithm.isSession(challenge)
            ? algorithm.hash(secret + ":" + nonce + ":" + clientNonce)
            : secret;
    var asked = algorithm.hash(method + ":" + target(uri));
    var middle = isProtected ? nonce + ":" + counted + ":" + clientNonce + ":auth" : nonce;
    var out = new StringBuilder("Digest ");
    boolean isHidden = challenge.get("userhash").filter("true"::equalsIgnoreCase).isPresent();
    quoted(out, "username", isHidden ? algorithm.hash(user + ":" + parameter("realm")) : user);
    for (var same : new String[] {"realm", "nonce"}) quoted(out, same, parameter(same));
    quoted(out, "uri", target(uri));
    quoted(out, "response", algorithm.hash(own + ":" + middle + ":" + asked));
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
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/// HTTP Digest at a server (RFC 7616), the request's method and target protected. Any thread may
/// use it.
public final class DigestDesk {

  private static final Duration NONCE_LIFE = Duration.ofMinutes(5);
  private static final String SCHEME = "digest ";
  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");
  private static final Pattern COUNT = Pattern.compile("[0-9a-fA-F]{8}");
  // Against which who is not there is compared, so that he takes as long as who is.
  private static final String NOBODY = "nobody";

  private final DigestSecrets users;
  private final List<DigestAlgorithm> algorithms;
  private final Nonces nonces = new Nonces(NONCE_LIFE.toMillis());
  private final LongAdder failures;

  /// @param algorithms that users may answer with, the preferred first
  /// @param failures counts requests with wrong credentials
  public DigestDesk(DigestSecrets users, List<DigestAlgorithm> algorithms, LongAdder failures) {
    if (algorithms.isEmpty()) throw new IllegalArgumentException("no algorithm to answer with");
    this.users = users;
    this.algorithms = List.copyOf(algorithms);
    this.failures = failures;
  }

  /// What a request proves.
  public sealed interface Proof {
    record Of(String user) implements Proof {}

    /// @param isStale the password is right, and only the nonce was too old (RFC 7616 §3.3)
    record Wrong(boolean isStale) implements Proof {}
  }

  /// @param authorization the header's value
  /// @param target of the request, as it stands in its first line
  public Proof check(String authorization, String method, String target, long nowMillis) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return wrong();
    var given = parameters(authorization.substring(SCHEME.length()));
    boolean isAnswerable =
        has(given, "qop", "auth")
            && users.realm().equals(given.get("realm"))
            && target.equals(given.get("uri"))
            && COUNT.matcher(given.getOrDefault("nc", "")).matches()
            && given.containsKey("cnonce");
    // RFC 2617 §3.2.2: who does not name the algorithm means MD5.
    var name = given.getOrDefault("algorithm", DigestAlgorithm.MD5.token());
    var chosen = algorithms.stream().filter(each -> name.equalsIgnoreCase(each.token())).findAny();
    if (!isAnswerable || chosen.isEmpty()) return wrong();
    var algorithm = chosen.get();
    var user = given.getOrDefault("username", "");
    var known = users.secretOf(user, algorithm);
    var secret = known.orElseGet(() -> algorithm.hash(NOBODY));
    boolean isRight = isRight(algorithm, secret, given, method) && known.isPresent();
    if (!isRight) return wrong();
    var nonce = given.getOrDefault("nonce", "");
    // Only who knows the password learns that it was the nonce.
    if (!nonces.isFresh(nonce, nowMillis)) return new Proof.Wrong(true);
    return nonces.use(nonce, Long.parseLong(given.getOrDefault("nc", ""), 16))
        ? new Proof.Of(user)
        : new Proof.Wrong(true);
  }

  private Proof wrong() {
    failures.increment();
    return new Proof.Wrong(false);
  }

  private static boolean has(Map<String, String> given, String name, String value) {
    return value.equalsIgnoreCase(given.get(name));
  }

  // RFC 7616 §3.4.1
  private static boolean isRight(
      DigestAlgorithm algorithm, String secret, Map<String, String> given, String method) {
    var asked = algorithm.hash(method + ":" + given.get("uri"));
    var expected =
        algorithm.hash(
            String.join(
                ":",
                secret,
                given.getOrDefault("nonce", ""),
                given.getOrDefault("nc", ""),
                given.getOrDefault("cnonce", ""),
                given.getOrDefault("qop", ""),
                asked));
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.US_ASCII),
        given.getOrDefault("response", "").getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> parameters(String text) {
    var parameters = new HashMap<String, String>();
    var found = PARAMETER.matcher(text);
    while (found.find()) {
      var value =
          Optional.ofNullable(found.group(2))
              .map(quoted -> quoted.replaceAll("\\\\(.)", "$1"))
              .orElse(found.group(3));
      parameters.putIfAbsent(found.group(1).toLowerCase(Locale.ROOT), value);
    }
    return parameters;
  }

  /// The values of `WWW-Authenticate`, a field for each algorithm: old clients read one challenge
  /// of a field.
  public List<String> challenges(boolean isStale, long nowMillis) {
    var nonce = nonces.next(nowMillis);
    return algorithms.stream()
        .map(
            algorithm ->
                "Digest realm=\"%s\", qop=\"auth\", algorithm=%s, nonce=\"%s\"%s, charset=UTF-8"
                    .formatted(
                        users.realm().replace("\\", "\\\\").replace("\"", "\\\""),
                        algorithm.token(),
                        nonce,
                        isStale ? ", stale=true" : ""))
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import dev.tocsin.base.identity.OwnKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a client reaches its servers, and how much it takes from them.
///
/// @param authorities whose certificates servers may show; empty for those that the JDK believes
/// @param key with a certificate, for servers that ask for one (RFC 7285 §8.3.5)
/// @param credentials for servers that ask for a user name and password
public record HttpSettings(
    List<X509Certificate> authorities,
    Optional<OwnKey> key,
    Optional<Credentials> credentials,
    Limits limits) {

  public static final HttpSettings DEFAULT =
      new HttpSettings(List.of(), Optional.empty(), Optional.empty(), Limits.DEFAULT);

  public HttpSettings {
    authorities = List.copyOf(authorities);
    if (key.isPresent() && !key.get().hasCertificate()) {
      throw new IllegalArgumentException("a key without a certificate tells a server nothing");
    }
  }

  /// Told only to the servers whose directories the client was given: neither to those that a
  /// directory delegates to nor to those that a redirect leads to, if these are others.
  public record Credentials(String user, String password) {

    private static final int CHARS_MAX = 256;

    public Credentials {
      if (user.isEmpty() || user.length() > CHARS_MAX || password.length() > CHARS_MAX) {
        throw new IllegalArgumentException(
            "expected a user name and a password of at most " + CHARS_MAX + " characters");
      }
      if ((user + password).chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("a user name and a password hold no control characters");
      }
    }

    /// Never the password.
    @Override
    public String toString() {
      return "Credentials[" + user + "]";
    }
  }

  /// @param bodyBytesMax of one answer, packed and unpacked
  /// @param connectWait until a connection stands, and from there until an answer begins
  /// @param answerWait until a whole answer is there
  /// @param redirectsMax followed for one request
  /// @param retryWaitMax a server that wants to be asked later than this is not waited for
  public record Limits(
      int bodyBytesMax,
      Duration connectWait,
      Duration answerWait,
      int redirectsMax,
      Duration retryWaitMax) {

    /// 64 MiB hold a map of every prefix of the Internet; 10 s to begin and 60 s for all of it; 5
    /// redirects; 5 s are worth waiting for.
    public static final Limits DEFAULT =
        new Limits(
            64 << 20, Duration.ofSeconds(10), Duration.ofSeconds(60), 5, Duration.ofSeconds(5));

    public Limits {
      if (bodyBytesMax < 1 || redirectsMax < 0) {
        throw new IllegalArgumentException("an answer needs room");
      }
      if (!connectWait.isPositive() || !answerWait.isPositive() || retryWaitMax.isNegative()) {
        throw new IllegalArgumentException("an answer needs time");
      }
    }
  }
}

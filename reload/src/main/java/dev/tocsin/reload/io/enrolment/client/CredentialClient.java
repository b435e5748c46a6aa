// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.client;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.http.client.ClientTlsContext;
import dev.tocsin.base.http.client.HttpFailures;
import dev.tocsin.base.http.digest.Challenge;
import dev.tocsin.base.http.digest.Digest;
import dev.tocsin.base.http.digest.DigestAlgorithm;
import dev.tocsin.base.observe.Printable;
import dev.tocsin.reload.wire.enrolment.CertificatesOnly;
import dev.tocsin.reload.wire.enrolment.CertificationRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Asks a credential server over HTTPS (RFC 5273 §3), by HTTP Digest only: the password never
/// leaves this process. One thread at a time.
final class CredentialClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ANSWER_BYTES_MAX = 256 << 10;
  private static final int WHY_CHARS_MAX = 200;
  private static final int NONCE_BYTES = 16;
  // Without an answer to a challenge, with one, and with one to a fresh nonce.
  private static final int ATTEMPTS_MAX = 3;

  private final HttpClient http;
  private final Login login;
  private final SecureRandom random = new SecureRandom();

  /// @param authorities of servers' certificates; empty for those that the JDK believes
  CredentialClient(Login login, List<X509Certificate> authorities) {
    this.login = login;
    // The JDK's client checks that the certificate names the host (RFC 9110 §4.3.4).
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .sslContext(ClientTlsContext.of(Optional.empty(), authorities))
            .build();
  }

  sealed interface Answer {
    /// @param certificates each in DER
    record Given(List<Bytes> certificates) implements Answer {}

    record Refused(int status, String why) implements Answer {}
  }

  /// @throws IOException in words for people, if there is no answer
  /// @throws WireException if the answer is no Simple PKI Response
  Answer ask(URI server, Bytes request) throws IOException {
    if (!"https".equalsIgnoreCase(server.getScheme())) {
      throw new IOException("expected a credential server with https, found " + server);
    }
    var authorization = Optional.<String>empty();
    for (int attempt = 1; ; attempt++) {
      var answer = send(server, request, authorization);
      if (answer.statusCode() != 401 || attempt == ATTEMPTS_MAX) return read(server, answer);
      var challenge = strongest(answer);
      boolean isWrong = authorization.isPresent() && !challenge.map(this::isStale).orElse(false);
      if (isWrong || challenge.isEmpty()) return read(server, answer);
      authorization = Optional.of(authorization(challenge.get(), server));
    }
  }

  private boolean isStale(Challenge challenge) {
    return challenge.get("stale").filter("true"::equalsIgnoreCase).isPresent();
  }

  private static Optional<Challenge> strongest(HttpResponse<byte[]> answer) {
    return Challenge.of(answer.headers()).stream()
        .filter(each -> each.scheme().equals("digest") && Digest.isAnswerable(each))
        .filter(each -> DigestAlgorithm.of(each).isPresent())
        .min(Comparator.comparing(each -> DigestAlgorithm.of(each).orElseThrow()));
  }

  private String authorization(Challenge challenge, URI server) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    var algorithm = DigestAlgorithm.of(challenge).orElseThrow();
    return new Digest(challenge, algorithm, login.user(), login.password())
        .answer("POST", server, HexFormat.of().formatHex(nonce));
  }

  private HttpResponse<byte[]> send(URI server, Bytes body, Optional<String> authorization)
      throws IOException {
    var request =
        HttpRequest.newBuilder(server)
            .timeout(PATIENCE)
            .header("Content-Type", CertificationRequest.MEDIA_TYPE)
            .header("Accept", CertificatesOnly.MEDIA_TYPE)
            .POST(BodyPublishers.ofByteArray(body.toArray()));
    authorization.ifPresent(field -> request.header("Authorization", field));
    try {
      var whole = BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX);
      return http.send(request.build(), whole);
    } catch (IOException e) {
      throw new IOException(server + " " + HttpFailures.words(e, PATIENCE), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(server + " was not waited for", e);
    }
  }

  private static Answer read(URI server, HttpResponse<byte[]> answer) {
    if (answer.statusCode() != 200) {
      return new Answer.Refused(answer.statusCode(), why(answer));
    }
    var type = answer.headers().firstValue("Content-Type").orElse("");
    if (!type.toLowerCase(Locale.ROOT).startsWith(CertificatesOnly.MEDIA_TYPE)) {
      throw new WireException(
          "%s answered with '%s', expected %s"
              .formatted(server, Printable.escape(type), CertificatesOnly.MEDIA_TYPE));
    }
    return new Answer.Given(CertificatesOnly.read(answer.body()));
  }

  private static String why(HttpResponse<byte[]> answer) {
    if (answer.statusCode() == 401) return "user and password do not fit";
    var text = new String(answer.body(), StandardCharsets.UTF_8).strip();
    var line = text.lines().findFirst().orElse("");
    var brief = line.length() > WHY_CHARS_MAX ? line.substring(0, WHY_CHARS_MAX) : line;
    return answer.statusCode() + ": " + Printable.escape(brief);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}

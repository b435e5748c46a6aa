// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.alto.wire.AltoRefusedException;
import dev.tocsin.alto.wire.MediaTypes;
import dev.tocsin.alto.wire.answer.AltoAnswerReader;
import dev.tocsin.alto.wire.json.JsonBounds;
import dev.tocsin.base.http.client.ClientTlsContext;
import dev.tocsin.base.http.client.HttpFailures;
import dev.tocsin.base.http.digest.Challenge;
import dev.tocsin.base.observe.Printable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// ALTO's HTTP from the client's side (RFC 7285 §8.3): asks, follows redirects, proves who it is,
/// waits if the server says so, and believes no answer that is not of the type it should be. Any
/// thread may use it.
public final class AltoHttp implements AutoCloseable {

  private static final int ATTEMPTS_MAX = 3;
  private static final AltoAnswerReader ERRORS = new AltoAnswerReader(JsonBounds.REQUEST);

  private final HttpSettings settings;
  private final InstantSource clock;
  private final HttpClient http;
  private final Authorizations authorizations;
  private final Patience patience = new Patience();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// @param directories of the servers that the settings' credentials are for
  public AltoHttp(HttpSettings settings, Collection<URI> directories, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.authorizations = Authorizations.of(settings.credentials(), directories);
    // The JDK's client checks that the certificate names the host (RFC 9110 §4.3.4).
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.limits().connectWait())
            .sslContext(ClientTlsContext.of(settings.key(), settings.authorities()))
            .build();
  }

  public HttpSettings settings() {
    return settings;
  }

  /// @throws AltoClientException in one line that names the resource
  public Heard ask(Ask ask) throws AltoClientException {
    var last = last(ask, whole());
    return heard(last.ask(), last.answer(), last.answer().body());
  }

  /// Asks for what the server goes on telling as it changes (RFC 8895 §6).
  ///
  /// @throws AltoClientException in one line that names the resource
  public OpenAnswer open(Ask ask) throws AltoClientException {
    var last = last(ask, either(ask.mediaType()));
    var headers = last.answer().headers();
    return switch (last.answer().body()) {
      case Came.Whole(var bytes) -> {
        heard(last.ask(), last.answer(), bytes);
        throw new IllegalStateException("what is right comes as it goes on");
      }
      case Came.Open(var chunks) -> {
        var coding = headers.firstValue("Content-Encoding").orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
          chunks.close();
          throw failure(Kind.UNREADABLE, ask, "goes on packed as '" + coding + "'");
        }
        yield new OpenAnswer(last.ask().uri(), chunks);
      }
    };
  }

  /// Tells a server something that it answers with no more than that it heard it (RFC 8895 §7.6).
  ///
  /// @throws AltoClientException in one line that names the resource
  public void tell(Ask ask) throws AltoClientException {
    var last = last(ask, whole());
    int status = last.answer().statusCode();
    if (status == 200 || status == 202 || status == 204) return;
    heard(last.ask(), last.answer(), last.answer().body());
    throw failure(Kind.REFUSED, ask, "answers with status " + status);
  }

  /// What the request was when it was answered at last, behind all redirects.
  private record Last<T>(Ask ask, HttpResponse<T> answer) {}

  private <T> Last<T> last(Ask ask, BodyHandler<T> handler) throws AltoClientException {
    var redirects = new Redirects(ask, settings.limits().redirectsMax());
    for (var at = ask; ; ) {
      var answer = patient(at, handler);
      var location = answer.headers().firstValue("Location");
      var next = redirects.next(at, answer.statusCode(), location);
      if (next.isEmpty()) return new Last<>(at, answer);
      at = next.get();
    }
  }

  private BodyHandler<byte[]> whole() {
    return BodyHandlers.limiting(BodyHandlers.ofByteArray(), settings.limits().bodyBytesMax());
  }

  private sealed interface Came {
    record Whole(byte[] bytes) implements Came {}

    record Open(Chunks chunks) implements Came {}
  }

  /// What is not what was asked for is no answer that goes on, whatever it says.
  private BodyHandler<Came> either(String mediaType) {
    return info ->
        info.statusCode() == 200 && Body.mediaType(info.headers()).equals(mediaType)
            ? BodySubscribers.mapping(new Chunks(), Came.Open::new)
            : BodySubscribers.mapping(whole().apply(info), Came.Whole::new);
  }

  private Heard heard(Ask ask, HttpResponse<?> answer, byte[] packed) throws AltoClientException {
    var etag = answer.headers().firstValue("ETag");
    var reuse = ReuseFields.of(answer.headers());
    int status = answer.statusCode();
    if (status == 304 && ask.etag().isPresent()) {
      return new Heard(ask.uri(), true, new byte[0], etag.or(ask::etag), reuse);
    }
    var body = Body.unpacked(ask, answer.headers(), packed, settings.limits().bodyBytesMax());
    var type = Body.mediaType(answer.headers());
    // RFC 7285 §8.5.1: the type says that it is an error, whatever the status is.
    if (type.equals(MediaTypes.ERROR)) throw refused(ask, body);
    if (status == 406) throw failure(Kind.REFUSED, ask, "has no " + ask.mediaType());
    if (status != 200) throw failure(Kind.REFUSED, ask, "answers with status " + status);
    if (!type.equals(ask.mediaType())) {
      var found = type.isEmpty() ? "no type" : "'" + type + "'";
      throw failure(Kind.UNREADABLE, ask, "answers with " + found + ", not " + ask.mediaType());
    }
    return new Heard(ask.uri(), false, body, etag, reuse);
  }

  private static AltoClientException refused(Ask ask, byte[] body) {
    try {
      var error = ERRORS.error(body);
      return AltoClientException.refused(Printable.escape(ask.uri() + " refuses: " + error), error);
    } catch (AltoRefusedException e) {
      return failure(Kind.UNREADABLE, ask, "refuses, with an error that cannot be read");
    }
  }

  /// Asks when the server has said that it may be asked, if that is soon.
  private <T> HttpResponse<T> patient(Ask ask, BodyHandler<T> handler) throws AltoClientException {
    var place = Patience.Place.of(ask);
    for (int attempt = 1; ; attempt++) {
      var until = patience.notBefore(place, clock.instant());
      if (until.isPresent()) await(ask, until.get());
      var answer = authorized(ask, handler);
      int status = answer.statusCode();
      if (status != 503 && status != 429) return answer;
      var field = answer.headers().firstValue("Retry-After");
      var later = patience.busy(place, field, clock.instant());
      if (later.isEmpty() || attempt == ATTEMPTS_MAX) throw busy(ask, later);
    }
  }

  private void await(Ask ask, Instant until) throws AltoClientException {
    var wait = Duration.between(clock.instant(), until);
    if (wait.compareTo(settings.limits().retryWaitMax()) > 0) throw busy(ask, Optional.of(until));
    try {
      if (closed.await(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS)) {
        throw failure(Kind.UNREACHABLE, ask, "is not asked: the client was closed");
      }
    } catch (InterruptedException e) {
      throw interrupted(ask);
    }
  }

  private static AltoClientException busy(Ask ask, Optional<Instant> until) {
    var when = until.map(each -> ", and wants to be asked again after " + each).orElse("");
    return AltoClientException.busy(ask.uri() + " has no time" + when, until);
  }

  private <T> HttpResponse<T> authorized(Ask ask, BodyHandler<T> handler)
      throws AltoClientException {
    var answer = send(ask, authorizations.known(ask), handler);
    // Twice: what was known may have grown stale, and its successor is told in the refusal.
    for (int attempt = 0; answer.statusCode() == 401 && attempt < 2; attempt++) {
      var challenges = Challenge.of(answer.headers());
      // RFC 7616 §3.3: without "stale" the name or the password was wrong.
      boolean isStale =
          challenges.stream()
              .anyMatch(each -> each.get("stale").filter("true"::equalsIgnoreCase).isPresent());
      boolean wasAnswered = answer.request().headers().firstValue("Authorization").isPresent();
      if (wasAnswered && attempt > 0 && !isStale) break;
      var field = authorizations.answer(ask, challenges);
      if (field.isEmpty()) throw failure(Kind.REFUSED, ask, wanted(ask));
      answer = send(ask, field, handler);
    }
    if (answer.statusCode() == 401) {
      throw failure(Kind.REFUSED, ask, "does not accept the user name and password");
    }
    return answer;
  }

  private String wanted(Ask ask) {
    if (settings.credentials().isEmpty()) return "wants a user name and a password";
    return authorizations.hasSome(Origin.of(ask.uri()))
        ? "wants proof of a kind that is not given (Digest, or Basic over HTTPS)"
        : "wants a user name and a password, and is not the server that they are for";
  }

  private <T> HttpResponse<T> send(Ask ask, Optional<String> authorization, BodyHandler<T> handler)
      throws AltoClientException {
    var limits = settings.limits();
    var answer = http.sendAsync(request(ask, authorization), handler);
    try {
      return answer.get(limits.answerWait().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw failure(
          Kind.UNREACHABLE, ask, "is not done within " + limits.answerWait().toSeconds() + " s");
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted(ask);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      if (Body.isTooLong(cause)) {
        throw failure(
            Kind.UNREADABLE, ask, "answers with more than " + limits.bodyBytesMax() + " bytes");
      }
      throw failure(Kind.UNREACHABLE, ask, HttpFailures.words(cause, limits.connectWait()));
    }
  }

  private HttpRequest request(Ask ask, Optional<String> authorization) {
    var request =
        HttpRequest.newBuilder(ask.uri())
            .timeout(settings.limits().connectWait())
            // Without TLS nobody needs HTTP/2 enough to ask for an upgrade first.
            .version(
                Origin.of(ask.uri()).isSecure()
                    ? HttpClient.Version.HTTP_2
                    : HttpClient.Version.HTTP_1_1)
            // RFC 7285 §8.3.4: with the type of errors.
            .header("Accept", ask.mediaType() + "," + MediaTypes.ERROR);
    // What goes on would come late, packed.
    if (!ask.mediaType().equals(MediaTypes.EVENT_STREAM)) request.header("Accept-Encoding", "gzip");
    authorization.ifPresent(field -> request.header("Authorization", field));
    ask.etag().ifPresent(tag -> request.header("If-None-Match", tag));
    ask.body()
        .ifPresent(
            body ->
                request
                    .header("Content-Type", body.mediaType())
                    .POST(BodyPublishers.ofString(body.text())));
    return request.build();
  }

  private static AltoClientException interrupted(Ask ask) {
    Thread.currentThread().interrupt();
    return failure(Kind.UNREACHABLE, ask, "was not waited for: interrupted");
  }

  private static AltoClientException failure(Kind kind, Ask ask, String what) {
    return AltoClientException.of(kind, Printable.escape(ask.uri() + " " + what));
  }

  /// Requests under way fail.
  @Override
  public void close() {
    closed.countDown();
    http.shutdownNow();
    http.close();
  }
}

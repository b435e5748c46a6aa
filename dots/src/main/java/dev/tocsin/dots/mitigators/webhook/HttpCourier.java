// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.webhook;

import dev.tocsin.base.http.client.ClientTlsContext;
import dev.tocsin.base.time.Backoff;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.messages.RemoteOrders;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Posts messages to the service. Attempts of one message share an idempotency key, so that one
/// which did arrive is not done twice; a later message about the same orders has another.
final class HttpCourier implements RemoteOrders.Courier, AutoCloseable {

  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
  private static final int SHOWN_MAX = 200;

  /// What became of one attempt: an answer, or a reason and whether to try again.
  private sealed interface Attempt {
    record Answered(String text) implements Attempt {}

    record Failed(String reason, boolean again, Duration atLeast) implements Attempt {}
  }

  private final WebhookSettings settings;
  private final InstantSource clock;
  private final HttpClient client;
  private final CountDownLatch closed = new CountDownLatch(1);

  HttpCourier(WebhookSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    var builder =
        HttpClient.newBuilder()
            .connectTimeout(settings.patience().timeout())
            // Orders and signatures go where the operator said, nowhere else.
            .followRedirects(HttpClient.Redirect.NEVER);
    if (settings.url().getScheme().equalsIgnoreCase("https")) {
      builder.sslContext(ClientTlsContext.of(settings.client(), settings.authorities()));
    }
    this.client = builder.build();
  }

  @Override
  public String carry(String action, String message) {
    var id = UUID.randomUUID().toString();
    var patience = settings.patience();
    var backoff = new Backoff(patience.pause(), PAUSE_MAX, new SplittableRandom());
    for (int attempt = 1; ; attempt++) {
      switch (post(id, message.getBytes(StandardCharsets.UTF_8))) {
        case Attempt.Answered(var text) -> {
          return text;
        }
        case Attempt.Failed(var reason, var again, var atLeast) -> {
          if (!again || attempt == patience.attempts()) {
            throw new MitigatorException(
                "%s %s failed after %d attempts: %s"
                    .formatted(settings.url().getHost(), action, attempt, reason));
          }
          pause(backoff.next(), atLeast);
        }
      }
    }
  }

  private void pause(Duration usual, Duration atLeast) {
    try {
      var longer = usual.compareTo(atLeast) < 0 ? atLeast : usual;
      if (closed.await(longer.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new MitigatorException("the webhook was closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MitigatorException("interrupted between two attempts", e);
    }
  }

  private Attempt post(String id, byte[] body) {
    try {
      var bounded =
          BodyHandlers.limiting(BodyHandlers.ofString(), settings.patience().answerBytesMax());
      return judge(client.send(request(id, body), bounded));
    } catch (IOException e) {
      return new Attempt.Failed(String.valueOf(e.getMessage()), true, Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MitigatorException(
          "interrupted while " + settings.url().getHost() + " was asked", e);
    }
  }

  private HttpRequest request(String id, byte[] body) {
    var signature = new Signature(id, clock.instant().getEpochSecond(), body);
    return HttpRequest.newBuilder(settings.url())
        .timeout(settings.patience().timeout())
        .header("Content-Type", "application/json")
        .header("Accept", "application/json")
        .header("Idempotency-Key", id)
        .header(Signature.ID, id)
        .header(Signature.TIME, String.valueOf(signature.seconds()))
        .header(Signature.VALUE, signature.sign(settings.secrets().getFirst()))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  private static Attempt judge(HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status >= 200 && status < 300) return new Attempt.Answered(answer.body());
    // RFC 9110 §15: what may pass by itself. The rest is a misunderstanding that stays.
    boolean again = status == 408 || status == 425 || status == 429 || status >= 500;
    var line = answer.body().lines().findFirst().orElse("").strip();
    var shown = line.length() <= SHOWN_MAX ? line : line.substring(0, SHOWN_MAX) + "…";
    return new Attempt.Failed(
        "it answered " + status + (shown.isEmpty() ? "" : ": " + shown), again, retryAfter(answer));
  }

  /// RFC 9110 §10.2.3, in seconds; a date or nonsense counts as nothing said.
  private static Duration retryAfter(HttpResponse<String> answer) {
    var value = answer.headers().firstValue("Retry-After").orElse("");
    if (!value.matches("\\d{1,6}")) return Duration.ZERO;
    var asked = Duration.ofSeconds(Long.parseLong(value));
    return asked.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : asked;
  }

  @Override
  public void close() {
    closed.countDown();
    client.shutdownNow();
  }
}

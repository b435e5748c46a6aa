// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.mitigators.webhook;

import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.dots.core.mitigation.MitigationKey;
import dev.tocsin.dots.mitigators.MitigatorException;
import dev.tocsin.dots.mitigators.messages.OrderMessages;
import dev.tocsin.dots.wire.Counters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Takes the counters that the service brings, checks that they are its, and keeps the latest of
/// what stands until they are asked for. Requests and the mitigator's thread meet here, one at a
/// time.
final class ReportDesk {

  /// Clocks may differ by so much; within it no message is taken twice.
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final int REMEMBERED_MAX = 10_000;
  static final String PATH = "/reports";

  private final WebhookSettings settings;
  private final InstantSource clock;
  private final Map<MitigationKey, Counters> latest = new HashMap<>();
  private final LinkedHashMap<String, Long> seen = new LinkedHashMap<>();
  private Set<MitigationKey> standing = Set.of();

  ReportDesk(WebhookSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /// From now on reports about these are kept, others are not.
  synchronized void expect(Set<MitigationKey> keys) {
    standing = keys;
    latest.keySet().retainAll(keys);
  }

  /// What has come since the last time.
  synchronized Map<MitigationKey, Counters> take() {
    var taken = Map.copyOf(latest);
    latest.clear();
    return taken;
  }

  synchronized WebAnswer handle(WebRequest request) {
    if (!request.path().equals(PATH)) {
      return WebAnswer.text(404, "reports are posted to " + PATH);
    }
    if (!request.method().equals("POST")) {
      return WebAnswer.text(405, "reports are posted").with("Allow", "POST");
    }
    var id = request.header(Signature.ID).orElse("");
    var time = request.header(Signature.TIME).orElse("");
    var value = request.header(Signature.VALUE).orElse("");
    if (id.isEmpty() || id.length() > 256 || !time.matches("\\d{1,12}")) {
      return WebAnswer.text(
          401, "expected a signed message: webhook-id, -timestamp and -signature");
    }
    long seconds = Long.parseLong(time);
    var signature = new Signature(id, seconds, request.body());
    if (!signature.isMadeWithOneOf(settings.secrets(), value)) {
      return WebAnswer.text(401, "the signature is not made with a secret that is known here");
    }
    return take(id, seconds, request);
  }

  private WebAnswer take(String id, long seconds, WebRequest request) {
    long now = clock.instant().getEpochSecond();
    seen.values().removeIf(at -> at < now - TOLERANCE.toSeconds());
    if (Math.abs(now - seconds) > TOLERANCE.toSeconds()) {
      return WebAnswer.text(
          401, "the message was signed at " + seconds + ", but it is " + now + " here");
    }
    // A message that came before has done its work: said again, it is well received.
    if (seen.containsKey(id)) return WebAnswer.empty(204);
    if (seen.size() >= REMEMBERED_MAX) {
      return WebAnswer.text(429, "too many reports within five minutes").with("Retry-After", "30");
    }
    try {
      var counters = OrderMessages.counters(request.text());
      counters.keySet().retainAll(standing);
      latest.putAll(counters);
    } catch (MitigatorException e) {
      return WebAnswer.text(400, String.valueOf(e.getMessage()));
    }
    seen.put(id, Math.max(now, seconds));
    return WebAnswer.empty(204);
  }
}

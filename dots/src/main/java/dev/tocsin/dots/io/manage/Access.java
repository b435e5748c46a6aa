// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebHandler;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.base.time.TokenBucket;
import dev.tocsin.dots.io.settings.ManagementSettings;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets in who shows a certificate that is named in the settings, or a token. A source that fails
/// too often has to wait. Any thread.
final class Access implements WebHandler {

  private static final Logger log = LoggerFactory.getLogger(Access.class);
  private static final int SOURCES_MAX = 4_096;
  private static final String BEARER = "bearer ";

  private final ManagementSettings.Clients clients;
  private final Tokens tokens;
  private final ManagementApi api;
  private final InstantSource clock;
  private final Map<String, TokenBucket> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > SOURCES_MAX;
        }
      };

  Access(
      ManagementSettings.Clients clients, Tokens tokens, ManagementApi api, InstantSource clock) {
    this.clients = clients;
    this.tokens = tokens;
    this.api = api;
    this.clock = clock;
  }

  @Override
  public WebAnswer handle(WebRequest request) {
    var source = source(request);
    if (mustWait(source)) {
      return new Refusal(429, "", "too many failed attempts from this address")
          .answer()
          .with("Retry-After", "60");
    }
    var actor = actor(request);
    if (actor.isPresent()) return api.handle(request, actor.get());
    failed(source);
    log.warn("management: {} was turned away", request.remote());
    if (request.peer().isPresent() && request.header("Authorization").isEmpty()) {
      return new Refusal(
              403,
              "",
              "expected a certificate that 'management.clients' names, found "
                  + request.peer().get().fingerprint())
          .answer();
    }
    return new Refusal(401, "Authorization", "expected a known token or client certificate")
        .answer()
        .with("WWW-Authenticate", "Bearer");
  }

  private Optional<String> actor(WebRequest request) {
    var shown = request.header("Authorization");
    if (shown.isPresent()) {
      if (!shown.get().toLowerCase(Locale.ROOT).startsWith(BEARER)) return Optional.empty();
      return tokens
          .owner(shown.get().substring(BEARER.length()).strip())
          .map(name -> "token " + name);
    }
    return request
        .peer()
        .flatMap(
            peer -> {
              if (clients.fingerprints().contains(peer.fingerprint())) {
                return Optional.of("key " + peer.fingerprint());
              }
              return peer.names().stream()
                  .filter(name -> clients.names().contains(name.toLowerCase(Locale.ROOT)))
                  .findFirst()
                  .map(name -> "certificate " + name);
            });
  }

  private static String source(WebRequest request) {
    int colon = request.remote().lastIndexOf(':');
    return colon < 0 ? request.remote() : request.remote().substring(0, colon);
  }

  private boolean mustWait(String source) {
    synchronized (failures) {
      var bucket = failures.get(source);
      return bucket != null && bucket.isEmpty(clock.instant());
    }
  }

  private void failed(String source) {
    synchronized (failures) {
      failures
          .computeIfAbsent(
              source,
              _ -> new TokenBucket(clients.failuresPerMinute() / 60.0, clients.failuresPerMinute()))
          .take(clock.instant());
    }
  }
}

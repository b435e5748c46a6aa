// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.server;

import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.base.http.digest.DigestDesk;
import dev.tocsin.base.http.digest.DigestDesk.Proof;
import dev.tocsin.base.net.SourceNet;
import dev.tocsin.reload.core.enrolment.Account;
import dev.tocsin.reload.core.enrolment.SourceLimits;
import dev.tocsin.reload.io.enrolment.users.Users;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/// Finds out which user asks, by HTTP Digest (EB-7). Any thread may use it.
final class LoginDesk {

  private static final int SOURCES_MAX = 10_000;
  private static final String WAIT_SECONDS = "60";
  private static final double SECONDS_PER_MINUTE = 60;
  private static final Pattern USER = Pattern.compile("username=\"([^\"\\\\]{1,64})\"");

  private final Users users;
  private final DigestDesk digest;
  private final Trail trail;
  // Guarded by itself.
  private final SourceLimits sources;

  LoginDesk(Users users, LoginRules rules, Trail trail) {
    this.users = users;
    this.digest = new DigestDesk(users, rules.algorithms(), new LongAdder());
    this.trail = trail;
    int burst = rules.failuresPerMinute();
    this.sources = new SourceLimits(burst / SECONDS_PER_MINUTE, burst, SOURCES_MAX);
  }

  sealed interface Login {
    record By(Account account) implements Login {}

    record Not(WebAnswer answer) implements Login {}
  }

  Login login(WebRequest request, Instant now) {
    var source = source(request.remote());
    if (isBarred(source, now)) return new Login.Not(barred());
    var authorization = request.header("Authorization");
    if (authorization.isEmpty()) return challenge(false, now);
    var proof =
        digest.check(authorization.get(), request.method(), target(request), now.toEpochMilli());
    return switch (proof) {
      case Proof.Of(var user) ->
          users.find(user).<Login>map(Login.By::new).orElseGet(() -> challenge(false, now));
      case Proof.Wrong(boolean isStale) when isStale -> challenge(true, now);
      case Proof.Wrong _ -> {
        var user = USER.matcher(authorization.get());
        trail.failedLogin(
            new Trail.Visitor(now, user.find() ? user.group(1) : "", request.remote()));
        count(source, now);
        yield challenge(false, now);
      }
    };
  }

  private static String target(WebRequest request) {
    return request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
  }

  private Login challenge(boolean isStale, Instant now) {
    var fields = digest.challenges(isStale, now.toEpochMilli());
    return new Login.Not(
        WebAnswer.text(401, "who asks has to say who it is")
            .with("WWW-Authenticate", fields)
            .with("Cache-Control", "no-store"));
  }

  private static WebAnswer barred() {
    return WebAnswer.text(429, "too many wrong passwords came from there")
        .with("Retry-After", WAIT_SECONDS);
  }

  private boolean isBarred(Optional<SourceNet> source, Instant now) {
    synchronized (sources) {
      return source.isPresent() && sources.isBarred(source.get(), now);
    }
  }

  private void count(Optional<SourceNet> source, Instant now) {
    synchronized (sources) {
      source.ifPresent(net -> sources.failed(net, now));
    }
  }

  /// @param remote address and port
  private static Optional<SourceNet> source(String remote) {
    int colon = remote.lastIndexOf(':');
    var bare = (colon < 0 ? remote : remote.substring(0, colon)).replaceAll("[\\[\\]]", "");
    try {
      return Optional.of(SourceNet.of(InetAddress.ofLiteral(bare)));
    } catch (IllegalArgumentException e) {
      // No socket over IP has another kind of address.
      return Optional.empty();
    }
  }
}

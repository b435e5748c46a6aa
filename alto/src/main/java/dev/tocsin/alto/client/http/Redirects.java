// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.client.http;

import dev.tocsin.alto.client.http.AltoClientException.Kind;
import dev.tocsin.base.observe.Printable;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The redirects of one request: where they lead, and when it is enough.
final class Redirects {

  private final int max;
  private final Set<String> seen = new HashSet<>();

  Redirects(Ask first, int max) {
    this.max = max;
    seen.add(key(first));
  }

  private static String key(Ask ask) {
    return ask.method() + " " + ask.uri();
  }

  /// @param location as the field came
  /// @return empty if the status is no redirect
  /// @throws AltoClientException if it leads nowhere, in circles, or out of HTTPS
  Optional<Ask> next(Ask ask, int status, Optional<String> location) throws AltoClientException {
    boolean isOther = status == 303;
    boolean isSame = status == 307 || status == 308;
    // RFC 9110 §15.4.2: whether a POST stays one was never agreed on.
    boolean isOld = status == 301 || status == 302;
    if (!isOther && !isSame && !isOld) return Optional.empty();
    if (isOld && ask.body().isPresent()) throw failure(ask, "redirects a POST by " + status);
    var target = target(ask, location.orElseThrow(() -> failure(ask, "redirects to nowhere")));
    var next = isOther ? ask.seeOther(target) : ask.at(target);
    if (!seen.add(key(next))) throw failure(ask, "redirects in a circle");
    if (seen.size() > max + 1) throw failure(ask, "redirects more than " + max + " times");
    return Optional.of(next);
  }

  private static URI target(Ask ask, String location) throws AltoClientException {
    URI target;
    try {
      target = Ask.check(withoutFragment(ask.uri().resolve(URI.create(location))));
    } catch (IllegalArgumentException e) {
      throw failure(ask, "redirects to what is no place: " + e.getMessage());
    }
    if (Origin.of(ask.uri()).isSecure() && !Origin.of(target).isSecure()) {
      throw failure(ask, "redirects out of HTTPS to " + target);
    }
    return target;
  }

  private static URI withoutFragment(URI uri) {
    var text = uri.toString();
    int end = text.indexOf('#');
    return end < 0 ? uri : URI.create(text.substring(0, end));
  }

  private static AltoClientException failure(Ask ask, String what) {
    return AltoClientException.of(Kind.UNREADABLE, Printable.escape(ask.uri() + " " + what));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.io.server;

import dev.tocsin.alto.io.access.AccessRules;
import dev.tocsin.alto.io.access.ClientName;
import dev.tocsin.alto.io.operations.Operations;
import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.http.digest.DigestDesk;
import dev.tocsin.base.http.digest.DigestDesk.Proof;
import dev.tocsin.base.identity.PeerIdentities;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.base.net.SourceNet;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out who asks, and passes him on to what he may see.
final class Reception extends Handler.Abstract {

  private static final Logger log = LoggerFactory.getLogger(Reception.class);

  private final AccessRules access;
  private final Operations operations;
  private final List<Audience> audiences;

  Reception(AccessRules access, Operations operations, List<Audience> audiences) {
    this.access = access;
    this.operations = operations;
    this.audiences = List.copyOf(audiences);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var exchange = new Exchange(request, response, callback);
    var visit = new Visit(request, response, source(request));
    Request.addCompletionListener(request, _ -> operations.done(visit.served()));
    var away = operations.doorkeeper().turnsAway(SourceNet.of(visit.source().address()));
    if (away.isPresent()) {
      exchange.turnAway(away.get());
      return true;
    }
    Optional<String> user = Optional.empty();
    var authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (authorization != null && access.digest().isPresent()) {
      var desk = access.digest().get();
      var target = request.getHttpURI().getPathQuery();
      switch (desk.check(authorization, request.getMethod(), target, now())) {
        case Proof.Of(var name) -> user = visit.by(name);
        case Proof.Wrong(boolean isStale) -> {
          challenge(exchange, desk, isStale);
          return true;
        }
      }
    }
    var client = new ClientName(user, certificates(request), visit.source());
    var audience =
        access.isRequired() && !client.isProven() ? Optional.<Audience>empty() : of(client);
    if (audience.isPresent()) {
      visit.sees(audience.get().offered());
      return audience.get().handler().handle(request, response, callback);
    }
    if (access.digest().isPresent() && user.isEmpty()) {
      challenge(exchange, access.digest().get(), false);
    } else {
      exchange.refuse(HttpStatus.FORBIDDEN_403, "there is nothing here for this client");
    }
    return true;
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private Optional<Audience> of(ClientName client) {
    return audiences.stream().filter(each -> each.offered().admission().admits(client)).findFirst();
  }

  private static void challenge(Exchange exchange, DigestDesk desk, boolean isStale) {
    var headers = exchange.response().getHeaders();
    headers.put(HttpHeader.WWW_AUTHENTICATE.asString(), desk.challenges(isStale, now()));
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    exchange.refuse(HttpStatus.UNAUTHORIZED_401, "who asks has to say who it is");
  }

  /// Names of the certificate that was shown; none if there is none, or it names nobody.
  private static Set<String> certificates(Request request) {
    if (!(request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
        instanceof EndPoint.SslSessionData session)) {
      return Set.of();
    }
    var chain = session.peerCertificates();
    if (chain == null || chain.length == 0) return Set.of();
    try {
      var peer = PeerIdentities.of(List.of(chain));
      var names = new HashSet<>(peer.names());
      names.add(peer.subject());
      return names;
    } catch (WireException e) {
      log.info("a client's certificate names nobody: {}", e.getMessage());
      return Set.of();
    }
  }

  private static Prefix source(Request request) {
    var remote = (InetSocketAddress) request.getConnectionMetaData().getRemoteSocketAddress();
    return Prefix.of(remote.getAddress());
  }
}

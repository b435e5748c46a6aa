// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots;

import dev.tocsin.base.http.WebServer;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.identity.Trust;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.observe.Metrics;
import dev.tocsin.dots.io.ServerTransport;
import dev.tocsin.dots.io.coap.DtlsServerSettings;
import dev.tocsin.dots.io.coap.DtlsServerTransport;
import dev.tocsin.dots.io.coap.Identifiers;
import dev.tocsin.dots.io.coap.TlsServerTransport;
import dev.tocsin.dots.io.data.DataService;
import dev.tocsin.dots.io.security.Credentials;
import dev.tocsin.dots.io.server.Exchanges;
import dev.tocsin.dots.io.settings.ServerSettings;
import dev.tocsin.dots.wire.data.rest.DataAnswer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What the operator's settings mean to the transports.
final class ServerPlan {

  private ServerPlan() {}

  /// One transport for each listening address; each is made for its handler and not started yet.
  static List<Function<ServerTransport.Handler, ServerTransport>> transports(
      ServerSettings.Endpoint endpoint, Trust trust, Identifiers identifiers, Metrics metrics) {
    var credentials = new Credentials(endpoint.keys().ownKey(), Optional.empty(), trust);
    var counters = new HandshakeMeters(metrics);
    var all = new ArrayList<Function<ServerTransport.Handler, ServerTransport>>();
    for (var address : endpoint.dtls()) {
      var at =
          new DtlsServerSettings(
              address(address),
              1,
              Runtime.getRuntime().availableProcessors(),
              endpoint.pathMtu(),
              endpoint.limits());
      all.add(handler -> new DtlsServerTransport(at, credentials, identifiers, counters, handler));
    }
    for (var address : endpoint.tls()) {
      var at = address(address);
      all.add(
          handler ->
              new TlsServerTransport(
                  at, endpoint.limits(), credentials, identifiers, counters, handler));
    }
    return all;
  }

  /// The data channel, listening, if it is configured.
  static Optional<WebServer> dataChannel(
      ServerSettings.Endpoint endpoint, Exchanges<DataAnswer> exchanges) {
    var settings = endpoint.data();
    if (settings.listen().isEmpty()) return Optional.empty();
    var key = endpoint.keys().ownKey().orElseThrow();
    // RFC 8783 §10: mutual authentication.
    var tls =
        new WebSettings.Tls(
            key, endpoint.keys().trust().authorities(), WebSettings.ClientCertificate.REQUIRED);
    var web =
        new WebSettings(
            address(settings.listen().get()), Optional.of(tls), WebSettings.Limits.DEFAULT);
    return Optional.of(
        WebServer.start("data-channel", web, new DataService(exchanges, settings.viaName())));
  }

  private static InetSocketAddress address(HostAndPort configured) {
    var address = new InetSocketAddress(configured.host(), configured.port());
    if (!address.isUnresolved()) return address;
    throw new IllegalArgumentException(
        "no address is known for '" + configured.host() + "' to listen on");
  }
}
